"""Checks of headlines and section headings."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.heading_shape import FULL_STOP_PATTERN, has_heading_shape
from checks.engine.unit import Context, Unit, list_related_ids
from tm.articles.archive.article import BlockKind
from tm.finding import Finding, Severity, Span

_WORD_BREAK_PATTERN = re.compile(r"[\s(“\"]")
_MIN_WORDS_OF_SENTENCE = 5
"""The fewest words of a sentence that lacks its full stop; labels are shorter."""
_MIN_UNENDED_SENTENCES = 3
"""The fewest sentences without a stop that show that a source leaves stops out."""
_MAX_UNITS_PER_UNENDED_SENTENCE = 12
"""The most units for each sentence without a stop, for a source that leaves it out."""
_MIN_PARAGRAPHS_PER_UNENDED, _MIN_UNENDED_PARAGRAPH_WORDS = 4, 14
"""How many paragraphs stand next to each without an end mark, and its words."""
_MAX_WORDS_PER_COMMA = 4
"""A text is a list if one word in so many has a comma."""


def has_unended_source(unit: Unit) -> bool:
    """Whether a source of several words ends in one, and its target in a full stop."""
    source, target = unit.source_text.rstrip(), unit.target.rstrip()
    return (
        not unit.is_heading
        and source[-1:].isalnum()
        and target.endswith(".")
        and len(source.split()) >= _MIN_WORDS_OF_SENTENCE
        and not source.istitle()
    )


def has_many_unended_sources(units: Sequence[Unit]) -> bool:
    """Whether the source of a document leaves out the stops of some sentences."""
    unended_count = sum(map(has_unended_source, units))
    return (
        unended_count >= _MIN_UNENDED_SENTENCES
        and unended_count * _MAX_UNITS_PER_UNENDED_SENTENCE >= len(units)
    )


def find_unended_paragraphs(units: Sequence[Unit]) -> Iterator[Unit]:
    """Find the paragraphs of a page that end in a word, unlike most of them.

    The last one may be cut; lists, lines of capitals and short texts need no stop.
    """
    paragraphs = [unit for unit in units if unit.kind is BlockKind.PARAGRAPH]
    unended_paragraphs = [
        unit for unit in paragraphs if unit.target.rstrip()[-1:].isalpha()
    ]
    if len(paragraphs) < _MIN_PARAGRAPHS_PER_UNENDED * max(1, len(unended_paragraphs)):
        return
    for unit in unended_paragraphs:
        words = unit.target.split()
        small_word_count = sum(map(str.islower, words))
        if (
            unit is not paragraphs[-1]
            and len(words) >= _MIN_UNENDED_PARAGRAPH_WORDS
            and 2 * small_word_count > len(words)
            and _MAX_WORDS_PER_COMMA * unit.target.count(",") < len(words)
            and words[0][0].isupper()
            and "©" not in unit.target
        ):
            yield unit


@check(
    "head.full_stop",
    level=Level.DOCUMENT,
    severity=Severity.INFO,
    unsafe_fixes=True,
    yields_to=("head.stop",),
)
def find_headline_full_stop(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """The headline of a page ends in a full stop.

    The check ignores headlines of several sentences, headlines that end in an
    abbreviation, and those whose source ends in a full stop, too.
    """
    for unit in units:
        if (
            unit.kind is BlockKind.HEADLINE
            and has_heading_shape(unit)
            and not FULL_STOP_PATTERN.search(unit.source_text.rstrip())
            and _ends_with_full_stop(unit.target, context)
        ):
            text = unit.target.rstrip()
            yield Finding(
                "full_stop",
                Span(0, len(text)),
                fix=_remove_full_stop(text),
                checked_unit=unit,
            )


@check("head.stop", level=Level.DOCUMENT, severity=Severity.WARNING, unsafe_fixes=True)
def find_heading_stop(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Some headings of the document end in a full stop and others do not.

    The check reports those that do: a heading needs no full stop. It ignores headings
    of several sentences, headings that end in an abbreviation, paragraphs taken for a
    heading, and short sentences that end in a full stop in the source, too.
    """
    headings = [
        unit
        for unit in units
        if unit.target.strip()
        and has_heading_shape(unit)
        and not FULL_STOP_PATTERN.search(unit.source_text.rstrip())
        and not _may_be_paragraph(unit)
    ]
    headings_with_stop: list[Unit] = []
    headings_without_stop: list[Unit] = []
    for heading in headings:
        (
            headings_with_stop
            if _ends_with_full_stop(heading.target, context)
            else headings_without_stop
        ).append(heading)
    if not headings_without_stop:
        return
    for heading in headings_with_stop:
        text = heading.target.rstrip()
        yield Finding(
            "full_stop",
            Span(0, len(text)),
            fix=_remove_full_stop(text),
            checked_unit=heading,
            related=list_related_ids(headings_without_stop),
        )


def _remove_full_stop(text: str) -> str | None:
    stop_match = FULL_STOP_PATTERN.search(text)
    return text[: stop_match.start()] + stop_match[1] if stop_match else None


def _may_be_paragraph(unit: Unit) -> bool:
    """Whether a section heading without a source may be a short paragraph.

    A full stop tells nothing then: `Selama hujan, pengunjung dilarang masuk.`
    """
    return (
        unit.source is None
        and unit.kind is not BlockKind.HEADLINE
        and FULL_STOP_PATTERN.search(unit.target.rstrip()) is not None
    )


def _ends_with_full_stop(text: str, context: Context) -> bool:
    stop_match = FULL_STOP_PATTERN.search(text.rstrip())
    if stop_match is None:
        return False
    text_before_stop = text[: stop_match.start()]
    last_word = _WORD_BREAK_PATTERN.split(text_before_stop)[-1]
    if "." in last_word or last_word.lower() in context.language.abbreviations:
        return False
    if len(last_word) == 1 and last_word.isupper():
        return False
    return not re.search(r"[.!?]\s", text_before_stop)
