"""Checks of names of bodies and offices, without a glossary."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.language import Language
from checks.phrases import phrases
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_FEWEST = 3
"""Words with a meaning of their own that a name must have to be compared."""
_FRAME = 4
"""Words that two names must share before another word in one of them is suspicious."""
_LOWER = re.compile(r"(?<![\w-])[^\W\d_A-Z][\w-]+")
_LONGEST = 25
"""Words; what is longer is a heading in capitals."""
_MOST = 300
"""Names with one first word that are compared; more are no longer one document."""
_DIGIT = re.compile(r"\d|^[IVXL]+$")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it stands somewhere, with its content words apart."""

    words: tuple[str, ...]
    content: tuple[str, ...]
    subject: Subject
    span: Span
    whole: bool
    """Whether it is a maximal phrase rather than the end of one."""

    @property
    def text(self) -> str:
        return self.span.of(self.subject.target)


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
    reported: set[frozenset[tuple[str, ...]]] = set()
    for first, second in _pairs(names):
        pair = frozenset((first, second))
        if pair in reported or not _is_variant(first, second, language, common):
            continue
        reported.add(pair)
        found = {words: _places(names, words) for words in (first, second)}
        if _told_apart(found[first], found[second], context):
            continue
        totals = {words: len(found[words]) for words in (first, second)}
        rare, usual = sorted((first, second), key=lambda words: totals[words])
        if totals[rare] == totals[usual]:
            rare = second
            usual = first
        name, other = found[rare][0], found[usual][0]
        yield Finding(
            f"elsewhere named “{other.text}” ({totals[usual]}×, this form "
            f"{totals[rare]}×)",
            name.span,
            subject=name.subject,
            related=[place.subject for place in found[usual]],
        )


def _names(
    subjects: Sequence[Subject], language: Language
) -> dict[str, dict[tuple[str, ...], list[_Name]]]:
    """The names of a document by first word and words; ends of phrases among them."""
    starts: set[str] = set()
    runs = []
    for subject in subjects:
        for phrase in phrases(subject.target, language):
            words, begin = phrase.words, 0
            if len(words) > _LONGEST:
                continue
            if phrase.starts_sentence and words[0].lower() in language.function_words:
                begin = 1
            runs.append((subject, phrase.span, words, begin))
            if len(words) > begin:
                starts.add(words[begin])
    found: dict[str, dict[tuple[str, ...], list[_Name]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for subject, span, words, begin in runs:
        places = _word_places(subject.target, span, words)
        for at in range(begin, len(words)):
            if words[at] not in starts or words[at] in language.connectors:
                continue
            tail = words[at:]
            content = _content(tail, language)
            if len(content) < _FEWEST:
                break
            name = _Name(
                tail, content, subject, Span(places[at], span.end), at == begin
            )
            found[tail[0]][tail].append(name)
    return found


def _word_places(text: str, span: Span, words: Sequence[str]) -> list[int]:
    places, at = [], span.start
    for word in words:
        at = text.index(word, at)
        places.append(at)
        at += len(word)
    return places


def _content(words: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(
        word.lower() for word in words if word.lower() not in language.connectors
    )


def _pairs(
    names: dict[str, dict[tuple[str, ...], list[_Name]]],
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of names with one first word, of which one stands for itself."""
    for group in names.values():
        keys = [*group] if len(group) <= _MOST else []
        for index, first in enumerate(keys):
            for second in keys[index + 1 :]:
                if any(n.whole for n in group[first]) or any(
                    n.whole for n in group[second]
                ):
                    yield first, second


def _places(
    names: dict[str, dict[tuple[str, ...], list[_Name]]], words: tuple[str, ...]
) -> list[_Name]:
    return names[words[0]][words]


def _is_variant(
    first: tuple[str, ...],
    second: tuple[str, ...],
    language: Language,
    common: frozenset[str],
) -> bool:
    one, other = _content(first, language), _content(second, language)
    if one == other:
        return [w.lower() for w in first] != [w.lower() for w in second]
    if _inside(one, other) or _inside(other, one):
        return False
    if len(one) == len(other):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if all(_same_stem(a, b, language) for a, b in differing):
            return len(one) - len(differing) >= 2
        if sorted(one) == sorted(other):
            return len(one) > _FEWEST
    return _word_replaced(one, other, common)


def _word_replaced(
    one: tuple[str, ...], other: tuple[str, ...], common: frozenset[str]
) -> bool:
    """Whether two long names differ at their end by a common noun.

    The words before must be the same. Words that are nowhere written small may be the
    names of different places or persons; numbers always tell things apart.
    """
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    left, right = one[shared:], other[shared:]
    if shared < _FRAME or not left or not right or max(len(left), len(right)) > 2:
        return False
    if any(_DIGIT.search(word) for word in (*left, *right)):
        return False
    return all(word in common for word in (*left, *right))


def _inside(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether all words of one name stand in the other, in order."""
    rest = iter(long)
    return all(word in rest for word in short)


def _same_stem(one: str, other: str, language: Language) -> bool:
    """Whether two words differ by an affix that keeps a name's meaning, or a slip."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    for prefix in ("", *language.prefixes):
        for suffix in ("", *language.suffixes):
            for affix_free, full in ((one, other), (other, one)):
                if full == prefix + affix_free + suffix:
                    return True
    for a in language.suffixes:
        for b in language.suffixes:
            if (
                one.endswith(a)
                and other.endswith(b)
                and one[: -len(a)] == other[: -len(b)]
            ):
                return True
    return False


def _told_apart(
    first: Sequence[_Name], second: Sequence[_Name], context: Context
) -> bool:
    """Whether the text or the termbase treats two names as different things."""
    for one in first:
        for other in second:
            if one.subject is other.subject and _in_one_sentence(one, other):
                return True
    concepts = [_concepts(names[0], context) for names in (first, second)]
    return all(concepts) and not concepts[0] & concepts[1]


def _in_one_sentence(one: _Name, other: _Name) -> bool:
    start, end = sorted((one.span, other.span))
    between = one.subject.target[start.end : end.start]
    return not re.search(r"[.!?][\s”\"]", between)


def _concepts(name: _Name, context: Context) -> set[str]:
    """The concepts that the termbase has for exactly this name."""
    if context.target_terms is None:
        return set()
    text = name.text
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
