"""Repairing a stored translation: the query's values and codes in place of the stored.

Where a text differs from a stored one in numbers, dates, times, units or inline codes
only, the stored translation holds for it but for these. Each is replaced, written as
the stored translation writes it, if its place there is certain; else nothing is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tm.match.comparable import ComparableText, compared
from tm.match.repair.values import agrees, rewritten
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE, Code, Segment
from tm.text.tokens import tokens
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import Key, Value, ValueKind

_PLACE = "\ue010"
"""Stands for a value among tokens; a private-use character, so that no word is it."""
_PAIRED = ("bpt", "ept", "pc", "hi", "/hi", "it", "g")
"""Kinds of codes around words, which may go without a gap in the text."""
_COUNTED = (ValueKind.NUMBER, ValueKind.ORDINAL)

Identity = tuple[ValueKind, Key]


@dataclass(frozen=True, slots=True)
class _Change:
    """A value of the stored source, and what the query has in its place."""

    was: Value
    new: Value


def repaired(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """The target with the query's values and codes, written in its own language.

    None where the query differs in anything else, where nothing has to change, and
    where it is not certain what to replace: a value is not in the target, or not as
    often as in the source; of equal values only some change; or the new one cannot be
    written as the target writes the old one.

    >>> texts = "tăng 5,5%", "tăng 3,2%", "naik 3,2 persen"
    >>> locales = map(Locale.parse, ("vi", "vi", "id"))
    >>> made = repaired(*map(Segment.of, locales, texts))
    >>> made.text if made else None
    'naik 5,5 persen'
    """
    if query.text == source.text and query.codes == source.codes:
        return None
    if query.codes == source.codes and not compared(query.text, query.locale).values:
        return None  # what differs is neither the codes nor, in both, only values
    if source.codes and not query.codes:
        without = _without_codes(source, target)
        if without is None:
            return None
        bare, made = without
    else:
        coded = _with_codes(query, source, target)
        if coded is None:
            return None
        bare, made = source, coded
    changes = _changes(query, bare)
    if changes is None:
        return None
    text = _with_values(changes, bare, made, query.locale)
    if text is None:
        return None
    made = replace(made, text=text)
    return made if made != target else None


def _changes(query: Segment, source: Segment) -> list[_Change] | None:
    """Source and query values place by place; None if the texts differ otherwise."""
    old, new = compared(source.text, source.locale), compared(query.text, query.locale)
    if _kinds(old) != _kinds(new):
        return None
    if _masked(source, old.values) != _masked(query, new.values):
        return None
    return [_Change(*pair) for pair in zip(old.values, new.values, strict=True)]


def _kinds(text: ComparableText) -> list[ValueKind]:
    return [value.kind for value in text.values]


def _masked(segment: Segment, found: Sequence[Value]) -> list[str]:
    """What is compared of a text besides its values; digits that are none count."""
    words: list[str] = []
    place = 0
    for value in (*found, None):
        piece = segment.text[place : value.start if value else None]
        form = match_form(piece, vietnamese=segment.locale.language == "vi")
        words += [token.text for token in tokens(form)]
        if value is not None:
            words.append(_PLACE)
            place = value.end
    return words


def _with_values(
    changes: Sequence[_Change], source: Segment, target: Segment, query: Locale
) -> str | None:
    """The target's text with every change made; None if one is not certain."""
    found = read_values(target.text, target.locale)
    by_value: dict[Identity, list[_Change]] = defaultdict(list)
    for change in changes:
        by_value[_identity(change.was)].append(change)
    news: dict[int, _Change] = {}
    for same in by_value.values():
        wanted = {_identity(change.new) for change in same}
        if len(wanted) > 1:
            return None
        if wanted == {_identity(same[0].was)}:
            continue
        places = _places(same[0].was, found, by_value)
        if len(places) != len(same) or _is_spelt(same[0].was, source, target):
            return None
        news |= dict.fromkeys(places, same[0])
    text = _put(news, found, target, query)
    if text is None or not _is_as_meant(text, news, found, target.locale):
        return None
    return text


def _places(
    was: Value, found: Sequence[Value], known: dict[Identity, list[_Change]]
) -> list[int]:
    """Which of the target's values are a value; `khóa 80` may be `angkatan ke-80`."""
    same = [n for n, value in enumerate(found) if _identity(value) == _identity(was)]
    if same or was.kind not in _COUNTED:
        return same
    return [
        number
        for number, value in enumerate(found)
        if value.kind in _COUNTED
        and value.key == was.key
        and _identity(value) not in known
    ]


def _is_spelt(was: Value, source: Segment, target: Segment) -> bool:
    """Whether both texts have the number in words too, so that they may be crossed."""
    if was.kind not in (*_COUNTED, ValueKind.PERCENT):
        return False
    return all(
        any(value.key == was.key for value in read_number_words(side.text, side.locale))
        for side in (source, target)
    )


def _put(
    news: dict[int, _Change], found: Sequence[Value], target: Segment, query: Locale
) -> str | None:
    text = target.text
    for number in sorted(news, reverse=True):
        stored, change = found[number], news[number]
        if not _agrees(stored, change.new, target.locale):
            return None
        made = rewritten(
            stored, was=change.was, new=change.new, locale=target.locale, query=query
        )
        if made is None:
            return None
        text = text[: stored.start] + made + text[stored.end :]
    return text


def _agrees(stored: Value, new: Value, locale: Locale) -> bool:
    is_amount = stored.kind is ValueKind.NUMBER and len(stored.key) == len(new.key) == 1
    return not is_amount or agrees(locale, stored, new)


def _is_as_meant(
    text: str, news: dict[int, _Change], found: Sequence[Value], locale: Locale
) -> bool:
    """Whether a text, read again, has the new values, and the others as they were."""
    expected = [
        (value.kind, news[number].new.key if number in news else value.key)
        for number, value in enumerate(found)
    ]
    return [_identity(value) for value in read_values(text, locale)] == expected


def _identity(value: Value) -> Identity:
    return value.kind, value.key


def _with_codes(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """The target with the query's codes for the source's."""
    if query.codes == source.codes:
        return target
    if len(query.codes) != len(source.codes):
        return None
    news: dict[tuple[str, str], set[Code]] = defaultdict(set)
    for old, new in zip(source.codes, query.codes, strict=True):
        news[_native(old)].add(replace(new, id=""))
    changed = {old for old, new in news.items() if {_native(c) for c in new} != {old}}
    before, after = (Counter(map(_native, side.codes)) for side in (source, target))
    if any(len(news[old]) > 1 or before[old] != after[old] for old in changed):
        return None
    codes = tuple(
        replace(next(iter(news[_native(code)])), id=code.id)
        if _native(code) in changed
        else code
        for code in target.codes
    )
    return replace(target, codes=codes)


def _without_codes(source: Segment, target: Segment) -> tuple[Segment, Segment] | None:
    """Both sides as the query has them, without codes; only those around words go."""
    sides = [Counter(map(_native, side.codes)) for side in (source, target)]
    if sides[0] != sides[1] or not all(
        code.kind.split(" ")[0] in _PAIRED for code in source.codes
    ):
        return None
    plain = [
        Segment(side.locale, re.sub(" {2,}", " ", side.text.replace(CODE, "")).strip())
        for side in (source, target)
    ]
    return plain[0], plain[1]


def _native(code: Code) -> tuple[str, str]:
    return code.kind, code.data
