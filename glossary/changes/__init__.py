"""What a change of a term touches in memory and articles, and applying it there.

How an entry itself is changed stands in `glossary.entries.editing`.
"""
