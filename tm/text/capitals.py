"""The capitals of words that come to stand where others stood."""


def first_up(text: str) -> str:
    """A text whose first letter is a capital."""
    return text[:1].upper() + text[1:]


def like(new: str, old: str) -> str:
    """A phrase with the capitals of another one, and those that it has itself.

    In capitals, as a title, or else word by word.

    >>> like("thứ hai", "Thứ Tư"), like("gw", "MW"), like("rabu", "Kamis")
    ('Thứ Hai', 'GW', 'Rabu')
    >>> like("wakil ketua umum", "Ketua Umum"), like("thứ hai", "thứ Tư")
    ('Wakil Ketua Umum', 'thứ Hai')
    """
    if old.isupper() and len(old) > 1:
        return new.upper()
    had = [word[:1].isupper() for word in old.split()]
    words = new.split(" ")
    if len(had) > 1 and all(had):
        had = [True] * len(words)
    had += [False] * (len(words) - len(had))
    return " ".join(
        first_up(word) if up else word
        for word, up in zip(words, had[: len(words)], strict=True)
    )
