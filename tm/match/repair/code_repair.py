"""Replacing, removing and inserting the inline codes of a translation."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tm.finding import Span
from tm.match.inline_tags import TAG_CODE_KIND, identify_code, remove_tags
from tm.text.segment import CODE, Code, Segment

_PAIRED_CODE_KINDS = ("bpt", "ept", "pc", "/pc", "hi", "/hi", "it", "g", "/g")
"""Kinds of codes around words, which can be removed without a gap in the text."""
_PAIRED_TAG_PATTERN = re.compile(r"<(/?)([A-Za-z][\w:.-]*)[^<>]*(?<!/)>")
_TAGS_WITHOUT_END = ("br", "hr", "img", "input", "wbr")

FindRendering = Callable[[str], Sequence[Span]]
"""Finds the spans of a translation that stand for words of the query."""


class CodeInsertion(NamedTuple):
    """A code that is inserted into a text before an offset."""

    position: int
    code: Code


def replace_codes(query: Segment, source: Segment, target: Segment) -> Segment | None:
    """Replace the target's codes by the query's; None if uncertain."""
    query_identities, source_identities = (
        [identify_code(code) for code in segment.codes] for segment in (query, source)
    )
    if query_identities == source_identities:
        # The same codes around other words of the same text.
        are_moved = query.text != source.text and remove_tags(
            query.text
        ) == remove_tags(source.text)
        return None if are_moved else target
    if len(query.codes) != len(source.codes):
        return None
    new_codes_by_identity: dict[str, set[Code]] = defaultdict(set)
    for source_code, query_code in zip(source.codes, query.codes, strict=True):
        new_codes_by_identity[identify_code(source_code)].add(
            replace(query_code, id="")
        )
    changed_code_identities = {
        code_identity
        for code_identity, codes in new_codes_by_identity.items()
        if {identify_code(code) for code in codes} != {code_identity}
    }
    source_code_counts, target_code_counts = (
        Counter(map(identify_code, segment.codes)) for segment in (source, target)
    )
    if any(
        len(new_codes_by_identity[code_identity]) > 1
        or source_code_counts[code_identity] != target_code_counts[code_identity]
        for code_identity in changed_code_identities
    ):
        return None
    codes = tuple(
        replace(next(iter(new_codes_by_identity[identify_code(code)])), id=code.id)
        if identify_code(code) in changed_code_identities
        else code
        for code in target.codes
    )
    return replace(target, codes=codes)


def remove_codes(source: Segment, target: Segment) -> tuple[Segment, Segment] | None:
    """Remove the codes of both sides; None unless all are codes around words."""
    code_counts = [
        Counter(map(identify_code, segment.codes)) for segment in (source, target)
    ]
    if code_counts[0] != code_counts[1] or not all(map(_is_paired, source.codes)):
        return None
    plain_segments = [
        Segment(
            segment.locale, re.sub(" {2,}", " ", segment.text.replace(CODE, "")).strip()
        )
        for segment in (source, target)
    ]
    return plain_segments[0], plain_segments[1]


def place_codes(
    query: Segment, target: Segment, find_rendering: FindRendering
) -> list[CodeInsertion] | None:
    """Place the query's codes in a translation without codes; None if uncertain.

    Codes around the whole text stay around it, those around other words go around what
    stands for these words, if that is certain.
    """
    enclosed_words_and_codes = _list_enclosed_words(query)
    if enclosed_words_and_codes is None:
        return None
    plain_query = _join_words(query.text)
    insertions: list[tuple[int, int, Code]] = []
    for depth, (words, opening_code, closing_code) in enumerate(
        enclosed_words_and_codes
    ):
        if words == plain_query:
            spans: Sequence[Span] = [Span(0, len(target.text))]
        else:
            spans = find_rendering(words) if plain_query.count(words) == 1 else ()
        if not words or len(spans) != 1:
            return None
        # The outer code comes first where both stand in one place.
        insertions.append((spans[0].start, depth, opening_code))
        insertions.append((spans[0].end, -1 - depth, closing_code))
    return [
        CodeInsertion(position, code)
        for position, _, code in sorted(insertions, key=lambda insertion: insertion[:2])
    ]


def _list_enclosed_words(query: Segment) -> list[tuple[str, Code, Code]] | None:
    """List each pair of codes with the words that it encloses, outer pairs first.

    None if a code has no partner.
    """
    start_words_and_codes: list[tuple[int, str, Code, Code]] = []
    open_codes: list[tuple[int, Code]] = []
    codes = iter(query.codes)
    for offset, character in enumerate(query.text):
        if character != CODE:
            continue
        code = next(codes)
        if not _is_paired(code):
            return None
        if not _is_closing_code(code):
            open_codes.append((offset, code))
            continue
        if not open_codes:
            return None
        start, opening_code = open_codes.pop()
        words = _join_words(query.text[start:offset])
        start_words_and_codes.append((start, words, opening_code, code))
    if open_codes:
        return None
    return [
        start_words_and_pair[1:]
        for start_words_and_pair in sorted(
            start_words_and_codes,
            key=lambda start_words_and_pair: start_words_and_pair[0],
        )
    ]


def _join_words(text: str) -> str:
    return " ".join(text.replace(CODE, "").split())


def _is_paired(code: Code) -> bool:
    """Whether a code stands around words, with another one."""
    if code.kind.split(" ")[0] in _PAIRED_CODE_KINDS:
        return True
    tag_match = _PAIRED_TAG_PATTERN.fullmatch(code.data)
    return (
        code.kind == TAG_CODE_KIND
        and tag_match is not None
        and tag_match[2].lower() not in _TAGS_WITHOUT_END
    )


def _is_closing_code(code: Code) -> bool:
    return code.kind.startswith("/") or code.kind == "ept" or code.data.startswith("</")
