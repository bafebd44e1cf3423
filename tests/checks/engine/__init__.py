"""Tests of `checks.engine`."""
