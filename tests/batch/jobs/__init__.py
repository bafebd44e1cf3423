"""Tests of `batch.jobs`."""
