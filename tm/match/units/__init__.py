"""The units of the segments that a lookup proposes: read, kept for a job, and rated.

Which segments are proposed is decided in `tm.match.index`, what a rate is in
`tm.match.match_rate`.
"""
