"""Similarity, match rates, lookup and concordance."""
