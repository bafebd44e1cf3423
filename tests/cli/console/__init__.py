"""Tests of `cli.console`."""
