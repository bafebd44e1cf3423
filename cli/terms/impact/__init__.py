"""The command `terms impact`: its options, its report, and applying the change.

Which units a new preferred term changes, and how, belongs to `glossary.changes`.
"""
