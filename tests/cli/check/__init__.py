"""Tests of `cli.check`."""
