"""What a language model is given, and what its answers are worth; no model is called.

A package holds what the memory and the termbase know of a text, within a number of
tokens; a judgement lists what is wrong in an answer, and what to write instead.
"""
