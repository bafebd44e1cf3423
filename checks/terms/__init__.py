"""Checks of terms against the termbase, and of renderings that vary in a corpus.

Names of persons, offices and bodies without a termbase are checked in `titles`.
"""
