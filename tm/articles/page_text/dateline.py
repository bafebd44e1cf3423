"""Reading datelines: the agency and the place before the first sentence of a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tm.articles.page_text.publishers import (
    find_publisher,
    is_dateline_place,
    load_publishers,
    may_be_place,
    names_publisher,
)
from tm.text.normal import normalise_spaces
from tm.text.pattern_store import compile_pattern

_DASH_PATTERN = r"[-–—]{1,3}(?:\s?[-–—])?"
_HYPHEN_AFTER_HOST_PATTERN = "".join(
    rf"(?<=\.(?i:{end}))-|"
    for end in ("com", "net", "org", "id", "co", "vn", "tv", "news")
)
"""A hyphen right after the name of a site: `KABARMU.com- Harga`."""
_AGENCY_IN_BRACKETS_PATTERN = compile_pattern(
    rf"(?P<place>[^()\[\]–—:;.!?]{{2,40}}?)?\s*[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]]"
    rf"\s*(?P<dash>{_DASH_PATTERN}|[:|.])?\s*"
)
_NAMES_BEFORE_DASH_PATTERN = compile_pattern(
    rf"(?P<names>[^()\[\]–—:;!?]{{2,60}}?)(?:\s+{_DASH_PATTERN}|-{{2,3}}|{_HYPHEN_AFTER_HOST_PATTERN}\s?[–—])"
    r"(?:\s+|(?=[A-ZĐ])|$)"
)
_NAME_BEFORE_BAR_PATTERN = compile_pattern(r"(?P<names>[\w-]+\.[\w.]{2,12})\s?\|\s+")
_PLACE_AFTER_HOST_PATTERN = compile_pattern(
    r"(?P<host>[\w-]+\.[\w.]{2,12}),\s+(?P<place>[A-ZĐ]\w+(?:\s[A-ZĐ]\w+){0,2})"
    r"(?P<colon>:)?\s+"
)
_PLACE_BEFORE_COLON_PATTERN = compile_pattern(
    r"(?P<place>[A-ZĐ][^\W\d_]+(?:\s[A-ZĐ][^\W\d_]+){0,2}):\s+(?=[A-ZĐ\"“])"
)
_PLACE_BEFORE_STOP_PATTERN = compile_pattern(r"(?P<names>[A-ZĐ ]{4,20})\.\s+(?=[A-ZĐ])")
_NAME_SEPARATOR_PATTERN = compile_pattern(r"(?:\s*[,/|])+\s*|\sI\s")
"""Commas, slashes and bars; local papers type the letter I as a bar."""
# `Kabarmu.id-Harga`, `KABARMU.ID, JAKARTA-Harga`, `Desanews-Harga`.
_GLUED_NAMES_PATTERN = compile_pattern(
    r"(?P<names>[\w-]+\.[\w.]{2,12}(?:,\s*[^-–—.!?]{2,30}?)?|[A-ZĐ]\w{3,20})"
    r"\s?[-–—](?=[A-ZĐ])"
    # `Kabarmu.id, Jakarta- Harga`.
    r"|(?P<hosted>[\w-]+\.[\w.]{2,12},\s*[^-–—.!?]{2,30}?)-\s+(?=[A-ZĐ])"
)
# `Hà NộiNgười dân`: only known places.
_GLUED_PLACE_PATTERN = compile_pattern(
    r"(?P<names>[^\W\d_][\w.]*(?: [^\W\d_][\w.]*){0,3}?)"
    r"(?<=[^\W\d_A-Z])(?=[A-ZĐ][^\WA-Z])"
)
_WRITTEN_DATE_PATTERN = compile_pattern(
    r"(?:ngày\s+)?\d{1,2}\b.{0,20}|[^\W\d_]{3,9}\.?\s\d{1,2}(?:,?\s\d{4})?", re.I
)
_MIN_UNKNOWN_PLACE_LENGTH = 4
"""The fewest letters of a place in capitals; shorter words are agencies."""
_TAG_WORD_PATTERN = compile_pattern(r"\bnews\b", re.I)
"""A word of tags before a headline: `HOT NEWS -`."""
_COMPOUND_NAME_PATTERN = compile_pattern(r"[A-ZĐ][a-z]+[A-ZĐ][a-z]\w*")
"""A name written together, as only newspapers write theirs: `KabarDesa`."""
_LONE_PLACE_PATTERN = compile_pattern(
    r"(?=.{5,})[^\W\d_]*[AEIOU][^\W\d_]*[AEIOU][^\W\d_]*"
)
"""A word in capitals that is read as a place, since it can be pronounced: `SIDNEY`."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dateline at the start of a text."""

    text: str
    """The dateline as written, its dash included."""
    publisher: str | None
    place: str | None
    date_text: str | None
    """The date as written, mostly without a year."""


