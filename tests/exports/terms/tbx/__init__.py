"""Tests of `exports.terms.tbx`."""
