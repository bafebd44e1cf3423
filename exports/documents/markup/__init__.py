"""Documents in markup: HTML and Markdown, read by grammars that report offsets.

Both have blocks of text with inline markup, which are codes; Markdown may hold HTML.
"""
