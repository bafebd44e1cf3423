"""Tests of `tm.text.phrases`."""
