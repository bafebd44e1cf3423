"""Reading datelines: the agency and the place before the first sentence of a text."""

import re
from dataclasses import dataclass

from tm.articles.page_text.publishers import (
    find_publisher,
    is_dateline_place,
    load_publishers,
    may_be_place,
)
from tm.text.normal import normalise_spaces

_DASHES = r"[-–—]{1,2}(?:\s?[-–—])?"
_AGENCY_IN_BRACKETS_PATTERN = re.compile(
    rf"(?P<place>[^()\[\]–—:;.!?]{{2,40}}?)?\s*[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]]"
    rf"\s*(?P<dash>{_DASHES}|[:|.])?\s*"
)
_NAMES_BEFORE_DASH_PATTERN = re.compile(
    rf"(?P<names>[^()\[\]–—:;!?]{{2,60}}?)(?:\s+{_DASHES}|\s?[–—])(?:\s+|(?=[A-ZĐ])|$)"
)
_NAME_BEFORE_BAR_PATTERN = re.compile(r"(?P<names>[\w-]+\.[\w.]{2,12})\s?\|\s+")
_PLACE_BEFORE_STOP_PATTERN = re.compile(r"(?P<names>[A-ZĐ ]{4,20})\.\s+(?=[A-ZĐ])")
_NAME_SEPARATOR_PATTERN = re.compile(r"\s*[,|/]\s*")
# `Kabarmu.id-Harga`, `KABARMU.ID, JAKARTA-Harga`, `Desanews-Harga`.
_GLUED_NAMES_PATTERN = re.compile(
    r"(?P<names>[\w-]+\.[\w.]{2,12}(?:,\s*[^-–—.!?]{2,30}?)?|[A-ZĐ]\w{3,20})"
    r"\s?[-–—](?=[A-ZĐ])"
)
# `Hà NộiNgười dân`: only known places.
_GLUED_PLACE_PATTERN = re.compile(
    r"(?P<names>[^\W\d_][\w.]*(?: [^\W\d_][\w.]*){0,3}?)"
    r"(?<=[^\W\d_A-Z])(?=[A-ZĐ][^\WA-Z])"
)
_DATE_PATTERN = re.compile(
    r"(?:ngày\s+)?\d{1,2}\b.{0,20}|[^\W\d_]{3,9}\.?\s\d{1,2}(?:,?\s\d{4})?", re.I
)
_MIN_UNKNOWN_PLACE_LENGTH = 4
"""The fewest letters of a place in capitals; shorter words are agencies."""


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
    start_text = text[:120]
    dateline = _read_agency_in_brackets(start_text) or _read_names_before_dash(
        start_text, is_body=is_body
    )
    if dateline is None:
        return None
    remaining_text = text[len(dateline.text) :].lstrip()
    # A dateline stands before a sentence, never inside one.
    return None if remaining_text[:1].islower() else dateline


def _read_agency_in_brackets(text: str) -> Dateline | None:
    """Read a dateline such as `Brebes (ANTARA) -`."""
    dateline_match = _AGENCY_IN_BRACKETS_PATTERN.match(text)
    if dateline_match is None:
        return None
    agency = normalise_spaces(dateline_match["agency"])
    publisher = find_publisher(agency)
    is_known = load_publishers().find_name(agency) is not None
    if publisher is None and may_be_place(agency) and len(agency.split()) > 1:
        publisher = agency  # a newspaper's name: `(Ngày Nay) -`
    # Without a dash, a sentence may begin with brackets.
    if publisher is None or not (dateline_match["dash"] or is_known):
        return None
    place, date_text = _split_place(dateline_match["place"] or "")
    if place is None and (dateline_match["place"] or "").strip():
        return None
    is_bare = not text[dateline_match.end() :].strip()
    if place is not None and not dateline_match["dash"] and not is_bare:
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
    publisher: str | None = None
    place: str | None = None
    date_text: str | None = None
    names = _NAME_SEPARATOR_PATTERN.split(normalise_spaces(dateline_match["names"]))
    known_publisher = next(
        (name for name in names if find_publisher(name, is_abbreviation_enough=False)),
        None,
    )
    has_known_place = any(map(is_dateline_place, names))
    # `PUTRAJAYA, Nov 22 —`: a place that the lists do not have.
    is_first_place = (
        is_body
        and len(names) > 1
        and names[0].isupper()
        and not has_known_place
        and names[0] != known_publisher
        and len(names[0]) >= _MIN_UNKNOWN_PLACE_LENGTH
    )
    for name_index, place_or_agency_name in enumerate(names):
        if place_or_agency_name == known_publisher and publisher is None:
            publisher = find_publisher(place_or_agency_name)
        elif place is None and (
            is_dateline_place(place_or_agency_name)
            or (is_first_place and name_index == 0)
        ):
            place = place_or_agency_name
        elif _DATE_PATTERN.fullmatch(place_or_agency_name) and date_text is None:
            date_text = place_or_agency_name
        elif is_first_place and may_be_place(place_or_agency_name):
            continue  # the region that the place is in
        elif known_publisher is None and (
            publisher_name := find_publisher(
                place_or_agency_name, is_abbreviation_enough=is_body
            )
        ):
            known_publisher = publisher = publisher_name
        elif (
            known_publisher is None
            and has_known_place
            and place_or_agency_name.isupper()
        ):
            known_publisher = publisher = place_or_agency_name
        elif place is None and may_be_place(place_or_agency_name):
            place = place_or_agency_name
        else:
            return None
    is_glued = dateline_match.re is _GLUED_NAMES_PATTERN
    is_place_known = place is not None and (is_first_place or is_dateline_place(place))
    if publisher is None and (is_glued or not is_place_known):
        return None
    if not is_place_known and dateline_match.re in (
        _PLACE_BEFORE_STOP_PATTERN,
        _GLUED_PLACE_PATTERN,
    ):
        return None
    return Dateline(dateline_match[0].rstrip(), publisher, place, date_text)


def _split_place(place_text: str) -> tuple[str | None, str | None]:
    """Split `Hanoi, 12 Maret` into place and date."""
    place, _, date_text = normalise_spaces(place_text).partition(",")
    place, date_text = place.strip(), date_text.strip()
    if not place or not may_be_place(place):
        return None, None
    if date_text and not _DATE_PATTERN.fullmatch(date_text):
        return (None, None) if not may_be_place(date_text) else (place, None)
    return place, date_text or None
