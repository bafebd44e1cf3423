"""The jobs: for each, the stages that it consists of, and their functions of a part.

A job calls the functions that the command of the same name calls; it has no logic of
its own.
"""
