"""Tests of `checks.text`."""
