"""Tests of `glossary.extraction`."""
