"""Finding the phrases of lists in texts: patterns, phrase lists, trie and prefilter.

Which phrases there are is said by data of the packages that use them, never here.
"""
