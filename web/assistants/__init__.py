"""What assistants get over MCP: tools that read, suggestions, and resources.

A tool takes a request type, as a route does, calls a method of the memory and writes
lines of text, no more than a number of tokens. Nothing is kept between calls.
"""
