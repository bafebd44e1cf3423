"""Checks of amounts in one text: impossible, converted wrongly, written in two ways.

They need no source; numbers that differ from those of the source are in `numbers`.
"""
