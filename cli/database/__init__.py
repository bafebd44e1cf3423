"""Commands about a whole database: backup, restore, migrate, doctor and report.

Reading and writing backups belongs to `exports.backup`.
"""
