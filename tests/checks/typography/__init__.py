"""Tests of `checks.typography`."""
