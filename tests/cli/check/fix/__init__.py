"""Tests of `cli.check.fix`."""
