"""Capitals: giving a phrase the capitals of the phrase that it replaces."""

from collections.abc import Set as AbstractSet


def capitalise_first(phrase: str) -> str:
    """Capitalise the first letter of a text."""
    return phrase[:1].upper() + phrase[1:]


def capitalise_title(phrase: str, small_words: AbstractSet[str] = frozenset()) -> str:
    """Capitalise the words of a name or title, except linking words inside it.

    >>> capitalise_title("kementerian luar negeri dan hukum", {"dan"})
    'Kementerian Luar Negeri dan Hukum'
    """
    first_word, *other_words = phrase.split(" ")
    return " ".join(
        [
            capitalise_first(first_word),
            *(
                word if word in small_words else capitalise_first(word)
                for word in other_words
            ),
        ]
    )


def copy_capitals(
    phrase: str, model_phrase: str, small_words: AbstractSet[str] = frozenset()
) -> str:
    """Give a phrase the capitals of another one, besides its own.

    All capitals, title case, or else word by word. Small words, such as `dan`, stay
    small inside title case.

    >>> copy_capitals("thứ hai", "Thứ Tư"), copy_capitals("gw", "MW")
    ('Thứ Hai', 'GW')
    >>> copy_capitals("rabu", "Kamis"), copy_capitals("thứ hai", "thứ Tư")
    ('Rabu', 'thứ Hai')
    >>> copy_capitals("wakil ketua umum", "Ketua Umum")
    'Wakil Ketua Umum'
    """
    if model_phrase.isupper() and len(model_phrase) > 1:
        return phrase.upper()
    capital_flags = [word[:1].isupper() for word in model_phrase.split()]
    words = phrase.split(" ")
    if len(capital_flags) > 1 and all(capital_flags):
        return capitalise_title(phrase, small_words)
    capital_flags += [False] * (len(words) - len(capital_flags))
    return " ".join(
        capitalise_first(word) if is_capitalised else word
        for word, is_capitalised in zip(words, capital_flags[: len(words)], strict=True)
    )
