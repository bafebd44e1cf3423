"""Tests of the package `cli.database`."""
