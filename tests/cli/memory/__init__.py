"""Tests of `cli.memory`."""
