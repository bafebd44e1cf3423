"""Tests of `tm.match.units`."""
