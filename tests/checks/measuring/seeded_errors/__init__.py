"""Tests of `checks.measuring.seeded_errors`."""
