"""Tests of `tm.articles.archive`."""
