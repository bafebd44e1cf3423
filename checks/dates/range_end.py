"""The end of a span of time: until Wednesday is to the end of Tuesday."""

from checks.language_data import read_table
from checks.text.language import phrases
from tm.text.locale import Locale
from tm.text.values.reader import Value

_BEFORE = 20
"""Letters before a day within which stands what tells whether it is the last one."""
_WEEK = 7


def is_same_end(
    days: tuple[Value, Value], texts: tuple[str, str], locales: tuple[Locale, Locale]
) -> bool:
    """Whether two weekdays, of source and target, are the same end of a span.

    One counts as the last day of it (`đến hết thứ Ba`), and the other follows upon it.

    >>> from tm.text.values.reader import read_values
    >>> both = Locale("en"), Locale("vi")
    >>> texts = "until Wednesday", "đến hết thứ Ba"
    >>> (one,), (other,) = (read_values(*of) for of in zip(texts, both))
    >>> is_same_end((one, other), texts, both)
    True
    """
    first, then = (
        _ends(day, text, locale)
        for day, text, locale in zip(days, texts, locales, strict=True)
    )
    return any(
        is_last and is_until and (later - day) % _WEEK == 1
        for (day, is_last, _), (later, _, is_until) in ((first, then), (then, first))
    )


def _ends(day: Value, text: str, locale: Locale) -> tuple[int, bool, bool]:
    """The number of a weekday, and whether it is the last of a span, or ends one."""
    data = read_table(locale.language, "range_ends.toml")
    preceding_text = (
        f" {' '.join(text[max(0, day.start - _BEFORE) : day.start].lower().split())}"
    )
    number = day.key[0]
    return (
        number if isinstance(number, int) else 0,
        any(preceding_text.endswith(f" {phrase}") for phrase in phrases(data["last"])),
        any(preceding_text.endswith(f" {phrase}") for phrase in phrases(data["until"])),
    )
