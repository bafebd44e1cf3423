"""Tests of people, their roles and what they may read."""
