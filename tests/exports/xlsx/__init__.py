"""Tests of `exports.xlsx`."""
