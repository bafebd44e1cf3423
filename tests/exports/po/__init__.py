"""Tests of `exports.po`."""
