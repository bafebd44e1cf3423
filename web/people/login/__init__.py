"""Logging in: passwords, passkeys, recovery codes, other providers, sessions."""
