"""Apply the fixes of findings to texts, and offer fixes that somebody must look at.

Which fixes there are is said by the checks.
"""
