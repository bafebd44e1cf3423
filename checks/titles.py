"""Checks of names of bodies and offices, without a glossary."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.language import Language
from checks.phrases import phrases
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from checks.variants import FEWEST, Words, content, variants
from tm.issue import Severity, Span

_LOWER = re.compile(r"(?<![\w-])[^\W\d_A-Z][\w-]+")
_LONGEST = 25
"""Words; what is longer is a heading in capitals."""
_MOST = 300
"""Names with one first word that are compared; more are no longer one document."""
_SENTENCE_END = re.compile(r"[.!?][\s”\"]")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it stands somewhere, with its content words apart."""

    content: Words
    unit: int
    """Which one of the document it is."""
    span: Span
    whole: bool
    """Whether it is a maximal phrase rather than the end of one."""

    def text(self, subjects: Sequence[Subject]) -> str:
        return self.span.of(subjects[self.unit].target)


_Names = dict[str, dict[Words, list[_Name]]]
"""By first word, and by all words."""


@check("title.variant", level=Level.DOCUMENT, severity=Severity.WARNING)
def title_variant(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """One body or office seems to be named in two ways in one document.

    Compared are capitalised names of several words with the same beginning. They are
    taken for one where they differ in small words, affixes or order only, or where a
    common noun of a long name is replaced by another. Names that contain each other,
    that stand side by side in one sentence, or that the termbase knows as two concepts
    are different things.
    """
    language = context.language
    if not language.connectors or not context.target.uses_spaces:
        return
    names = _names(subjects, language)
    if all(len(group) < 2 for group in names.values()):
        return
    common = _common_words(subjects)
    for first, second in _pairs(names, language, common):
        found = {words: names[words[0]][words] for words in (first, second)}
        if _told_apart(found[first], found[second], subjects, context):
            continue
        totals = {words: len(found[words]) for words in (first, second)}
        rare, usual = sorted((first, second), key=lambda words: totals[words])
        if totals[rare] == totals[usual]:
            rare = second
            usual = first
        name, other = (found[words][0] for words in (rare, usual))
        yield Finding(
            f"elsewhere named “{other.text(subjects)}” ({totals[usual]}×, this form "
            f"{totals[rare]}×)",
            name.span,
            subject=subjects[name.unit],
            related=(subjects[place.unit] for place in found[usual]),
        )


def _names(subjects: Sequence[Subject], language: Language) -> _Names:
    """The names of a document by first word and words; ends of phrases among them."""
    starts = {words[begin] for _, _, words, begin in _runs(subjects, language)}
    found: _Names = defaultdict(lambda: defaultdict(list))
    for unit, span, words, begin in _runs(subjects, language):
        places = _word_places(subjects[unit].target, span, words)
        for at in range(begin, len(words)):
            if words[at] not in starts or words[at] in language.connectors:
                continue
            tail = words[at:]
            words_of_tail = content(tail, language)
            if len(words_of_tail) < FEWEST:
                break
            name = _Name(words_of_tail, unit, Span(places[at], span.end), at == begin)
            found[tail[0]][tail].append(name)
    return found


def _runs(
    subjects: Sequence[Subject], language: Language
) -> Iterator[tuple[int, Span, Words, int]]:
    """By unit, where capitalised words stand, what they are, where a name may begin."""
    for unit, subject in enumerate(subjects):
        for phrase in phrases(subject.target, language):
            words, begin = phrase.words, 0
            if len(words) > _LONGEST:
                continue
            if phrase.starts_sentence and words[0].lower() in language.function_words:
                begin = 1
            if len(words) > begin:
                yield unit, phrase.span, words, begin


def _word_places(text: str, span: Span, words: Sequence[str]) -> list[int]:
    places, at = [], span.start
    for word in words:
        at = text.index(word, at)
        places.append(at)
        at += len(word)
    return places


def _pairs(
    names: _Names, language: Language, common: frozenset[str]
) -> Iterator[tuple[Words, Words]]:
    """Pairs of names with one first word, of which one stands for itself."""
    for group in names.values():
        if not 1 < len(group) <= _MOST:
            continue
        whole = {words for words, found in group.items() if any(n.whole for n in found)}
        contents = {words: found[0].content for words, found in group.items()}
        for first, second in variants(contents, language, common):
            if first in whole or second in whole:
                yield first, second


def _told_apart(
    first: Sequence[_Name],
    second: Sequence[_Name],
    subjects: Sequence[Subject],
    context: Context,
) -> bool:
    """Whether the text or the termbase treats two names as different things."""
    of_unit: dict[int, list[tuple[Span, bool]]] = defaultdict(list)
    for names, is_first in ((first, True), (second, False)):
        for name in names:
            of_unit[name.unit].append((name.span, is_first))
    for unit in {name.unit for name in first} & {name.unit for name in second}:
        # Between two names of one sentence, two neighbours stand in it, too.
        for (one, mine), (other, theirs) in pairwise(sorted(of_unit[unit])):
            if mine != theirs and _in_one_sentence(subjects[unit].target, one, other):
                return True
    concepts = [
        _concepts(names[0].text(subjects), context) for names in (first, second)
    ]
    return all(concepts) and not concepts[0] & concepts[1]


def _in_one_sentence(text: str, one: Span, other: Span) -> bool:
    return not _SENTENCE_END.search(text, one.end, max(one.end, other.start))


def _concepts(text: str, context: Context) -> set[str]:
    """The concepts that the termbase has for exactly this name."""
    if context.target_terms is None:
        return set()
    return {
        reading.entry.id
        for hit in context.target_terms.find(text)
        if hit.start == 0 and hit.end == len(text)
        for reading in (hit, *hit.others)
    }


def _common_words(subjects: Iterable[Subject]) -> frozenset[str]:
    """Words that a document writes small somewhere."""
    found: set[str] = set()
    for subject in subjects:
        found.update(_LOWER.findall(subject.target))
    return frozenset(found)
