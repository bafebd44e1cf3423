"""Sentence segmentation and the alignment of two texts."""
