"""Jobs: imports, exports and checks that take longer than a request may.

A job is a row of the server's own database, and so are the parts of its file: it is
found again after a crash, by whichever process. Handlers of the API create jobs; only
the runner works on them.
"""
