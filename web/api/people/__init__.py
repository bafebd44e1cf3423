"""Routes about people: logging in, one's own account, and those of others."""
