"""SQLite's index of phrases: the queries it is asked, and filling it in one go.

What the index is used for, and the rule that PostgreSQL must answer the same, stands in
`tm.store.phrases`.
"""
