"""Tests of `checks.names`."""
