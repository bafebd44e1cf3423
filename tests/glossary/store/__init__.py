"""Tests of `glossary.store`."""
