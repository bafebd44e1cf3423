"""Tests of `exports.table`."""
