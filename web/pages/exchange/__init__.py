"""The pages of files: imports with a preview and progress, exports with their losses.

The work is done by jobs of the API; a page shows how far a job is and what it came to.
"""
