"""Repairing a stored translation by putting in the query's values and codes.

Where a text differs from a stored one only in numbers, dates, times, units or inline
codes, its stored translation is right except for these. Each is replaced, written as
the stored translation writes it, if every place is certain; otherwise nothing is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tm.match.comparable import ComparableText, comparable_text
from tm.match.repair.values import rewrite_value, takes_same_plural
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE, Code, Segment
from tm.text.tokens import tokens
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import Value, ValueKey, ValueKind

_VALUE_MASK = "\ue010"
"""Stands for a value among tokens; a private-use character, so that no word is it."""
_PAIRED = ("bpt", "ept", "pc", "hi", "/hi", "it", "g")
"""Kinds of codes around words, which may go without a gap in the text."""
_COUNTED = (ValueKind.NUMBER, ValueKind.ORDINAL)

ValueIdentity = tuple[ValueKind, ValueKey]


@dataclass(frozen=True, slots=True)
class _ValueChange:
    """A value of the stored source and the query's value in its place."""

    old: Value
    new: Value


def repair(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Put the query's values and codes into the target, in the target's notation.

    None where the query differs in anything else, where nothing has to change, and
    where it is not certain what to replace: a value is not in the target, or not as
    often as in the source; of equal values only some change; or the new one cannot be
    written as the target writes the old one.

    >>> texts = "tăng 5,5%", "tăng 3,2%", "naik 3,2 persen"
    >>> locales = map(Locale.parse, ("vi", "vi", "id"))
    >>> made = repair(*map(Segment.of, locales, texts))
    >>> made.text if made else None
    'naik 5,5 persen'
    """
    if query.text == source.text and query.codes == source.codes:
        return None
    if (
        query.codes == source.codes
        and not comparable_text(query.text, query.locale).values
    ):
        return None  # what differs is neither the codes nor, in both, only values
    if source.codes and not query.codes:
        sides_without_codes = _remove_codes(source, target)
        if sides_without_codes is None:
            return None
        comparable_source, new_target = sides_without_codes
    else:
        target_with_codes = _put_codes(query, source, target)
        if target_with_codes is None:
            return None
        comparable_source, new_target = source, target_with_codes
    changes = _changed_values(query, comparable_source)
    if changes is None:
        return None
    text = _put_values(changes, comparable_source, new_target, query.locale)
    if text is None:
        return None
    new_target = replace(new_target, text=text)
    return new_target if new_target != target else None


def _changed_values(query: Segment, source: Segment) -> list[_ValueChange] | None:
    """Pair source and query values by place; None if the texts differ otherwise."""
    old, new = (
        comparable_text(source.text, source.locale),
        comparable_text(query.text, query.locale),
    )
    if _value_kinds(old) != _value_kinds(new):
        return None
    if _mask_values(source, old.values) != _mask_values(query, new.values):
        return None
    return [_ValueChange(*pair) for pair in zip(old.values, new.values, strict=True)]


def _value_kinds(text: ComparableText) -> list[ValueKind]:
    return [value.kind for value in text.values]


def _mask_values(segment: Segment, values: Sequence[Value]) -> list[str]:
    """The tokens of a text with its values masked; other digits stay."""
    words: list[str] = []
    place = 0
    for value in (*values, None):
        text_between = segment.text[place : value.start if value else None]
        form = match_form(text_between, vietnamese=segment.locale.language == "vi")
        words += [token.text for token in tokens(form)]
        if value is not None:
            words.append(_VALUE_MASK)
            place = value.end
    return words


def _put_values(
    changes: Sequence[_ValueChange], source: Segment, target: Segment, query: Locale
) -> str | None:
    """Make every change in the target's text; None if one is uncertain."""
    target_values = read_values(target.text, target.locale)
    by_value: dict[ValueIdentity, list[_ValueChange]] = defaultdict(list)
    for change in changes:
        by_value[_identity(change.old)].append(change)
    change_of: dict[int, _ValueChange] = {}
    for same in by_value.values():
        expected = {_identity(change.new) for change in same}
        if len(expected) > 1:
            return None
        if expected == {_identity(same[0].old)}:
            continue
        places = _places(same[0].old, target_values, by_value)
        if len(places) != len(same) or _is_spelt(same[0].old, source, target):
            return None
        change_of |= dict.fromkeys(places, same[0])
    text = _put_changes(change_of, target_values, target, query)
    if text is None or not _reads_as_expected(
        text, change_of, target_values, target.locale
    ):
        return None
    return text


def _places(
    was: Value,
    target_values: Sequence[Value],
    identities: dict[ValueIdentity, list[_ValueChange]],
) -> list[int]:
    """Which of the target's values are a value; `khóa 80` may be `angkatan ke-80`."""
    same = [
        n for n, value in enumerate(target_values) if _identity(value) == _identity(was)
    ]
    if same or was.kind not in _COUNTED:
        return same
    return [
        number
        for number, value in enumerate(target_values)
        if value.kind in _COUNTED
        and value.key == was.key
        and _identity(value) not in identities
    ]


def _is_spelt(old: Value, source: Segment, target: Segment) -> bool:
    """Whether both texts have the number in words too, which makes places unsure."""
    if old.kind not in (*_COUNTED, ValueKind.PERCENT):
        return False
    return all(
        any(value.key == old.key for value in read_number_words(side.text, side.locale))
        for side in (source, target)
    )


def _put_changes(
    change_of: dict[int, _ValueChange],
    target_values: Sequence[Value],
    target: Segment,
    query: Locale,
) -> str | None:
    text = target.text
    for number in sorted(change_of, reverse=True):
        stored, change = target_values[number], change_of[number]
        if not _agrees_in_number(stored, change.new, target.locale):
            return None
        new_text = rewrite_value(
            stored, old=change.old, new=change.new, locale=target.locale, query=query
        )
        if new_text is None:
            return None
        text = text[: stored.start] + new_text + text[stored.end :]
    return text


def _agrees_in_number(stored: Value, new: Value, locale: Locale) -> bool:
    is_amount = stored.kind is ValueKind.NUMBER and len(stored.key) == len(new.key) == 1
    return not is_amount or takes_same_plural(locale, stored, new)


def _reads_as_expected(
    text: str,
    change_of: dict[int, _ValueChange],
    target_values: Sequence[Value],
    locale: Locale,
) -> bool:
    """Whether the new text, read again, has the new values and the unchanged others."""
    expected = [
        (value.kind, change_of[number].new.key if number in change_of else value.key)
        for number, value in enumerate(target_values)
    ]
    return [_identity(value) for value in read_values(text, locale)] == expected


def _identity(value: Value) -> ValueIdentity:
    return value.kind, value.key


def _put_codes(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Replace the source's codes in the target by the query's; None if uncertain."""
    if query.codes == source.codes:
        return target
    if len(query.codes) != len(source.codes):
        return None
    new_codes: dict[tuple[str, str], set[Code]] = defaultdict(set)
    for old, new in zip(source.codes, query.codes, strict=True):
        new_codes[_code_content(old)].add(replace(new, id=""))
    changed = {
        old
        for old, new in new_codes.items()
        if {_code_content(c) for c in new} != {old}
    }
    source_counts, target_counts = (
        Counter(map(_code_content, side.codes)) for side in (source, target)
    )
    if any(
        len(new_codes[old]) > 1 or source_counts[old] != target_counts[old]
        for old in changed
    ):
        return None
    codes = tuple(
        replace(next(iter(new_codes[_code_content(code)])), id=code.id)
        if _code_content(code) in changed
        else code
        for code in target.codes
    )
    return replace(target, codes=codes)


def _remove_codes(source: Segment, target: Segment) -> tuple[Segment, Segment] | None:
    """Remove the codes of both sides; None unless all are codes around words."""
    sides = [Counter(map(_code_content, side.codes)) for side in (source, target)]
    if sides[0] != sides[1] or not all(
        code.kind.split(" ")[0] in _PAIRED for code in source.codes
    ):
        return None
    plain = [
        Segment(side.locale, re.sub(" {2,}", " ", side.text.replace(CODE, "")).strip())
        for side in (source, target)
    ]
    return plain[0], plain[1]


def _code_content(code: Code) -> tuple[str, str]:
    return code.kind, code.data
