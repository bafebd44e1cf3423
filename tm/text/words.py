"""The words of a text, in lower case or as written."""

from collections.abc import Iterator

from tm.text.word_pattern import WORD_PATTERN


def read_words(text: str) -> tuple[str, ...]:
    """List the words of a text, as they are written.

    >>> read_words("Tăng 16,7% ở G20, don't!")
    ('Tăng', 'ở', 'G', "don't")
    """
    return tuple(WORD_PATTERN.findall(text))


def read_lower_words(text: str) -> tuple[str, ...]:
    """List the words of a text in lower case.

    >>> read_lower_words("Don't (MAI)")
    ("don't", 'mai')
    """
    if text.isalpha():  # one word, as most tokens are
        return (text.lower(),)
    return tuple(map(str.lower, WORD_PATTERN.findall(text)))


def read_word_set(text: str) -> frozenset[str]:
    """Collect the distinct words of a text in lower case."""
    return frozenset(read_lower_words(text))


def drop_each_letter(word: str) -> Iterator[str]:
    """Iterate over the forms of a word without one of its letters.

    Two words differ in one letter only if they share such a form, or one is a form of
    the other: an index of these forms finds typos without comparing all words.

    >>> [*drop_each_letter("cong")]
    ['ong', 'cng', 'cog', 'con']
    """
    for letter_index in range(len(word)):
        yield word[:letter_index] + word[letter_index + 1 :]