def read_dateline(text: str, *, is_body: bool = False) -> Dateline | None:
    """Read the dateline at the start of a text; None if there is none.

    `is_body`: whether the text is a paragraph, in which any abbreviation before a dash
    is that of a newspaper; before a headline it may be a topic.

    >>> found = read_dateline("Brebes (ANTARA News) - Panen bawang merah dimulai.")
    >>> found.publisher, found.place
    ('ANTARA News', 'Brebes')
    >>> read_dateline("KABARMU.ID, JAKARTA – Harga beras naik.").place
    'JAKARTA'
    >>> read_dateline("Harga beras (medium) naik – itu kata pedagang.") is None
    True
    """
    beginning = text[:120]
    dateline = (
        _read_agency_in_brackets(beginning)
        or _read_names_before_dash(beginning, is_body=is_body)
        or _read_place_after_host(beginning)
        or (_read_place_before_colon(beginning) if is_body else None)
    )
    if dateline is None:
        return None
    if dateline.place is None:
        dateline = _add_place_before_stop(dateline, text)
    remaining_text = text[len(dateline.text) :].lstrip()
    # A dateline stands before a sentence, never inside one.
    return None if remaining_text[:1].islower() else dateline


def _add_place_before_stop(dateline: Dateline, text: str) -> Dateline:
    """Add the place after a publisher: `KABARMU.ID - JAKARTA. Harga naik.`"""
    start = len(dateline.text)
    while text[start : start + 1].isspace():
        start += 1
    place_match = _PLACE_BEFORE_STOP_PATTERN.match(text, start)
    if place_match is None or not is_dateline_place(place_match["names"]):
        return dateline
    return replace(
        dateline, text=text[: place_match.end()].rstrip(), place=place_match["names"]
    )


def _read_agency_in_brackets(text: str) -> Dateline | None:
    """Read a dateline such as `Brebes (ANTARA) -`."""
    dateline_match = _AGENCY_IN_BRACKETS_PATTERN.match(text)
    if dateline_match is None:
        return None
    agency = normalise_spaces(dateline_match["agency"])
    publisher = find_publisher(agency)
    is_known_agency = load_publishers().find_name(agency) is not None
    if publisher is None and may_be_place(agency) and len(agency.split()) > 1:
        publisher = agency  # a newspaper's name: `(Ngày Nay) -`
    # Without a dash, a sentence may begin with brackets.
    if publisher is None or not (dateline_match["dash"] or is_known_agency):
        return None
    place, date_text = _split_place(dateline_match["place"] or "")
    if place is None and (dateline_match["place"] or "").strip():
        return None
    is_whole_line = not text[dateline_match.end() :].strip()
    if place is not None and not dateline_match["dash"] and not is_whole_line:
        return None
    return Dateline(dateline_match[0].rstrip(), publisher, place, date_text)


def _read_names_before_dash(text: str, *, is_body: bool) -> Dateline | None:
    """Read a dateline such as `KABARMU.ID, JAKARTA –`."""
    dateline_match = next(
        filter(
            None,
            (
                pattern.match(text)
                for pattern in (
                    _NAME_BEFORE_BAR_PATTERN,
                    _NAMES_BEFORE_DASH_PATTERN,
                    _GLUED_NAMES_PATTERN,
                    _PLACE_BEFORE_STOP_PATTERN,
                    *((_GLUED_PLACE_PATTERN,) if is_body else ()),
                )
            ),
        ),
        None,
    )
    if dateline_match is None:
        return None
    dateline_names = _DatelineNames.read(
        _NAME_SEPARATOR_PATTERN.split(
            normalise_spaces(dateline_match["names"] or dateline_match["hosted"])
        ),
        is_body=is_body,
    )
    if dateline_names is None:
        return None
    is_glued = dateline_match.re is _GLUED_NAMES_PATTERN
    if dateline_names.publisher is None and (
        is_glued or not dateline_names.is_place_known
    ):
        return None
    if not dateline_names.is_place_known and dateline_match.re in (
        _PLACE_BEFORE_STOP_PATTERN,
        _GLUED_PLACE_PATTERN,
    ):
        return None
    return Dateline(
        dateline_match[0].rstrip(),
        dateline_names.publisher,
        dateline_names.place,
        dateline_names.date_text,
    )


