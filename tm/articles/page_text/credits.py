"""Reading credits: authors, initials and newsrooms, on lines and after a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.articles.page_text.page_labels import CREDIT_NAME, PageLabels
from tm.articles.page_text.page_line import PageLine
from tm.articles.page_text.publishers import (
    find_publisher,
    is_dateline_place,
    is_person_name,
    load_publishers,
    may_be_person,
)

_BRACKETED_NAMES_AT_END_PATTERN = re.compile(
    r"(?:^|(?<=[.!?…\"”’])|(?<=\d{4}))\s*[(\[]\s*(?P<names>[^()\[\]]{1,60}?)\s*[)\]]\s*\.?\s*$"
)
_NAME_SEPARATOR_PATTERN = re.compile(r"\s*[/|,;&*]\s*|\s+[-–—]\s+|-(?=\w{1,5}$)")
_INITIALS_PATTERN = re.compile(r"[^\W\d_]{2,6}\d?")
_INNER_INITIALS_PATTERN = re.compile(
    r"(?:^|(?<=[.!?…\"”’]))\s*[(\[](?P<names>[a-z]{2,5}(?:/[a-z]{2,5})*/?)[)\]]\s*$"
)
_NEWSROOM_END_PATTERN = re.compile(
    r"(?:^|(?<=[.!?…\"”’])\s*)(?P<names>[^.!?…]{3,30})\.?$"
)
_HOST_PATTERN = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|net|org|info|news|co|id|vn)", re.I)
"""The host of a news site: `kabarmu.info`."""
_MAX_SIGNATURE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature at the end of a text: `(abc/def)`, `Penulis: Dewi Ayu`, `(Red)`."""

    start: int
    """Where the signature begins in the text; its length if all of it is text."""
    authors: tuple[str, ...] = ()
    initials: str | None = None
    """The letters that stand for the authors."""
    publisher: str | None = None


def read_signature(text: str, labels: PageLabels) -> Signature | None:
    """Read the signature at the end of a text; None if there is none.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> labels = load_page_labels()
    >>> read_signature("Panen selesai. (abc/def)", labels).initials
    'abc/def'
    >>> read_signature("Panen selesai. Kontributor: Dewi Ayu", labels).authors
    ('Dewi Ayu',)
    >>> read_signature("Ia anggota dewan (DPR).", labels) is None
    True
    """
    return (
        _read_credits(text, labels)
        or _read_bracketed_names(text, labels)
        or _read_newsroom(text, labels)
        or _read_author_sentence(text, labels)
    )


def _read_credits(text: str, labels: PageLabels) -> Signature | None:
    """Read credits at the end of a text: `Penulis: Dewi Ayu Editor: Budi Raya`."""
    start_offset = max(0, len(text) - _MAX_SIGNATURE_LENGTH)
    credits_match = labels.final_credits_pattern.search(text, start_offset)
    if credits_match is None:
        return None
    return Signature(
        credits_match.start(), tuple(read_credit_names(credits_match[0], labels))
    )


def read_credit_names(text: str, labels: PageLabels) -> Iterator[str]:
    """Yield the names of authors in a text of credits; those of editors are skipped.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> [*read_credit_names("Penulis: Dewi AyuEditor: Budi", load_page_labels())]
    ['Dewi Ayu']
    """
    label_matches = [*labels.credit_label_pattern.finditer(text)]
    credit_ends = [next_match.start() for next_match in label_matches[1:]] + [len(text)]
    for label_match, credit_end in zip(label_matches, credit_ends, strict=True):
        name_match = re.match(CREDIT_NAME, text[label_match.end() : credit_end].strip())
        if name_match and not label_match["editor"]:
            yield name_match[0]


def remove_publisher(names: str) -> str:
    """Remove the newspaper before an author's name.

    >>> remove_publisher("Tribun Medan, Dewi Ayu"), remove_publisher("Dewi Ayu, Budi")
    ('Dewi Ayu', 'Dewi Ayu, Budi')
    """
    publisher, _, author = names.partition(",")
    is_publisher = any(
        find_publisher(name, is_abbreviation_enough=False)
        for name in (publisher, publisher.split(" ")[0])
    )
    return author.strip() if author and is_publisher else names


