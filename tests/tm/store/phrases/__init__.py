"""Tests of `tm.store.phrases`."""
