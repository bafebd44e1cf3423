"""Tests of `tm.articles.headline`."""
