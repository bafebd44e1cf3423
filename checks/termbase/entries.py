"""Checks of the termbase: what is there twice, against itself, or miswritten."""

import re
from collections.abc import Iterator
from itertools import combinations, groupby

import regex

from checks.engine.check import Level, check
from checks.engine.termbase import (
    Form,
    Termbase,
    TermbaseFinding,
    Use,
    are_told_apart,
    form_of,
    is_one_form,
)
from checks.text.invisible import find_invisible
from glossary.entries.entry import USABLE, ConceptEntry, RelationKind, Term, TermStatus
from glossary.entries.period import periods_overlap
from glossary.forms.folding import fold_term
from glossary.forms.letters import is_word_boundary
from tm.finding import CatalogueWord, Severity
from tm.text.normal import nfc

_MOST_ALIKE = 20
"""Uses of one form that are compared, and terms of one concept; more are worn out."""
_VIETNAMESE = regex.compile(r"[^\x00-\x7f\W]")


@check("tb.duplicate", level=Level.TERMBASE, severity=Severity.WARNING)
def duplicate(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """Two concepts have the same preferred terms in all common languages.

    Also reported is a concept that has one term twice. Ignored are concepts that a
    relation calls distinct.
    """
    for entry in termbase.entries:
        yield from _repeated(entry)
    seen: set[tuple[str, str]] = set()
    for one, other in _neighbours(termbase):
        pair = one.entry.id, other.entry.id
        if pair in seen or not _is_same(one, other):
            continue
        seen.add(pair)
        yield TermbaseFinding(
            "concept",
            other.entry,
            other.term,
            {"concept": one.entry.id},
            related=[one.entry.id],
        )


@check("tb.contradiction", level=Level.TERMBASE, severity=Severity.WARNING)
def contradiction(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A term is preferred here and forbidden, deprecated or superseded there.

    Ignored is a term that is marked as shared, or whose concepts are related as
    distinct.
    """
    for uses in termbase.uses.values():
        wrong = [u for u in uses if u.term.status not in USABLE and not u.term.shared]
        right = [u for u in uses if u.term.status is TermStatus.PREFERRED]
        for one in wrong[:_MOST_ALIKE]:
            rivals = [
                other
                for other in right[:_MOST_ALIKE]
                if is_one_form(one, other)
                and (other.entry.id == one.entry.id or not are_told_apart(one, other))
            ]
            if rivals:
                concepts = [*dict.fromkeys(use.entry.id for use in rivals)]
                yield TermbaseFinding(
                    "preferred",
                    one.entry,
                    one.term,
                    {
                        "status": CatalogueWord(_status(one.term)),
                        "concepts": ", ".join(concepts),
                    },
                    related=concepts,
                )


@check("tb.ambiguous", level=Level.TERMBASE, severity=Severity.WARNING)
def ambiguous(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """One term is preferred in two concepts, and nothing distinguishes them.

    Concepts are distinguished by their subject fields, a mark as shared, a relation
    as distinct or as former name, or dates that do not overlap.
    """
    for one, other in _neighbours(termbase):
        if _is_same(one, other) or _domains_differ(one, other):
            continue
        if not are_told_apart(one, other):
            yield TermbaseFinding(
                "preferred",
                other.entry,
                other.term,
                {"concept": one.entry.id},
                related=[one.entry.id],
            )


@check("tb.one_way", level=Level.TERMBASE, severity=Severity.WARNING)
def one_way(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A concept admits the preferred term of another, which does not admit its own."""
    for uses in termbase.uses.values():
        right = [u for u in uses if u.term.status is TermStatus.PREFERRED]
        for one in uses if right else ():
            if one.term.status is not TermStatus.ADMITTED:
                continue
            for other in right[:_MOST_ALIKE]:
                if other.entry.id == one.entry.id or not is_one_form(one, other):
                    continue
                if _domains_differ(one, other) or are_told_apart(one, other):
                    continue
                if not _knows(other.entry, one):
                    yield TermbaseFinding(
                        "preferred",
                        one.entry,
                        one.term,
                        {"concept": other.entry.id},
                        related=[other.entry.id],
                    )


@check("tb.contained", level=Level.TERMBASE, severity=Severity.WARNING)
def contained(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A forbidden term is part of a preferred term of its concept, or contains it.

    Replacing one by the other word for word would damage the text.
    """
    for entry in termbase.entries:
        forbidden = [term for term in entry.terms if term.forbidden][:_MOST_ALIKE]
        if not forbidden:
            continue
        usable = [t for t in entry.terms if t.status is TermStatus.PREFERRED]
        for bad in forbidden:
            for good in usable[:_MOST_ALIKE]:
                if bad.locale.language != good.locale.language:
                    continue
                if _holds(good, bad):
                    key = "inside"
                elif _holds(bad, good):
                    key = "contains"
                else:
                    continue
                yield TermbaseFinding(key, entry, bad, {"preferred": good.text})


@check("tb.two_preferred", level=Level.TERMBASE, severity=Severity.WARNING)
def two_preferred(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A concept has two preferred terms in one language at the same time."""
    for entry in termbase.entries:
        preferred = [t for t in entry.terms if t.status is TermStatus.PREFERRED]
        if len(preferred) < 2:
            continue
        by_locale = sorted(preferred, key=lambda term: term.locale.tag)
        for _, group in groupby(by_locale, key=lambda term: term.locale.tag):
            first, *others = group
            for term in others:
                if form_of(term) != form_of(first) and _at_one_time(first, term):
                    yield TermbaseFinding(
                        "second", entry, term, {"preferred": first.text}
                    )


@check("tb.copied", level=Level.TERMBASE, severity=Severity.WARNING)
def copied(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """The preferred terms of two languages are equal and are not a name.

    Ignored are names, abbreviations, and single words without diacritics: `virus`.
    """
    for entry in termbase.entries:
        preferred = [t for t in entry.terms if t.status is TermStatus.PREFERRED]
        first: dict[str, Term] = {}
        for term in preferred:
            other = first.setdefault(nfc(term.text), term)
            if other.locale.language != term.locale.language and _is_foreign(
                term.text, {other.locale.language, term.locale.language}
            ):
                languages = {
                    "language": str(term.locale),
                    "other_language": str(other.locale),
                }
                yield TermbaseFinding("equal", entry, term, languages)


@check("tb.nfc", level=Level.TERMBASE, severity=Severity.ERROR)
def decomposed(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A term has decomposed letters (not NFC), so no text matches it."""
    for entry in termbase.entries:
        for term in entry.terms:
            if nfc(term.text) != term.text:
                yield TermbaseFinding(
                    "decomposed",
                    entry,
                    term,
                    fix=nfc(term.text),
                )


@check("tb.space", level=Level.TERMBASE, severity=Severity.WARNING)
def stray(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A term has stray spaces or invisible characters."""
    for entry in termbase.entries:
        for term in entry.terms:
            plain = term.text
            for match in reversed(find_invisible(plain)):
                plain = plain[: match.start()] + plain[match.end() :]
            plain = " ".join(plain.split())
            if plain != term.text:
                yield TermbaseFinding(
                    "stray" if plain else "nothing_else",
                    entry,
                    term,
                    fix=plain or None,
                )


def _repeated(entry: ConceptEntry) -> Iterator[TermbaseFinding]:
    seen: dict[tuple[str, str], Term] = {}
    for term in entry.terms:
        key = term.locale.tag, fold_term(term.text, term.locale.language)
        other = seen.setdefault(key, term)
        same_side = (other.status in USABLE) == (term.status in USABLE)
        if other is not term and same_side:
            yield TermbaseFinding("term", entry, term)


def _neighbours(termbase: Termbase) -> Iterator[tuple[Use, Use]]:
    """Preferred terms of two concepts that no text can tell apart, in order."""
    for uses in termbase.uses.values():
        if len(uses) < 2:
            continue
        right = [u for u in uses if u.term.status is TermStatus.PREFERRED]
        for one, other in combinations(right[:_MOST_ALIKE], 2):
            if one.entry.id != other.entry.id and is_one_form(one, other):
                yield one, other


def _is_same(one: Use, other: Use) -> bool:
    """Whether two concepts agree in all languages that both have: two or more."""
    if any(
        relation.kind is RelationKind.DISTINCT_FROM and relation.concept == there.id
        for here, there in ((one.entry, other.entry), (other.entry, one.entry))
        for relation in here.relations
    ):
        return False
    if not periods_overlap(
        (one.entry.valid_from, one.entry.valid_to),
        (other.entry.valid_from, other.entry.valid_to),
    ):
        return False
    forms = [_preferred_forms(use.entry) for use in (one, other)]
    common = forms[0].keys() & forms[1].keys()
    alone = len(forms[0]) == len(forms[1]) == 1 and not _domains_differ(one, other)
    return (len(common) > 1 or alone) and all(
        forms[0][name] & forms[1][name] for name in common
    )


def _preferred_forms(entry: ConceptEntry) -> dict[str, set[Form]]:
    found: dict[str, set[Form]] = {}
    for term in entry.terms:
        if term.status is TermStatus.PREFERRED:
            found.setdefault(term.locale.language, set()).add(form_of(term))
    return found


def _domains_differ(one: Use, other: Use) -> bool:
    fields = one.entry.subject_field, other.entry.subject_field
    return all(fields) and fields[0] != fields[1]


def _knows(entry: ConceptEntry, use: Use) -> bool:
    """Whether an entry has the preferred terms of another in a language."""
    language = use.term.locale.language
    theirs = _preferred_forms(use.entry).get(language, set())
    ours = {form_of(t) for t in entry.terms if t.status in USABLE}
    return bool(theirs & ours)


def _holds(whole: Term, part: Term) -> bool:
    """Whether a term contains another, from one word's beginning to another's end."""
    text, inside = form_of(whole)[1], form_of(part)[1]
    at = text.find(inside) if len(inside) < len(text) else -1
    while at >= 0:
        if is_word_boundary(text, at) and is_word_boundary(text, at + len(inside)):
            return True
        at = text.find(inside, at + 1)
    return False


def _at_one_time(one: Term, other: Term) -> bool:
    return periods_overlap(
        (one.valid_from, one.valid_to), (other.valid_from, other.valid_to)
    )


def _is_foreign(text: str, languages: set[str]) -> bool:
    """Whether a text is hardly a term of two languages alike."""
    words = re.findall(r"[^\W\d_]+", text)
    if "vi" in languages and _VIETNAMESE.search(text):
        return not all(word[0].isupper() for word in words)
    return len(words) > 1 and not any(word[0].isupper() for word in words)


def _status(term: Term) -> str:
    return "forbidden" if term.forbidden else term.status.value
