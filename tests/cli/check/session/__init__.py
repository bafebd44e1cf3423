"""Tests of `cli.check.session`."""
