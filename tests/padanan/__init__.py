"""Tests of the Python facade."""
