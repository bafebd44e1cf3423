"""The dialect of t5memory, for translate5; a memory of the server is one of its own.

An answer is a failure for translate5 wherever it has an `ErrorMsg`.
"""
