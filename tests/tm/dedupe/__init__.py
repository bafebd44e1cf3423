"""Tests of `tm.dedupe`."""
