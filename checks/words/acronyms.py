"""Checks of acronyms: introduced before they are used, and for one name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.capitalised_phrases import cached_capitalised_phrases
from tm.finding import Finding, Severity, Span

_ACRONYM_LENGTHS = range(3, 8)
_ACRONYM_PATTERN = re.compile(r"(?<![\w.-])[^\W\d_a-z]{3,7}(?![\w-])")
_INTRODUCED_ACRONYM_PATTERN = re.compile(
    r"(?:(?<=[(/–—-])|(?<=[–—-] ))[^\W\d_a-z]{3,7}(?!\w)"
    r"|(?<!\w)[^\W\d_a-z]{3,7}(?= ?\()"
)
_BRACKETED_ACRONYM_PATTERN = re.compile(r" \(([A-Z]{3,7})\)")
_MIN_UNITS_WITH_ACRONYM = 2
"""How many units must use an acronym before its full name counts as repetition."""
_MIN_CAPITAL_SHARE = 0.7
"""The least share of words with a capital in a text in title case."""
_NO_CONNECTORS: frozenset[str] = frozenset()
_MIN_SHARED_LETTERS = 4
"""Letters that an office and its body share: Direktur, Direktorat."""


class _FullName(NamedTuple):
    """The name before an acronym in brackets."""

    unit: Unit
    span: Span
    words: tuple[str, ...]
    """Its last words, as many as the acronym has letters, in lower case."""


@check("acro.intro", level=Level.DOCUMENT, severity=Severity.INFO)
def find_undefined_acronym(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A name and its acronym are both used, but the acronym is not introduced.

    `Konferensi Tingkat Tinggi (KTT)` introduces KTT. Acronyms whose full form is
    not in the document are taken to be known.
    """
    first_use_by_acronym: dict[str, tuple[int, Span]] = {}
    for unit_index, unit in enumerate(units):
        if unit.target.isupper():
            continue
        for acronym_match in _ACRONYM_PATTERN.finditer(unit.target):
            if acronym_match[0].isupper():
                first_use_by_acronym.setdefault(
                    acronym_match[0], (unit_index, Span(*acronym_match.span()))
                )
    if not first_use_by_acronym:
        return
    full_form_use_by_acronym = _find_full_forms(
        units, context, set(first_use_by_acronym)
    )
    introduced_acronyms = (
        _find_introduced_acronyms(units) if full_form_use_by_acronym else ()
    )
    for acronym, (unit_index, span) in first_use_by_acronym.items():
        full_form_use = full_form_use_by_acronym.get(acronym)
        if full_form_use is None or acronym in introduced_acronyms:
            continue
        full_form_unit_index, full_form = full_form_use
        yield Finding(
            "not_introduced",
            span,
            arguments={"acronym": acronym, "name": full_form},
            checked_unit=units[unit_index],
            related=list_related_ids([units[full_form_unit_index]]),
        )


