"""Errors like those of people, seeded into clean texts to measure the checks.

Each module proposes the errors of one subject; no module finds errors.
"""
