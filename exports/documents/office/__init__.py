"""Office documents: ZIP archives of XML, as of Word (DOCX) and OpenDocument (ODT).

What both formats share is the archive, the tree of elements with offsets, and texts in
XML; paragraphs and their inline codes are the business of each format.
"""
