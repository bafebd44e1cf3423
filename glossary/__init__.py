"""The termbase: concept entries, their store, and finding terms in text."""
