"""Capitals: giving a phrase the capitals of the phrase that it replaces."""


def capitalise_first(text: str) -> str:
    """Capitalise the first letter of a text."""
    return text[:1].upper() + text[1:]


def copy_capitals(phrase: str, model: str) -> str:
    """Give a phrase the capitals of another one, besides its own.

    All capitals, title case, or else word by word.

    >>> copy_capitals("thứ hai", "Thứ Tư"), copy_capitals("gw", "MW")
    ('Thứ Hai', 'GW')
    >>> copy_capitals("rabu", "Kamis"), copy_capitals("thứ hai", "thứ Tư")
    ('Rabu', 'thứ Hai')
    >>> copy_capitals("wakil ketua umum", "Ketua Umum")
    'Wakil Ketua Umum'
    """
    if model.isupper() and len(model) > 1:
        return phrase.upper()
    is_capital = [word[:1].isupper() for word in model.split()]
    words = phrase.split(" ")
    if len(is_capital) > 1 and all(is_capital):
        is_capital = [True] * len(words)
    is_capital += [False] * (len(words) - len(is_capital))
    return " ".join(
        capitalise_first(word) if is_upper else word
        for word, is_upper in zip(words, is_capital[: len(words)], strict=True)
    )
