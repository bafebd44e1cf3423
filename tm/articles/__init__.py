"""News pages: reading, headlines, and their way into the memory."""
