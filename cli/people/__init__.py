"""The commands about the people of a server."""
