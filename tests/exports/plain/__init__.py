"""Tests of `exports.plain`."""
