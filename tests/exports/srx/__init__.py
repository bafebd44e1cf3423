"""Tests of `exports.srx`."""
