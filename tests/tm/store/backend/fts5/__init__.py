"""Tests of `tm.store.backend.fts5`."""
