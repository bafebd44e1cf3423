"""Tests of `checks.match_repair`."""
