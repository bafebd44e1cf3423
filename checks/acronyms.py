"""Checks of abbreviations: introduced before they are used."""

import re
from collections.abc import Iterator, Sequence

from checks.phrases import phrases
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_LENGTHS = range(3, 8)
_ACRONYM = re.compile(r"(?<![\w.-])[^\W\d_a-z]{3,7}(?![\w-])")
_INTRODUCED = re.compile(
    r"(?:(?<=[(–—-])|(?<=[–—-] ))[^\W\d_a-z]{3,7}(?!\w)"
    r"|(?<!\w)[^\W\d_a-z]{3,7}(?= ?\()"
)


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
    introduced = _introduced(subjects) if longs else ()
    for acronym, (subject, span) in found.items():
        long = longs.get(acronym)
        if long is None or acronym in introduced:
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
                for length in _LENGTHS:
                    acronym, words = letters[:length], part[:length]
                    if acronym not in wanted or any(map(str.isupper, words)):
                        continue
                    found.setdefault(acronym, (subject, " ".join(words)))
    return found


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


def _introduced(subjects: Sequence[Subject]) -> set[str]:
    """The abbreviations that stand in brackets, before them or after a dash."""
    return {
        match[0]
        for subject in subjects
        for match in _INTRODUCED.finditer(subject.target)
    }
