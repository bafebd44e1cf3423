"""Entries and terms found in texts as JSON and as text for people.

No command is here, and nothing is looked up or stored.
"""
