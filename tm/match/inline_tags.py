"""Inline tags in texts: codes, and tags that a file without codes has as text.

A comparison of two texts leaves them out, since only a few points are lost by them.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tm.text.segment import CODE, Code, Segment

TAG_CODE_KIND = "tag"
"""The kind of a code that stands for a tag of plain text."""
_TAG_PATTERN_TEXT = r"</?[A-Za-z][^<>\n]{0,300}>"
_TAG_PATTERN = re.compile(_TAG_PATTERN_TEXT)
_TAG_OR_CODE_PATTERN = re.compile(f"{_TAG_PATTERN_TEXT}|{CODE}")
_SPACES_AROUND_TAG_PATTERN = re.compile(" {2,}")
_WORD_PATTERN = re.compile(r"\w")


def remove_tags(text: str) -> str:
    """Remove codes and tags from a text; one without words stays as it is.

    >>> remove_tags("Klik <b>Simpan</b> <br/> lalu 3 < 5"), remove_tags("<b></b>")
    ('Klik Simpan lalu 3 < 5', '<b></b>')
    """
    if CODE not in text and "<" not in text:
        return text
    plain_text = _TAG_OR_CODE_PATTERN.sub("", text)
    if plain_text == text or not _WORD_PATTERN.search(plain_text):
        return text
    return _SPACES_AROUND_TAG_PATTERN.sub(" ", plain_text).strip()


def find_compared_offsets(text: str) -> list[int]:
    """Find the offset in a text of each character of `remove_tags`.

    >>> find_compared_offsets("a <b>c</b>")
    [0, 1, 5]
    """
    compared_text = remove_tags(text)
    if compared_text == text:
        return list(range(len(text)))
    offsets: list[int] = []
    kept_start = 0
    for tag_match in (*_TAG_OR_CODE_PATTERN.finditer(text), None):
        kept_end = tag_match.start() if tag_match else len(text)
        for offset in range(kept_start, kept_end):
            if not (text[offset] == " " and offsets and text[offsets[-1]] == " "):
                offsets.append(offset)
        kept_start = tag_match.end() if tag_match else kept_end
    first_index = next(
        index for index, offset in enumerate(offsets) if not text[offset].isspace()
    )
    return offsets[first_index : first_index + len(compared_text)]


def mark_tags(segment: Segment) -> Segment:
    """Make codes of the tags in a segment's text.

    >>> from tm.text.locale import Locale
    >>> segment = mark_tags(Segment.of(Locale("id"), "Klik <b>Simpan</b>"))
    >>> segment.text == f"Klik {CODE}Simpan{CODE}", segment.display_text
    (True, 'Klik <b>Simpan</b>')
    """
    if "<" not in segment.text or not _TAG_PATTERN.search(segment.text):
        return segment
    stored_codes = iter(segment.codes)
    codes = tuple(
        next(stored_codes)
        if tag_match[0] == CODE
        else Code(TAG_CODE_KIND, "", tag_match[0])
        for tag_match in _TAG_OR_CODE_PATTERN.finditer(segment.text)
    )
    return Segment(segment.locale, _TAG_PATTERN.sub(CODE, segment.text), codes)


def count_different_tags(first_segment: Segment, second_segment: Segment) -> int:
    """Count the tags and codes that two segments do not share.

    One if they have the same in other places of the same text.
    """
    if not any(
        segment.codes or "<" in segment.text
        for segment in (first_segment, second_segment)
    ):
        return 0
    first_marked_segment, second_marked_segment = (
        mark_tags(first_segment),
        mark_tags(second_segment),
    )
    first_counts, second_counts = (
        Counter(map(identify_code, segment.codes))
        for segment in (first_marked_segment, second_marked_segment)
    )
    different_count = max(
        (first_counts - second_counts).total(), (second_counts - first_counts).total()
    )
    if different_count or remove_tags(first_segment.text) != remove_tags(
        second_segment.text
    ):
        return different_count
    return int(
        list(_locate_codes(first_marked_segment))
        != list(_locate_codes(second_marked_segment))
    )


def identify_code(code: Code) -> str:
    """Return what is equal for equal codes: the native code, else the kind."""
    return code.data or code.kind


def _locate_codes(segment: Segment) -> Iterator[tuple[int, str]]:
    """Yield each code with the number of letters before it."""
    letter_count = 0
    codes = iter(segment.codes)
    for character in segment.text:
        if character == CODE:
            yield letter_count, identify_code(next(codes))
        elif not character.isspace():
            letter_count += 1
