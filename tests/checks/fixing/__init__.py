"""Tests of `checks.fixing`."""
