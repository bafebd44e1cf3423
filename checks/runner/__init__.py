"""Run checks over units, and complete, merge and order their findings.

No check is here, and no module of a family imports from here.
"""
