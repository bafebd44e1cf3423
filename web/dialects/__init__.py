"""Wire protocols of other tools' servers, so that their clients can use a memory.

Each dialect is a module with a table of routes under a prefix of its own, and a line in
the registry. It answers in the shape its clients expect, errors included. Below the
threshold it answers nothing rather than something false.
"""
