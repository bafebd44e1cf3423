"""What repairs of matches may know: terms, places, segments of the memory, word links.

A lookup takes it as an argument; where and whether a word is replaced is decided in
`tm.match.repair`.
"""
