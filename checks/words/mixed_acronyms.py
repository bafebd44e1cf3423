"""The check of acronyms that a page introduces with two full names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.text.capitalised_phrases import cached_capitalised_phrases
from tm.finding import Finding, Severity, Span

_BRACKETED_ACRONYM_PATTERN = re.compile(r" \((?P<acronym>[A-Z]{3,7})\)")
_MIN_SHARED_LETTERS = 4
"""Letters that an office and its body share: Direktur, Direktorat."""


class _FullName(NamedTuple):
    """The name before an acronym in brackets."""

    unit: Unit
    span: Span
    words: tuple[str, ...]
    """Its last words, as many as the acronym has letters, in lower case."""


@check("acro.mixed", level=Level.DOCUMENT, severity=Severity.INFO)
def find_mixed_full_names(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """An acronym stands for two names: Komunitas and Asosiasi Lada Internasional (IPC).

    One of the two is wrong, or one body has two names on the page. Reported are names
    before the same acronym in brackets that differ by one word, or by the order of
    their words; of each acronym, the first name that differs from the usual one.
    """
    names_by_acronym: dict[str, list[_FullName]] = defaultdict(list)
    for unit in units:
        for acronym, full_name in _find_full_names(unit, context):
            names_by_acronym[acronym].append(full_name)
    for acronym, full_names in names_by_acronym.items():
        # Of equally frequent names the first.
        word_counts = Counter(full_name.words for full_name in full_names)
        usual_words = max(word_counts, key=word_counts.__getitem__)
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
                    about=full_name.unit,
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
        acronym = acronym_match["acronym"]
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
