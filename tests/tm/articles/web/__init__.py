"""Tests of `tm.articles.web`."""
