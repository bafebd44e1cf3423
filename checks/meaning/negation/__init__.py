"""Negation: its words, their pairs in two texts, and what stands for them."""
