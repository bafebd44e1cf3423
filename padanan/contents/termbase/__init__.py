"""The termbase as those who care for it see it: uses, changes, impact, duplicates.

Finding, adding and editing single concepts is in `padanan.contents.terms`.
"""
