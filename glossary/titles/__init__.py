"""Official titles, composed of an office, a body and a place by rules.

The words of the rules are data; text is searched in `glossary.recognition`.
"""
