"""Entries and terms found in texts as JSON and as text for people."""
