"""The pages of alignment review: the queue of unsure pairs, and decisions on them.

The handlers call functions of the API; the next unsure pair comes by itself.
"""
