"""Word resources of the aligner: learned lexicon, dictionary, starter dictionary.

It contains stems and probabilities, not sentences; evidence for beads belongs to
`tm.align`.
"""
