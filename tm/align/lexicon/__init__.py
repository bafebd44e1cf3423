"""The aligner's knowledge of words: learned lexicon, dictionary and starter dictionary.

It knows stems and probabilities, no sentences; evidence for beads belongs to
`tm.align`.
"""