def _read_place_after_host(text: str) -> Dateline | None:
    """Read a dateline without a dash, of a known publisher and a known place.

    >>> _read_place_after_host("Liputan6.com, Jakarta Warga memanen padi.").place
    'Jakarta'
    """
    dateline_match = _PLACE_AFTER_HOST_PATTERN.match(text)
    if dateline_match is None:
        return None
    publisher = load_publishers().find_name(dateline_match["host"])
    if publisher and dateline_match["colon"]:
        end = dateline_match.end("colon")
        return Dateline(text[:end], publisher, dateline_match["place"], None)
    place_words = dateline_match["place"].split(" ")
    for word_count in range(len(place_words), 0, -1):
        place = " ".join(place_words[:word_count])
        if publisher and is_dateline_place(place):
            end = dateline_match.start("place") + len(place)
            return Dateline(text[:end], publisher, place, None)
    return None


def _read_place_before_colon(text: str) -> Dateline | None:
    """Read a known place before a colon: `Jakarta: Harga naik.`"""
    place_match = _PLACE_BEFORE_COLON_PATTERN.match(text)
    if place_match is None or not is_dateline_place(place_match["place"]):
        return None
    return Dateline(place_match[0].rstrip(), None, place_match["place"], None)


@dataclass(slots=True)
class _DatelineNames:
    """What the names of a dateline are: publisher, place and date."""

    publisher: str | None = None
    place: str | None = None
    date_text: str | None = None
    is_place_known: bool = False
    """Whether a list has the place, or capitals show that it is one."""

    @classmethod
    def read(cls, names: Sequence[str], *, is_body: bool) -> "_DatelineNames | None":
        """Read the names before a dash; None if one of them is something else."""
        known_publisher = next(
            (
                name
                for name in names
                if find_publisher(name, is_abbreviation_enough=False)
            ),
            None,
        )
        has_known_place = any(map(is_dateline_place, names))
        is_first_name_place = (
            is_body
            and not has_known_place
            and names[0] != known_publisher
            and _is_unlisted_place(names[0], is_alone=len(names) == 1)
        )
        is_abbreviation_enough = is_body and known_publisher is None
        dateline_names = cls()
        for name_index, name in enumerate(names):
            is_known_place = is_dateline_place(name) or (
                is_first_name_place and name_index == 0
            )
            if name == known_publisher:
                dateline_names.publisher = find_publisher(name)
            elif is_known_place and dateline_names.place is None:
                dateline_names.place = name
                dateline_names.is_place_known = True
            elif (
                _WRITTEN_DATE_PATTERN.fullmatch(name)
                and dateline_names.date_text is None
            ):
                dateline_names.date_text = name
            elif is_known_place or (
                dateline_names.place
                and (is_first_name_place or known_publisher)
                and may_be_place(name)
            ):
                continue  # the region that the place is in
            elif dateline_names.publisher is None and (
                find_publisher(name, is_abbreviation_enough=is_abbreviation_enough)
                or (names_publisher(name) and not _TAG_WORD_PATTERN.search(name))
                or (has_known_place and _COMPOUND_NAME_PATTERN.fullmatch(name))
                or (
                    has_known_place
                    and known_publisher is None
                    and name.isupper()
                    and " " not in name
                )
            ):
                dateline_names.publisher = find_publisher(name) or name
            elif dateline_names.place is None and may_be_place(name):
                dateline_names.place = name
                dateline_names.is_place_known = has_known_place
            else:
                return None
        return dateline_names


def _is_unlisted_place(name: str, *, is_alone: bool) -> bool:
    """Whether a name is a place that no list has: `PUTRAJAYA, Nov 22 —`, `SIDNEY -`."""
    return (
        name.isupper()
        and len(name) >= _MIN_UNKNOWN_PLACE_LENGTH
        and not (names_publisher(name) and not _TAG_WORD_PATTERN.search(name))
        and (not is_alone or _LONE_PLACE_PATTERN.fullmatch(name) is not None)
    )


def _split_place(place_text: str) -> tuple[str | None, str | None]:
    """Split `Hanoi, 12 Maret` into place and date."""
    place, _, date_text = normalise_spaces(place_text).partition(",")
    place, date_text = place.strip(), date_text.strip()
    if not place or not may_be_place(place):
        return None, None
    if date_text and not _WRITTEN_DATE_PATTERN.fullmatch(date_text):
        return (None, None) if not may_be_place(date_text) else (place, None)
    return place, date_text or None
