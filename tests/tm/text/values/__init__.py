"""Tests of `tm.text.values`."""
