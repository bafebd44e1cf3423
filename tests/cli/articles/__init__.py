"""Tests of `cli.articles`."""
