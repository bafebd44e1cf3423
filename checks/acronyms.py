"""Checks of abbreviations: introduced before they are used."""

import re
from collections.abc import Iterator, Sequence

from checks.phrases import phrases
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_ACRONYM = re.compile(r"(?<![\w.-])[^\W\d_a-z]{3,7}(?![\w-])")


@check("acro.intro", level=Level.DOCUMENT, severity=Severity.WARNING)
def not_introduced(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """The document writes a name out and abbreviates it, and never joins the two.

    `Konferensi Tingkat Tinggi (KTT)` introduces KTT. Abbreviations whose long form the
    document does not have are taken for known.
    """
    found: dict[str, tuple[Subject, Span]] = {}
    for subject in subjects:
        if subject.target.isupper():
            continue
        for match in _ACRONYM.finditer(subject.target):
            if match[0].isupper():
                found.setdefault(match[0], (subject, Span(*match.span())))
    if not found:
        return
    longs = _long_forms(subjects, context, set(found))
    for acronym, (subject, span) in found.items():
        long = longs.get(acronym)
        if long is None or _is_introduced(acronym, subjects):
            continue
        other, text = long
        yield Finding(
            f"{acronym} is not introduced; “{text}” is also written out",
            span,
            subject=subject,
            related=[other],
        )


def _long_forms(
    subjects: Sequence[Subject], context: Context, wanted: set[str]
) -> dict[str, tuple[Subject, str]]:
    """For each acronym, a name whose words begin with its letters."""
    found: dict[str, tuple[Subject, str]] = {}
    for subject in subjects:
        if _is_title_case(subject.target):
            continue
        for phrase in phrases(subject.target, context.language):
            for part in _parts(phrase.words, context.language.connectors):
                letters = "".join(word[0].upper() for word in part)
                for acronym in wanted:
                    words = part[: len(acronym)]
                    if letters.startswith(acronym) and not any(map(str.isupper, words)):
                        found.setdefault(acronym, (subject, " ".join(words)))
    return found


def _parts(words: Sequence[str], connectors: frozenset[str]) -> Iterator[list[str]]:
    """A phrase, and what follows each of its small words, in words without hyphens."""
    for at in range(len(words)):
        if at and words[at - 1] not in connectors:
            continue
        plain = [word for word in words[at:] if word not in connectors]
        yield [part for word in plain for part in word.split("-") if part]


def _is_title_case(text: str) -> bool:
    """Whether a text is a headline in which every word has a capital."""
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _is_introduced(acronym: str, subjects: Sequence[Subject]) -> bool:
    pattern = re.compile(rf"\({acronym}\b|(?<!\w){acronym} ?\(|[–—-] ?{acronym}\b")
    return any(pattern.search(subject.target) for subject in subjects)
