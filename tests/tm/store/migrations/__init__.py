"""Tests of `tm.store.migrations`."""
