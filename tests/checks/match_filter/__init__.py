"""Tests of `checks.match_filter`."""
