"""Commands about a database as a whole: backup, restore, doctor and report.

Reading and writing backups belongs to `exports.backup`.
"""
