"""Options, messages and reports of one run of checks, and dismissed findings.

Running the checks belongs to `checks.session`, and the layout of a report to
`exports.reports`.
"""
