"""Tests of `tm.articles.page`."""
