"""Tests of `checks.markup`."""
