"""Arrays, lists and bytes that wait in temporary files while memory stays small.

They know nothing of translation: what is spilled, and when, is for the caller to say.
"""
