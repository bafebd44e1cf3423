"""Tests of `checks.termbase`."""
