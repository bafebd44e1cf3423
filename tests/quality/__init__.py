"""Figures of quality, with floors under them."""
