"""The pages of checks: running them, and deciding on what they find, group by group.

A run is a job whose file holds the findings; decisions are dismissals and fixes.
"""
