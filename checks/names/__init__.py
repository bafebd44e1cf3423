"""Checks of proper names: persons, places and other names in both texts.

Official titles belong to `titles`, and terms from the termbase to `terms`.
"""
