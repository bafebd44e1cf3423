"""Forms as browsers send them: texts, and files, which go to disk as they come.

A page that takes a file has a field of the type SentFile in its request type. The forms
that cancel a job or begin it again are the same on the page of each kind of job.
"""
