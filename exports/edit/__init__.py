"""Editing of files in place: empty translations are filled, others corrected.

Each format has its own editor; no code here depends on one format.
"""
