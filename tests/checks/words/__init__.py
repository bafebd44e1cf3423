"""Tests of `checks.words`."""
