"""Tests of `glossary.entries`."""
