"""Repairing a stored translation by inserting the query's values and codes.

Where a text differs from a stored one only in numbers, dates, times, units or inline
codes, its stored translation is right except for these. Each is replaced, in the style
of the stored translation, if every position is certain; otherwise nothing is replaced.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tm.match.comparison_forms import ComparableText, make_comparable_text
from tm.match.repair.values import rewrite_value, takes_same_plural
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE, Code, Segment
from tm.text.tokens import split_tokens
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import Value, ValueKey, ValueKind

_VALUE_MASK = "\ue010"
"""The token that stands for a value: a private-use character, unlike any word."""
_PAIRED_CODE_KINDS = ("bpt", "ept", "pc", "hi", "/hi", "it", "g")
"""Kinds of codes around words, which can be removed without a gap in the text."""
_NUMERIC_KINDS = (ValueKind.NUMBER, ValueKind.ORDINAL)

ValueIdentity = tuple[ValueKind, ValueKey]


@dataclass(frozen=True, slots=True)
class _ValueChange:
    """A value of the stored source and the query's value in its place."""

    old_value: Value
    new_value: Value


def repair_target(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Insert the query's values and codes into the target, in the target's style.

    None if the query differs in anything else, if nothing has to change, or if the
    replacement is uncertain: a value is not in the target, or not as often as in the
    source; of equal values only some change; or the new value cannot be written in the
    style of the old one.

    >>> texts = "tăng 5,5%", "tăng 3,2%", "naik 3,2 persen"
    >>> locales = map(Locale.parse, ("vi", "vi", "id"))
    >>> repaired = repair_target(*map(Segment.of, locales, texts))
    >>> repaired.text if repaired else None
    'naik 5,5 persen'
    """
    if query.text == source.text and query.codes == source.codes:
        return None
    if (
        query.codes == source.codes
        and not make_comparable_text(query.text, query.locale).values
    ):
        return None  # the texts differ in more than values
    if source.codes and not query.codes:
        sides_without_codes = _remove_codes(source, target)
        if sides_without_codes is None:
            return None
        compared_source, new_target = sides_without_codes
    else:
        target_with_codes = _replace_codes(query, source, target)
        if target_with_codes is None:
            return None
        compared_source, new_target = source, target_with_codes
    value_changes = _pair_changed_values(query, compared_source)
    if value_changes is None:
        return None
    repaired_text = _replace_values(
        value_changes, compared_source, new_target, query.locale
    )
    if repaired_text is None:
        return None
    new_target = replace(new_target, text=repaired_text)
    return new_target if new_target != target else None


def _pair_changed_values(query: Segment, source: Segment) -> list[_ValueChange] | None:
    """Pair source and query values in order; None if the texts differ otherwise."""
    source_text, query_text = (
        make_comparable_text(source.text, source.locale),
        make_comparable_text(query.text, query.locale),
    )
    if _list_value_kinds(source_text) != _list_value_kinds(query_text):
        return None
    if _mask_values(source, source_text.values) != _mask_values(
        query, query_text.values
    ):
        return None
    return [
        _ValueChange(*value_pair)
        for value_pair in zip(source_text.values, query_text.values, strict=True)
    ]


def _list_value_kinds(comparable_text: ComparableText) -> list[ValueKind]:
    return [value.kind for value in comparable_text.values]


def _mask_values(segment: Segment, values: Sequence[Value]) -> list[str]:
    """List the tokens of a text with its values masked; other digits stay."""
    masked_tokens: list[str] = []
    offset = 0
    for value in (*values, None):
        text_between = segment.text[offset : value.start if value else None]
        form = match_form(text_between, is_vietnamese=segment.locale.language == "vi")
        masked_tokens += [token.text for token in split_tokens(form)]
        if value is not None:
            masked_tokens.append(_VALUE_MASK)
            offset = value.end
    return masked_tokens


def _replace_values(
    value_changes: Sequence[_ValueChange],
    source: Segment,
    target: Segment,
    query_locale: Locale,
) -> str | None:
    """Replace all changed values in the target's text; None if one is uncertain."""
    target_values = read_values(target.text, target.locale)
    changes_by_old_value: dict[ValueIdentity, list[_ValueChange]] = defaultdict(list)
    for value_change in value_changes:
        changes_by_old_value[_identify_value(value_change.old_value)].append(
            value_change
        )
    change_by_value_index: dict[int, _ValueChange] = {}
    for equal_changes in changes_by_old_value.values():
        new_identities = {
            _identify_value(value_change.new_value) for value_change in equal_changes
        }
        if len(new_identities) > 1:
            return None
        if new_identities == {_identify_value(equal_changes[0].old_value)}:
            continue
        value_indexes = _find_value_indexes(
            equal_changes[0].old_value, target_values, changes_by_old_value
        )
        if len(value_indexes) != len(equal_changes) or _is_spelled_out(
            equal_changes[0].old_value, source, target
        ):
            return None
        change_by_value_index |= dict.fromkeys(value_indexes, equal_changes[0])
    text = _apply_changes(change_by_value_index, target_values, target, query_locale)
    if text is None or not _reads_as_expected(
        text, change_by_value_index, target_values, target.locale
    ):
        return None
    return text


def _find_value_indexes(
    old_value: Value,
    target_values: Sequence[Value],
    changes_by_old_value: dict[ValueIdentity, list[_ValueChange]],
) -> list[int]:
    """Find the target's values equal to an old one, or its ordinal: `ke-80` for 80."""
    equal_indexes = [
        value_index
        for value_index, value in enumerate(target_values)
        if _identify_value(value) == _identify_value(old_value)
    ]
    if equal_indexes or old_value.kind not in _NUMERIC_KINDS:
        return equal_indexes
    return [
        value_index
        for value_index, value in enumerate(target_values)
        if value.kind in _NUMERIC_KINDS
        and value.key == old_value.key
        and _identify_value(value) not in changes_by_old_value
    ]


def _is_spelled_out(old_value: Value, source: Segment, target: Segment) -> bool:
    """Whether both texts also spell the number in words, so that it is ambiguous."""
    if old_value.kind not in (*_NUMERIC_KINDS, ValueKind.PERCENT):
        return False
    return all(
        any(
            value.key == old_value.key
            for value in read_number_words(segment.text, segment.locale)
        )
        for segment in (source, target)
    )


def _apply_changes(
    change_by_value_index: dict[int, _ValueChange],
    target_values: Sequence[Value],
    target: Segment,
    query_locale: Locale,
) -> str | None:
    """Write changed values into the target's text; None if one cannot be written."""
    text = target.text
    for value_index in sorted(change_by_value_index, reverse=True):
        stored_value, value_change = (
            target_values[value_index],
            change_by_value_index[value_index],
        )
        if not _keeps_plural_form(stored_value, value_change.new_value, target.locale):
            return None
        new_text = rewrite_value(
            stored_value,
            old_value=value_change.old_value,
            new_value=value_change.new_value,
            locale=target.locale,
            query_locale=query_locale,
        )
        if new_text is None:
            return None
        text = text[: stored_value.start] + new_text + text[stored_value.end :]
    return text


def _keeps_plural_form(stored_value: Value, new_value: Value, locale: Locale) -> bool:
    """Whether a noun after the value keeps its form with the new value."""
    is_amount = (
        stored_value.kind is ValueKind.NUMBER
        and len(stored_value.key) == len(new_value.key) == 1
    )
    return not is_amount or takes_same_plural(locale, stored_value, new_value)


def _reads_as_expected(
    text: str,
    change_by_value_index: dict[int, _ValueChange],
    target_values: Sequence[Value],
    locale: Locale,
) -> bool:
    """Whether the new text reads as the new values and the unchanged others."""
    expected_identities = [
        (
            value.kind,
            change_by_value_index[value_index].new_value.key
            if value_index in change_by_value_index
            else value.key,
        )
        for value_index, value in enumerate(target_values)
    ]
    return [
        _identify_value(value) for value in read_values(text, locale)
    ] == expected_identities


def _identify_value(value: Value) -> ValueIdentity:
    return value.kind, value.key


def _replace_codes(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Replace the target's codes by the query's; None if uncertain."""
    if query.codes == source.codes:
        return target
    if len(query.codes) != len(source.codes):
        return None
    new_codes_by_identity: dict[tuple[str, str], set[Code]] = defaultdict(set)
    for source_code, query_code in zip(source.codes, query.codes, strict=True):
        new_codes_by_identity[_identify_code(source_code)].add(
            replace(query_code, id="")
        )
    changed_code_identities = {
        code_identity
        for code_identity, codes in new_codes_by_identity.items()
        if {_identify_code(code) for code in codes} != {code_identity}
    }
    source_code_counts, target_code_counts = (
        Counter(map(_identify_code, segment.codes)) for segment in (source, target)
    )
    if any(
        len(new_codes_by_identity[code_identity]) > 1
        or source_code_counts[code_identity] != target_code_counts[code_identity]
        for code_identity in changed_code_identities
    ):
        return None
    codes = tuple(
        replace(next(iter(new_codes_by_identity[_identify_code(code)])), id=code.id)
        if _identify_code(code) in changed_code_identities
        else code
        for code in target.codes
    )
    return replace(target, codes=codes)


def _remove_codes(source: Segment, target: Segment) -> tuple[Segment, Segment] | None:
    """Remove the codes of both sides; None unless all are codes around words."""
    code_counts = [
        Counter(map(_identify_code, segment.codes)) for segment in (source, target)
    ]
    if code_counts[0] != code_counts[1] or not all(
        code.kind.split(" ")[0] in _PAIRED_CODE_KINDS for code in source.codes
    ):
        return None
    plain_segments = [
        Segment(
            segment.locale, re.sub(" {2,}", " ", segment.text.replace(CODE, "")).strip()
        )
        for segment in (source, target)
    ]
    return plain_segments[0], plain_segments[1]


def _identify_code(code: Code) -> tuple[str, str]:
    return code.kind, code.data
