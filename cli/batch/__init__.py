"""The commands `padanan batch …`: the same jobs over corpora larger than a machine.

They parse options, and print what a run came to; the jobs are those of `batch`.
"""
