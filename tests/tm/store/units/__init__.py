"""Tests of `tm.store.units`."""
