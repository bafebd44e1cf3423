"""Tests of `tm.align.lexicon`."""
