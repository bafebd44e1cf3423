"""Tests of `tm.store.backend`."""
