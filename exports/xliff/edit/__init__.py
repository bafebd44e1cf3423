"""To be said: what is in here, and what may not be."""
