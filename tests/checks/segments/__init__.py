"""Tests of `checks.segments`."""
