"""Tests of `glossary.title_phrases`."""
