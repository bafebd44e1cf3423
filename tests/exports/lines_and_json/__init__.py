"""Tests of `exports.lines_and_json`."""
