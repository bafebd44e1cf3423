"""Equal ends of spans of time: until Wednesday is until the end of Tuesday."""

from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.language_data import LanguageFileKind
from tm.text.locale import Locale
from tm.text.values.reader import Value

_FILE_KIND = LanguageFileKind(
    "range_ends.toml",
    "words before the last day of a span, and before its end",
    "date.weekday may report the end of a span that is written differently",
)

_MAX_LETTERS_BEFORE_WEEKDAY = 20
"""How many letters before a day are searched for words such as until."""
_DAYS_PER_WEEK = 7


def is_same_range_end(
    weekdays: tuple[Value, Value],
    texts: tuple[str, str],
    locales: tuple[Locale, Locale],
) -> bool:
    """Whether the weekdays of source and target end the same span of time.

    One is the last day of the span (`đến hết thứ Ba`), the other is the day after it.

    >>> from tm.text.values.reader import read_values
    >>> both = Locale("en"), Locale("vi")
    >>> texts = "until Wednesday", "đến hết thứ Ba"
    >>> (source_day,), (target_day,) = map(read_values, texts, both)
    >>> is_same_range_end((source_day, target_day), texts, both)
    True
    """
    source_end, target_end = (
        _read_range_end(weekday, text, locale)
        for weekday, text, locale in zip(weekdays, texts, locales, strict=True)
    )
    return any(
        is_last_day
        and may_be_day_after
        and (later_day - earlier_day) % _DAYS_PER_WEEK == 1
        for (earlier_day, is_last_day, _), (later_day, _, may_be_day_after) in (
            (source_end, target_end),
            (target_end, source_end),
        )
    )


def _read_range_end(
    weekday: Value, text: str, locale: Locale
) -> tuple[int, bool, bool]:
    """Read a weekday's number, and whether it is the last day or the end of a span."""
    range_end_table = read_table(locale.language, _FILE_KIND)
    window_start = max(0, weekday.start - _MAX_LETTERS_BEFORE_WEEKDAY)
    preceding_words = text[window_start : weekday.start].lower().split()
    preceding_text = f" {' '.join(preceding_words)}"
    weekday_number = weekday.key[0]
    return (
        weekday_number if isinstance(weekday_number, int) else 0,
        any(
            preceding_text.endswith(f" {phrase}")
            for phrase in split_phrases(range_end_table["last"])
        ),
        any(
            preceding_text.endswith(f" {phrase}")
            for phrase in split_phrases(range_end_table["until"])
        ),
    )
