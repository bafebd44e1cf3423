"""Tests of `glossary.changes`."""
