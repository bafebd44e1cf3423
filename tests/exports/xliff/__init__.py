"""Tests of XLIFF."""
