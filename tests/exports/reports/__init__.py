"""Tests of `exports.reports`."""
