"""Tests of `batch.partitions`."""
