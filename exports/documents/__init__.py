"""Documents in one language, translated in place: text, subtitles, Word and others.

A reader finds the paragraphs of a file with their offsets, and a translated sentence
replaces its original there; every other byte of the file stays.
"""
