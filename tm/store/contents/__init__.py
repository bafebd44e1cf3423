"""All rows of all tables of a database, as lines of JSON: what a backup consists of.

Tables are read from the database itself, so that a new table or column needs nothing
here. Files of backups belong to `exports.backup`.
"""
