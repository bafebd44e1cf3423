"""Tests of `tm.store.backend.postgres`."""
