"""Filling and correcting an XLIFF file in its own text.

Nothing in here writes a file anew: that is the writers' task.
"""
