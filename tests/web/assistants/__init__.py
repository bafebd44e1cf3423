"""Tests of the tools and resources for assistants (MCP)."""
