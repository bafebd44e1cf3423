"""Replacing the inline codes of a translation by the query's."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

from tm.text.segment import CODE, Code, Segment

_PAIRED_CODE_KINDS = ("bpt", "ept", "pc", "hi", "/hi", "it", "g")
"""Kinds of codes around words, which can be removed without a gap in the text."""


def replace_codes(query: Segment, source: Segment, target: Segment) -> Segment | None:
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


def remove_codes(source: Segment, target: Segment) -> tuple[Segment, Segment] | None:
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
