"""Looking a term up as a translator types it: parts, abbreviations, typing errors.

It finds entries by what is typed; terms in running text are found in `recognition`.
"""
