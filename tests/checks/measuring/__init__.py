"""Tests of `checks.measuring`."""
