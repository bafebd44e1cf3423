"""Tests of `tm.text.input`."""