def _read_bracketed_names(text: str, labels: PageLabels) -> Signature | None:
    """Read `(abc/def)` after the last sentence: initials, agencies and newsrooms."""
    names_match = _BRACKETED_NAMES_AT_END_PATTERN.search(text)
    if names_match is None:
        return None
    if source_match := labels.credit_pattern.fullmatch(names_match["names"]):
        if source_match["source"] is None:
            return None
        return Signature(names_match.start(), publisher=source_match["name"])
    authors: list[str] = []
    initials: list[str] = []
    publisher: str | None = None
    for name in filter(None, _NAME_SEPARATOR_PATTERN.split(names_match["names"])):
        if is_newsroom(name, labels):
            continue
        if known_name := load_publishers().find_name(name):
            publisher = publisher or known_name
        elif _HOST_PATTERN.fullmatch(name):
            publisher = publisher or name
        elif is_person_name(name) or may_be_person(name):
            authors.append(name)
        elif _INITIALS_PATTERN.fullmatch(name):
            initials.append(name)
        else:
            return None
    return Signature(
        names_match.start(), tuple(authors), "/".join(initials) or None, publisher
    )


def find_inner_initials(text: str) -> re.Match[str] | None:
    """Find initials in lower case at the end of a paragraph that others may follow.

    >>> find_inner_initials("Panen selesai. (abc/def)")[0].strip()
    '(abc/def)'
    """
    return _INNER_INITIALS_PATTERN.search(text)


def is_newsroom(text: str, labels: PageLabels) -> bool:
    """Whether a text names only the newsroom, with or without its place.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> labels = load_page_labels()
    >>> is_newsroom("Tim Redaksi", labels), is_newsroom("Redaksi Surabaya", labels)
    (True, True)
    """
    words = [word.strip(".:") for word in text.lower().split()]
    newsroom_words = [word for word in words if word in labels.newsroom_words]
    place = " ".join(word for word in words if word not in labels.newsroom_words)
    return bool(newsroom_words) and (not place or is_dateline_place(place))


def _read_newsroom(text: str, labels: PageLabels) -> Signature | None:
    """Read a newsroom after the last sentence: `Redaksi`, without brackets."""
    newsroom_match = _NEWSROOM_END_PATTERN.search(text)
    if newsroom_match is None or not is_newsroom(newsroom_match["names"], labels):
        return None
    return Signature(newsroom_match.start())


def _read_author_sentence(text: str, labels: PageLabels) -> Signature | None:
    """Read the author that a sentence of the text names; the sentence stays."""
    sentence_match = labels.author_sentence_pattern.search(text)
    if sentence_match is None:
        return None
    return Signature(len(text), (sentence_match["name"],))


def join_credit_lines(lines: Sequence[PageLine], labels: PageLabels) -> list[PageLine]:
    """Join labels of credits that are lines of their own to the names next to them.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> lines = [PageLine.of(1, "Penulis"), PageLine.of(2, "Dewi Ayu")]
    >>> [line.text for line in join_credit_lines(lines, load_page_labels())]
    ['Penulis: Dewi Ayu']
    """
    joined_lines: list[PageLine] = []
    line_index = 0
    while line_index < len(lines):
        line = lines[line_index]
        next_line = lines[line_index + 1] if line_index + 1 < len(lines) else None
        label = name = ""
        if next_line is not None:
            if labels.is_credit_label(line.text) and _may_be_name(next_line.text):
                label, name = line.text, next_line.text
            elif _may_be_name(line.text) and labels.is_job(next_line.text):
                label, name = next_line.text, line.text
        if name:
            label = label.strip().rstrip(":：").rstrip()
            joined_line = PageLine.of(line.line_number, f"{label}: {name}")
            joined_lines.append(replace(joined_line, kind=line.kind))
            line_index += 1
        else:
            joined_lines.append(line)
        line_index += 1
    return joined_lines


def _may_be_name(text: str) -> bool:
    return is_person_name(text) or may_be_person(text)
