"""Tests of `glossary.lookup`."""
