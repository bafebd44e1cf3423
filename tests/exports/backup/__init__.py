"""Tests of the package `exports.backup`."""
