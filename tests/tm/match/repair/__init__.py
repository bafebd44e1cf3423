"""Tests of `tm.match.repair`."""
