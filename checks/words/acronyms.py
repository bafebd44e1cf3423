"""Checks of abbreviations: introduced before they are used."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, related_ids
from checks.text.capitalised import phrases
from tm.finding import Finding, Severity, Span

_LENGTHS = range(3, 8)
_ACRONYM = re.compile(r"(?<![\w.-])[^\W\d_a-z]{3,7}(?![\w-])")
_INTRODUCED = re.compile(
    r"(?:(?<=[(–—-])|(?<=[–—-] ))[^\W\d_a-z]{3,7}(?!\w)"
    r"|(?<!\w)[^\W\d_a-z]{3,7}(?= ?\()"
)
_JOINED = re.compile(r" \(([A-Z]{3,7})\)")
_USED = 2
"""Units with an abbreviation after which nobody needs the name written out."""
_NONE: frozenset[str] = frozenset()


@check("acro.intro", level=Level.DOCUMENT, severity=Severity.WARNING)
def not_introduced(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name and its acronym are both used, but the acronym is not introduced.

    `Konferensi Tingkat Tinggi (KTT)` introduces KTT. Acronyms whose full form is
    not in the document are taken to be known.
    """
    first_uses: dict[str, tuple[int, Span]] = {}
    for unit, subject in enumerate(units):
        if subject.target.isupper():
            continue
        for match in _ACRONYM.finditer(subject.target):
            if match[0].isupper():
                first_uses.setdefault(match[0], (unit, Span(*match.span())))
    if not first_uses:
        return
    full_forms = _full_forms(units, context, set(first_uses))
    introduced = _introduced(units) if full_forms else ()
    for acronym, (unit, span) in first_uses.items():
        long = full_forms.get(acronym)
        if long is None or acronym in introduced:
            continue
        unit_of_name, full_form = long
        yield Finding(
            "not_introduced",
            span,
            arguments={"acronym": acronym, "name": full_form},
            about=units[unit],
            related=related_ids([units[unit_of_name]]),
        )


@check("acro.expand", level=Level.DOCUMENT, severity=Severity.WARNING)
def written_out_again(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name is written out again after its acronym was introduced and used.

    Only without a source, which may do the same, and where the acronym stands at
    least twice after `Konferensi Tingkat Tinggi (KTT)`, before the full name comes
    again.

    Reported once for each acronym, at the first such place, with the number of
    places.
    """
    if any(unit.source for unit in units):
        return
    introduced: dict[str, str] = {}
    used: Counter[str] = Counter()
    again: dict[str, list[tuple[Unit, Span]]] = {}
    for unit in units:
        text = unit.target
        if not unit.is_heading and not _is_title_case(text):
            for phrase in phrases(text, context.language):
                acronym = introduced.get(" ".join(phrase.words))
                follows = text[phrase.span.end : phrase.span.end + 2] == " ("
                if acronym and used[acronym] >= _USED and not follows:
                    again.setdefault(acronym, []).append((unit, phrase.span))
        used.update(set(_ACRONYM.findall(text)) & {*introduced.values()})
        if _JOINED.search(text):
            phrases_by_end = {
                long_phrase.span.end: long_phrase
                for long_phrase in phrases(text, context.language)
            }
            for match in _JOINED.finditer(text):
                words = (
                    phrases_by_end[match.start()].words
                    if match.start() in phrases_by_end
                    else ()
                )
                letters = "".join(part[0] for part in next(_parts(words, _NONE)))
                if letters == match[1]:
                    introduced[" ".join(words)] = match[1]
    for acronym, places in again.items():
        (unit, span), *later_places = places
        yield Finding(
            "again_often" if later_places else "again",
            span,
            arguments={"acronym": acronym, "count": len(places)},
            about=unit,
            related=related_ids([later_unit for later_unit, _ in later_places]),
        )


def _full_forms(
    units: Sequence[Unit], context: Context, acronyms: set[str]
) -> dict[str, tuple[int, str]]:
    """For each acronym, a unit with a name whose words begin with its letters."""
    full_forms: dict[str, tuple[int, str]] = {}
    for unit, subject in enumerate(units):
        for acronym, full_form in _full_forms_in(subject.target, context, acronyms):
            if acronym not in full_forms and not _is_title_case(subject.target):
                full_forms[acronym] = unit, full_form
    return full_forms


def _full_forms_in(
    text: str, context: Context, acronyms: set[str]
) -> Iterator[tuple[str, str]]:
    """The acronyms for which a text has a name, each with the name."""
    connectors = context.language.connectors
    for phrase in phrases(text, context.language):
        for part in _parts(phrase.words, connectors):
            letters = "".join([word[0] for word in part]).upper()
            for length in _LENGTHS:
                acronym, words = letters[:length], part[:length]
                if acronym in acronyms and not any(map(str.isupper, words)):
                    yield acronym, " ".join(words)


def _parts(words: Sequence[str], connectors: frozenset[str]) -> Iterator[list[str]]:
    """A phrase, and what follows each of its small words, in words without hyphens.

    Only as many words as an abbreviation has letters.
    """
    plain: list[str] = []
    starts = [0]
    for word in words:
        if word in connectors:
            starts.append(len(plain))
        else:
            plain += [part for part in word.split("-") if part]
    for start in starts:
        yield plain[start : start + _LENGTHS[-1]]


def _is_title_case(text: str) -> bool:
    """Whether a text is a headline in which every word has a capital."""
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _introduced(units: Sequence[Unit]) -> set[str]:
    """The abbreviations that stand in brackets, before them or after a dash."""
    return {match[0] for unit in units for match in _INTRODUCED.finditer(unit.target)}
