"""Finding what the texts repeat and the termbase lacks, with likely translations.

It proposes candidates and changes nothing.
"""
