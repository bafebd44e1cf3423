"""Tests of `checks.meaning`."""
