"""Tests of `exports.edit`."""
