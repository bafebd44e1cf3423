"""Tests of `checks.terms`."""
