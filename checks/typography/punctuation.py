"""Checks of punctuation marks: doubled, and changed at the end."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.heading_shape import has_heading_shape
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.typography.brackets import find_word_start
from checks.typography.headings import (
    find_unended_paragraphs,
    has_many_unended_sources,
    has_unended_source,
)
from tm.articles.archive.article import BlockKind
from tm.finding import CatalogueWord, Finding, Severity, Span
from tm.text.words import read_lower_words

_DOUBLE_MARK_PATTERN = re.compile(
    r"(?<![.,;:])(?:,,+|;;+|(?<!:)::(?![\w:])|,\.|,;|;,|;\.|\.;|:,|:\.(?!\d)|[?!],\.)"
    r"|(?<![.…?!])\.\.(?![./\\])|(?<=[?!])\.(?![.\w])|。。|、、"
)
# A part of all matches of the patterns; most texts have none.
_MARK_PAIR_PATTERN = re.compile("[.,;:?!…。、][.,;:。、]")
_STOP_COMMA_PATTERN = re.compile(r"(?<=[^\W\d_]{5})\.,|(?<=\d)\.,(?=\s)")
_SPACE_CHARACTERS = "".join(filter(str.isspace, map(chr, range(0x3001))))
_CHARACTERS_AFTER_END = _SPACE_CHARACTERS + "\"“”'‘’»«)]）」』*\ufffc"
"""Characters that may follow the end of a sentence, including inline codes."""
_SENTENCE_BREAK_PATTERN = re.compile(
    r"[^\W\d_A-Z]{2}[.!?][\"”’»)]*\s+[\"“‘«(]*[^\W\d_a-z]"
)
_CLOSING_QUOTES = frozenset('"”’»」』')
_UNENDED_SENTENCE_MARKS = frozenset(",;:–—-")
"""Marks at the end of a source that breaks off inside a sentence."""
_MAX_HEADLINE_SOURCE_CHARACTERS = 110
"""The most characters of a source that may be a heading inside a document."""
_HEADLINE_UNIT_COUNT = 2
"""How many units of a document may be its headline and lead."""
_FULL_STOPS = frozenset(".。．।॥۔։።។။")
"""Full stops, also of Hindi, Urdu, Armenian, Amharic, Khmer and Burmese."""
_MIN_UNITS_WITH_HEADLINE = 4
"""The fewest units of a document that begins with a headline."""
_MAX_HEADLINE_CHARACTERS = 160
"""The most characters of a first unit that may be a headline."""

_UNENDED_OPTION = Option(
    "punct.end",
    "unended",
    False,
    "whether a lost full stop at the end of a sentence is reported, too",
)


@check(
    "punct.double",
    level=Level.ONE,
    severity=Severity.WARNING,
    safe_fixes=True,
    prefilter=TARGET.has(Trait.MISPLACED_MARK),
    yields_to=("char.control",),
)
def find_double_marks(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two marks instead of one: `..`, `,,`, `,.`; ellipses and `?!` are right."""
    text = unit.target
    if not _MARK_PAIR_PATTERN.search(text):
        return
    for mark_pattern in (_DOUBLE_MARK_PATTERN, _STOP_COMMA_PATTERN):
        for mark_match in mark_pattern.finditer(text):
            start, end = mark_match.span()
            if mark_match[0] == ".":
                start -= 1
            elif mark_pattern is _STOP_COMMA_PATTERN and _ends_abbreviation(
                text, start, context
            ):
                continue
            marks = text[start:end]
            span = Span(find_word_start(text, start), end)
            remaining_mark = (
                marks[0] if marks[0] in "?!.。、" or len(set(marks)) == 1 else None
            )
            fix = text[span.start : start] + remaining_mark if remaining_mark else None
            yield Finding("double", span, None, {"marks": marks}, fix)


