"""Tests of `exports.terms`."""
