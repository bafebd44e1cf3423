"""Tests of `cli.check.inputs`."""
