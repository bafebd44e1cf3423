"""Messages of the program in the language of the reader: errors, losses, warnings.

The program writes them in English, with values in them; `locales/*/program.po` has
their translations, by the English text with a name in place of each value.
"""
