"""Tests of `cli.exchange`."""
