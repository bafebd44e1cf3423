"""Tests of `cli.check.measure`."""
