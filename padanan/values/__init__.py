"""What the Python API and the server give: plain frozen values with texts as strings.

Nothing here reads a database; what makes these values is in `padanan.contents`.
"""
