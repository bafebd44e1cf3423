"""Term extraction: repeated phrases missing from the termbase, with translations.

It proposes candidates and changes nothing.
"""
