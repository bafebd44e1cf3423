"""The aligner's knowledge of words: learned lexicon, dictionary and starter dictionary.

It contains stems and probabilities, not sentences; evidence for beads belongs to
`tm.align`.
"""
