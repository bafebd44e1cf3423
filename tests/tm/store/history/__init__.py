"""Tests of `tm.store.history`."""
