"""Tests of `glossary.forms`."""
