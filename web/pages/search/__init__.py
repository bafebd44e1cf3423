"""The start page: terms, matches and phrases for what somebody types into one box.

The parts that are found at once come first; renderings, counts and word links follow
by a second request, since they may take a second in a large memory.
"""
