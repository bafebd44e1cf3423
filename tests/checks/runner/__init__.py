"""Tests of running checks: what they find in units, documents and the corpus."""
