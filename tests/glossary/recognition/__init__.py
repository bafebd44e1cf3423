"""Tests of `glossary.recognition`."""
