"""Tests of the package glossary."""
