"""Word patterns: what counts as one word, for all code that searches texts.

All are for texts in NFC. Where a language puts no spaces between words, a word is one
character of `UNSPACED_LETTER_CLASS`, since finding longer ones needs a dictionary.
"""

import re

LETTER_CLASS = r"[^\W\d_]"
"""The character class of all letters, for use inside patterns."""
UNSPACED_LETTER_CLASS = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
"""The character class of scripts without spaces, in the syntax of `regex`."""

LETTERS_PATTERN = re.compile(rf"{LETTER_CLASS}+")
"""Letters alone: of `don't`, `don` and `t`."""
WORD_PATTERN = re.compile(rf"{LETTER_CLASS}+(?:['’]{LETTER_CLASS}+)*")
"""A word: letters, and apostrophes between them."""
HYPHENATED_WORD_PATTERN = re.compile(rf"{LETTER_CLASS}+(?:[-’']{LETTER_CLASS}+)*")
"""A word or several words joined by hyphens: `undang-undang`."""
TOKEN_PATTERN = re.compile(
    rf"{HYPHENATED_WORD_PATTERN.pattern}|\d[\d.,]*|[.!?;:…\n“”\"()]"
)
"""A word with its hyphens, a number, or a mark that may end a clause."""
ALPHANUMERIC_PATTERN = re.compile(r"[^\W_]+")
"""Letters and digits: a word, a number or a mixture such as `G20`."""

WORD_START_PATTERN = r"(?<!\w)"
"""Where a word or a number may start."""
WORD_END_PATTERN = r"(?!\w)"
"""Where a word or a number may end."""
HYPHENATED_WORD_START_PATTERN = r"(?<![\w-])"
"""Where a word may start that no hyphen joins to the one before."""
HYPHENATED_WORD_END_PATTERN = r"(?![\w-])"
"""Where a word may end that no hyphen joins to the next one."""
