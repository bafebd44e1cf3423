"""Tests of `tm.match.concordance`."""
