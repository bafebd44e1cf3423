"""Tests of `tm.match.index`."""
