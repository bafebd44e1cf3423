"""Tests of `exports.tmx`."""