@check(
    "punct.end",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    safe_fixes=True,
    options=[_UNENDED_OPTION],
    yields_to=("char.mojibake",),
)
def find_end_mark_faults(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The punctuation at the end of the sentence was added, lost or changed.

    Closing quotation marks and brackets may stand on either side of it. The check
    ignores texts that end in an abbreviation, exclamation marks, which languages use
    differently, and languages such as Thai, which do not mark the end of a sentence. A
    headline needs no full stop, even if the source has one; the first unit of a
    document is taken for a headline if it is short enough. A full stop may be added to
    a paragraph of a page, whose source may be a caption, and to a text whose source is
    a whole sentence or too long for a headline. Without a source, the check reports a
    paragraph of a page that ends in a word if the other paragraphs end in a mark.
    """
    if context.language.full_stop and context.target_locale.uses_spaces:
        for unit in find_unended_paragraphs(units):
            if unit.source is None:
                yield _report_lost_stop(unit, context)
    if context.source_locale is None:
        return
    has_headline = (
        units[0].document is not None and len(units) >= _MIN_UNITS_WITH_HEADLINE
    )
    reports_unended = _UNENDED_OPTION.read_value(context.options)
    omits_stops_in_source = not reports_unended and has_many_unended_sources(units)
    for unit_index, unit in enumerate(units):
        is_heading = unit.is_heading or (
            unit_index == 0
            and has_headline
            and unit.kind in (None, BlockKind.HEADLINE)
            and len(unit.target) <= _MAX_HEADLINE_CHARACTERS
        )
        if unit.source and not (is_heading and _lacks_end_mark(unit.target)):
            if omits_stops_in_source and has_unended_source(unit):
                continue  # as other sentences of this source
            yield from _compare_end_marks(
                unit, context, begins_document=unit_index < _HEADLINE_UNIT_COUNT
            )


def _report_lost_stop(unit: Unit, context: Context) -> Finding:
    text = unit.target.rstrip()
    start = find_word_start(text, len(text) - 1)
    return Finding(
        "missing",
        Span(start, len(text)),
        arguments={"mark": CatalogueWord("full_stop")},
        fix=text[start:] + context.language.full_stop,
        checked_unit=unit,
        severity_override=Severity.INFO,
    )


def _lacks_end_mark(text: str) -> bool:
    return not _find_end_mark_name(text.rstrip())


def _compare_end_marks(
    unit: Unit, context: Context, *, begins_document: bool
) -> Iterator[Finding]:
    """Report the end mark of a target that differs from the source's.

    `begins_document`: whether the unit may be the headline or lead of its document.
    """
    source, target = unit.source_text.rstrip(), unit.target.rstrip()
    if not source or not target or _lacks_letters_and_digits(target):
        return
    source_mark_name, target_mark_name = (
        _find_end_mark_name(source),
        _find_end_mark_name(target),
    )
    if source_mark_name == target_mark_name or (
        source_mark_name and "exclamation_mark" in (source_mark_name, target_mark_name)
    ):
        return
    if _is_missing_in_a_language(source_mark_name or target_mark_name, context):
        return
    if _is_stop_of_abbreviation(
        source, source_mark_name, target, target_mark_name, context
    ):
        return
    if not source_mark_name:
        if not (
            target_mark_name == "full_stop"
            and _may_lack_stop(unit, context, begins_document=begins_document)
        ):
            yield from _report_added_mark(unit, source, target, target_mark_name)
    elif not target_mark_name and source_mark_name in ("full_stop", "question_mark"):
        yield from _report_missing_mark(unit, target, source_mark_name, context)


def _is_stop_of_abbreviation(
    source: str,
    source_mark_name: str,
    target: str,
    target_mark_name: str,
    context: Context,
) -> bool:
    """Whether the full stop at the end of either text belongs to an abbreviation."""
    trimmed_target = target.rstrip(_CHARACTERS_AFTER_END)
    if target_mark_name == "full_stop" and _ends_abbreviation(
        trimmed_target, len(trimmed_target) - 1, context
    ):
        return True
    language = context.source_language
    if source_mark_name != "full_stop" or language is None:
        return False
    trimmed_source = source.rstrip(_CHARACTERS_AFTER_END)
    last_word = _find_last_word(trimmed_source, len(trimmed_source) - 1)
    return "." in last_word or last_word.lower() in language.abbreviations


def _report_added_mark(
    unit: Unit, source: str, target: str, mark_name: str
) -> Iterator[Finding]:
    """Report a mark at the end of a target whose source ends in a word, or a stop."""
    trimmed_target = target.rstrip(_CHARACTERS_AFTER_END)
    source_ends_in_word = (
        mark_name != "ellipsis" and source.rstrip(_CHARACTERS_AFTER_END)[-1:].isalnum()
    )
    if source_ends_in_word or mark_name == "full_stop":
        start = _find_last_word_start(target)
        yield Finding(
            "added",
            Span(start, len(target)),
            arguments={"mark": CatalogueWord(mark_name)},
            fix=target[start : len(trimmed_target) - 1] + target[len(trimmed_target) :],
            checked_unit=unit,
            severity_override=Severity.INFO if has_unended_source(unit) else None,
        )


def _report_missing_mark(
    unit: Unit, target: str, mark_name: str, context: Context
) -> Iterator[Finding]:
    """Report a target without the end mark of its source, unless it goes on."""
    trimmed_target = target.rstrip(_CHARACTERS_AFTER_END)
    if trimmed_target[-1:] in ",;:–—-…":
        return
    start = _find_last_word_start(target)
    fixed_end = (
        target[start:] + _read_end_mark(mark_name, context)
        if trimmed_target == target
        else None
    )
    yield Finding(
        "missing",
        Span(start, len(target)),
        None,
        {"mark": CatalogueWord(mark_name)},
        fixed_end,
        checked_unit=unit,
    )


def _find_last_word_start(text: str) -> int:
    """Find the start of the last word of a text, before marks at its end."""
    trimmed_text = text.rstrip(_CHARACTERS_AFTER_END)
    return find_word_start(text, max(0, len(trimmed_text) - 1))


def _may_lack_stop(unit: Unit, context: Context, *, begins_document: bool) -> bool:
    """Whether a source without a full stop has only lost it, or breaks off."""
    source = unit.source_text.rstrip()
    return (
        _is_paragraph(unit)
        or _is_running_text(source, begins_document=begins_document)
        or (
            not _UNENDED_OPTION.read_value(context.options)
            and has_unended_source(unit)
            and _has_finite_verb(source, context)
        )
        or source[-1] in _UNENDED_SENTENCE_MARKS
        or (source[0].islower() and unit.target[0].islower())  # rest of a sentence
    )


def _is_paragraph(unit: Unit) -> bool:
    """Whether a unit is a paragraph of a page, or one taken for its headline."""
    return unit.kind is not None and not has_heading_shape(unit)


def _is_running_text(source: str, *, begins_document: bool) -> bool:
    """Whether a source without a stop is a sentence or more, which has lost it."""
    max_headline_length = _MAX_HEADLINE_SOURCE_CHARACTERS * (
        3 if begins_document else 1
    )
    if source[-1:] in _CLOSING_QUOTES or len(source) > max_headline_length:
        return True
    return bool(_SENTENCE_BREAK_PATTERN.search(source))


def _has_finite_verb(source: str, context: Context) -> bool:
    """Whether a source has a word that makes it a sentence, not a heading: `was`."""
    language = context.source_language
    return language is not None and not language.finite_verbs.isdisjoint(
        read_lower_words(source)
    )


def _read_end_mark(mark_name: str, context: Context) -> str:
    """Read the mark of a kind in the target language."""
    language = context.language
    return (
        language.question_mark if mark_name == "question_mark" else language.full_stop
    )


def _is_missing_in_a_language(mark_name: str, context: Context) -> bool:
    """Whether one of the languages has no mark of this kind."""
    languages = filter(None, (context.language, context.source_language))
    if mark_name == "question_mark":
        return not all(language.question_mark for language in languages)
    return mark_name == "full_stop" and not all(
        language.full_stop for language in languages
    )


def _find_end_mark_name(text: str) -> str:
    """Name the last mark, ignoring quotation marks and brackets; empty for none."""
    trimmed_text = text.rstrip(_CHARACTERS_AFTER_END)
    last_character = trimmed_text[-1:]
    if trimmed_text.endswith(("...", "…")):
        return "ellipsis"
    if last_character in _FULL_STOPS:
        return "full_stop"
    if last_character in "?？؟":
        return "question_mark" if last_character else ""
    if last_character in "!！":
        return "exclamation_mark"
    return ""


def _lacks_letters_and_digits(text: str) -> bool:
    return not any(character.isalnum() for character in text)


def _find_last_word(text: str, stop_offset: int) -> str:
    word_match = re.search(
        r"[^\W_]+(?:\.[^\W_]+)*$", text[max(0, stop_offset - 20) : stop_offset]
    )
    return word_match[0] if word_match else ""


def _ends_abbreviation(text: str, stop_offset: int, context: Context) -> bool:
    """Whether the full stop at an offset belongs to an abbreviation."""
    last_word = _find_last_word(text, stop_offset)
    is_listed = last_word.lower() in context.language.abbreviations
    return (
        is_listed or "." in last_word or (len(last_word) == 1 and last_word.isupper())
    )
