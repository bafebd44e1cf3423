"""Tests of `batch.executors`."""
