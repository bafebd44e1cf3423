"""Tests of `cli.terms`."""
