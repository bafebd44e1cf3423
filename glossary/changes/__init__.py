"""The impact of changed terms on memory and articles, and applying the changes.

Edits of an entry itself are in `glossary.entries.editing`.
"""
