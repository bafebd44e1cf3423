"""TMX: memories that translation programs exchange."""
