"""Tests of `exports.io`."""
