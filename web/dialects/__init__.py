"""Wire protocols of other tools' servers, so that their clients can use a memory.

Each dialect is a table of addresses under a prefix of its own, the shapes that it takes
and gives, errors included, and a line in the registry. Below the threshold it answers
nothing rather than something false.
"""
