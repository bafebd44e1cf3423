"""Tests of `checks.numbers`."""
