"""Changing a file in place: filling empty translations, correcting others.

How a format is changed is said by its own editor; nothing in here knows one format.
"""
