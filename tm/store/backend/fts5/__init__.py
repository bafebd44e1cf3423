"""SQLite's index of phrases: its queries, and filling it at once.

What the index is used for, and the rule that PostgreSQL must answer the same, stands in
`tm.store.phrases`.
"""
