"""Tests of `tm.spill`."""