@check("acro.expand", level=Level.DOCUMENT, severity=Severity.WARNING)
def find_repeated_full_form(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """A name is written out again after its acronym was introduced and used.

    The check needs a text without a source, since a source may do the same, in which
    the acronym stands at least twice between `Konferensi Tingkat Tinggi (KTT)` and the
    next full name.

    The check reports this once for each acronym, at the first such place, with the
    number of places.
    """
    if any(unit.source for unit in units):
        return
    acronym_by_name: dict[str, str] = {}
    unit_count_by_acronym: Counter[str] = Counter()
    repetitions_by_acronym: dict[str, list[tuple[Unit, Span]]] = {}
    for unit in units:
        text = unit.target
        if not unit.is_heading and not _is_title_case(text):
            for phrase in cached_capitalised_phrases(
                text, context.language, context.cache
            ):
                acronym = acronym_by_name.get(" ".join(phrase.words))
                has_bracket = text[phrase.span.end : phrase.span.end + 2] == " ("
                if (
                    acronym
                    and unit_count_by_acronym[acronym] >= _MIN_UNITS_WITH_ACRONYM
                    and not has_bracket
                ):
                    repetitions_by_acronym.setdefault(acronym, []).append(
                        (unit, phrase.span)
                    )
        unit_count_by_acronym.update(
            set(_ACRONYM_PATTERN.findall(text)) & {*acronym_by_name.values()}
        )
        if _BRACKETED_ACRONYM_PATTERN.search(text):
            acronym_by_name.update(_read_introduced_acronyms(text, context))
    for acronym, repeated_mentions in repetitions_by_acronym.items():
        (unit, span), *later_mentions = repeated_mentions
        yield Finding(
            "again_often" if later_mentions else "again",
            span,
            arguments={"acronym": acronym, "count": len(repeated_mentions)},
            checked_unit=unit,
            related=list_related_ids([later_unit for later_unit, _ in later_mentions]),
        )


def _read_introduced_acronyms(text: str, context: Context) -> Iterator[tuple[str, str]]:
    """Read names with the acronym of their initials after them, in brackets."""
    phrase_by_end = {
        phrase.span.end: phrase
        for phrase in cached_capitalised_phrases(text, context.language, context.cache)
    }
    for acronym_match in _BRACKETED_ACRONYM_PATTERN.finditer(text):
        name_words = (
            phrase_by_end[acronym_match.start()].words
            if acronym_match.start() in phrase_by_end
            else ()
        )
        initials = "".join(
            word[0]
            for word in next(_split_after_connectors(name_words, _NO_CONNECTORS))
        )
        if initials == acronym_match[1]:
            yield " ".join(name_words), acronym_match[1]


def _find_full_forms(
    units: Sequence[Unit], context: Context, acronyms: set[str]
) -> dict[str, tuple[int, str]]:
    """Find for each acronym a unit with a name whose initials it has."""
    full_form_use_by_acronym: dict[str, tuple[int, str]] = {}
    for unit_index, unit in enumerate(units):
        full_forms = [*_read_full_forms(unit.target, context, acronyms)]
        if full_forms and not _is_title_case(unit.target):
            for acronym, full_form in full_forms:
                full_form_use_by_acronym.setdefault(acronym, (unit_index, full_form))
    return full_form_use_by_acronym


def _read_full_forms(
    text: str, context: Context, acronyms: set[str]
) -> Iterator[tuple[str, str]]:
    """Find the acronyms whose full name a text has, each with the name."""
    connectors = context.language.name_connectors
    for phrase in cached_capitalised_phrases(text, context.language, context.cache):
        for part_words in _split_after_connectors(phrase.words, connectors):
            initials = "".join([word[0] for word in part_words]).upper()
            for acronym_length in _ACRONYM_LENGTHS:
                acronym, full_form_words = (
                    initials[:acronym_length],
                    part_words[:acronym_length],
                )
                if acronym in acronyms and not any(map(str.isupper, full_form_words)):
                    yield acronym, " ".join(full_form_words)


def _split_after_connectors(
    words: Sequence[str], connectors: frozenset[str]
) -> Iterator[list[str]]:
    """Split a phrase into the parts that begin at its start or after a connector.

    Hyphenated words are split, too; parts have at most as many words as an acronym.
    """
    plain_words: list[str] = []
    start_indexes = [0]
    for word in words:
        if word in connectors:
            start_indexes.append(len(plain_words))
        else:
            plain_words += [word_part for word_part in word.split("-") if word_part]
    for start_index in start_indexes:
        yield plain_words[start_index : start_index + _ACRONYM_LENGTHS[-1]]


def _is_title_case(text: str) -> bool:
    """Whether most words of a text have a capital, as in some headlines."""
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _MIN_CAPITAL_SHARE * len(words)


def _find_introduced_acronyms(units: Sequence[Unit]) -> set[str]:
    """Find the acronyms in brackets, before brackets or after a dash."""
    return {
        acronym_match[0]
        for unit in units
        for acronym_match in _INTRODUCED_ACRONYM_PATTERN.finditer(unit.target)
    }


@check("acro.mixed", level=Level.DOCUMENT, severity=Severity.INFO)
def find_mixed_full_names(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """An acronym stands for two names: Komunitas and Asosiasi Lada Internasional (IPC).

    One of the two is wrong, or one body has two names on the page. The check compares
    the names before the same acronym in brackets, and reports those that differ by one
    word or by the order of the words: for each acronym once, the first name that
    differs from the usual one.
    """
    names_by_acronym: dict[str, list[_FullName]] = defaultdict(list)
    for unit in units:
        for acronym, full_name in _find_full_names(unit, context):
            names_by_acronym[acronym].append(full_name)
    for acronym, full_names in names_by_acronym.items():
        # Of equally frequent names the first.
        count_by_words = Counter(full_name.words for full_name in full_names)
        usual_words = max(count_by_words, key=count_by_words.__getitem__)
        usual_name = next(
            full_name for full_name in full_names if full_name.words == usual_words
        )
        for full_name in full_names:
            if _are_names_of_one_body(full_name.words, usual_words):
                yield Finding(
                    "elsewhere",
                    full_name.span,
                    arguments={
                        "acronym": acronym,
                        "name": usual_name.span.of(usual_name.unit.target),
                    },
                    checked_unit=full_name.unit,
                    related=list_related_ids([usual_name.unit]),
                )
                break


def _find_full_names(unit: Unit, context: Context) -> Iterator[tuple[str, _FullName]]:
    """Find the acronyms in brackets of a unit, with the names before them."""
    text = unit.target
    acronym_matches = (
        [*_BRACKETED_ACRONYM_PATTERN.finditer(text)] if "(" in text else []
    )
    if not acronym_matches or text.isupper():
        return
    phrases = cached_capitalised_phrases(text, context.language, context.cache)
    phrase_by_end = {phrase.span.end: phrase for phrase in phrases}
    for acronym_match in acronym_matches:
        phrase = phrase_by_end.get(acronym_match.start())
        if phrase is None:
            continue
        acronym = acronym_match[1]
        words = [
            word
            for word in phrase.words
            if word not in context.language.name_connectors
        ][-len(acronym) :]
        if len(words) < len(acronym):
            continue
        name_start = phrase.span.end
        for word in reversed(words):
            name_start = text.rindex(word, phrase.span.start, name_start)
        yield (
            acronym,
            _FullName(
                unit,
                Span(name_start, phrase.span.end),
                tuple(map(str.lower, words)),
            ),
        )


def _are_names_of_one_body(words: Sequence[str], usual_words: Sequence[str]) -> bool:
    """Whether two names differ by one word, or by the order of their words."""
    differing_pairs = [
        (word, usual_word)
        for word, usual_word in zip(words, usual_words, strict=True)
        if word != usual_word
    ]
    if len(differing_pairs) > 1:
        return sorted(words) == sorted(usual_words)
    if not differing_pairs:
        return False
    ((word, usual_word),) = differing_pairs
    is_office_of_body = words[0] != usual_words[0] and (
        word[:_MIN_SHARED_LETTERS] == usual_word[:_MIN_SHARED_LETTERS]
        or word in usual_word
        or usual_word in word
    )
    return not is_office_of_body
