"""Tests of `exports.xml`."""
