"""Sentence alignment of two texts, and the sentence segmentation before it.

It gives ladders with confidences; making and storing units of an article belongs to
`tm.articles`.
"""
