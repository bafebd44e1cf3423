"""The dialect of MyMemory, for MateCat: units, glossaries and TMX files.

Weblate, OmegaT and Okapi read the matches, too, where they can be pointed here.
"""
