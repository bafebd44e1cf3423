"""Tests of `glossary.titles`."""
