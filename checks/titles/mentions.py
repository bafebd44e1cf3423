"""Titles before the names of persons: `Wakil Menteri Luar Negeri Dang Hoang Giang`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.engine.unit import Context, Unit
from checks.text.capitalised import phrases
from checks.text.language import Language
from glossary.entries.entry import PERSON, ConceptEntry, TermHit
from glossary.forms.language import language_data
from glossary.titles.titles_with_places import is_place
from tm.finding import Span
from tm.text.normal import folded

_LENGTHS = range(2, 5)
"""How many words a name has whose bearer is told from others."""
_NAME_AFTER = re.compile(r" ((?:[^\W\d_a-z]\w+ ){1,3}[^\W\d_a-z]\w+)")
_LONGEST = 25
"""Words; what is longer is a heading in capitals."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named with a title."""

    subject: Unit
    title: Span
    name: Span
    former: bool
    """Whether the title is said to be held no more."""
    concepts: tuple[ConceptEntry, ...]
    """What the termbase has for exactly this title; none if it has nothing."""

    @property
    def title_text(self) -> str:
        """The title as it is written."""
        return self.title.of(self.subject.target)

    @property
    def name_text(self) -> str:
        """The name as it is written."""
        return self.name.of(self.subject.target)

    @property
    def words(self) -> Words:
        """The words of the title, in small letters."""
        return title_words(self.title_text)

    @property
    def person(self) -> Words:
        """The words of the name, without marks and case: whoever bears it."""
        return tuple(folded(self.name_text).split())


def title_words(text: str) -> Words:
    """The words of a title as titles are compared."""
    return tuple(text.lower().split())


def mentions(unit: Unit, context: Context) -> Iterator[Mention]:
    """The persons that a target names with a title right before the name."""
    text = unit.target
    hits: Sequence[TermHit] = ()
    if context.terms.target_finder is not None:
        hits = context.terms.target_finder.find(text, include_wrong=True)
    seen: set[int] = set()
    for title, name in (*_in_phrases(text, hits, context), *_after_terms(text, hits)):
        if name.start in seen or _is_other(name, hits):
            continue
        seen.add(name.start)
        concepts = [
            reading.entry
            for hit in hits
            if Span(hit.start, hit.end) == title
            for reading in (hit, *hit.others)
        ]
        former = _is_former(text, title.start, context.language)
        yield Mention(unit, title, name, former, tuple(concepts))


def _in_phrases(
    text: str, hits: Sequence[TermHit], context: Context
) -> Iterator[tuple[Span, Span]]:
    """Capitalised phrases that are a title and a name, each with its place."""
    language, persons = context.language, context.terms.persons
    surnames = language_data("vi").surnames
    ends = {hit.end for hit in hits}
    for phrase in phrases(text, language):
        words = phrase.words
        if not 2 < len(words) <= _LONGEST:
            continue
        places = _places(text, phrase.span, words)
        for name_start in range(max(1, len(words) - _LENGTHS[-1]), len(words) - 1):
            name = Span(places[name_start], phrase.span.end)
            is_known_person = persons is not None and persons.persons_named(
                name.of(text)
            )
            if (
                not is_known_person
                and folded(words[name_start]) not in surnames
                and places[name_start] - 1 not in ends
            ):
                continue
            if any(hit.start == name.start for hit in _places_of(hits)):
                continue  # of what country he is: Perdana Menteri Vietnam Pham …
            start = _title_start(words[:name_start], phrase.starts_sentence, language)
            if start is not None and not _is_no_person(words, name_start, language):
                title = Span(places[start], places[name_start] - 1)
                yield _without_place(title, text, hits), name
                break


def _places_of(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    return (hit for hit in hits if is_place(hit.entry))


def _without_place(title: Span, text: str, hits: Sequence[TermHit]) -> Span:
    """A title without the place behind it, where the termbase has not the whole."""
    if any(Span(hit.start, hit.end) == title for hit in hits):
        return title
    for hit in _places_of(hits):
        if hit.end == title.end and title.start < hit.start:
            return Span(title.start, len(text[: hit.start].rstrip()))
    return title


def _title_start(
    words: Sequence[str], starts_sentence: bool, language: Language
) -> int | None:
    """Where in the words before a name its title begins, if there is one."""
    title_words = language.offices | language.deputies
    places = [index for index, word in enumerate(words) if word.lower() in title_words]
    if not places:
        return None
    if not language.offices_last:
        return places[0]
    opens = starts_sentence and words[0].lower() in language.function_words
    return 1 if opens else 0


def _is_no_person(words: Sequence[str], name_start: int, language: Language) -> bool:
    """Whether what begins at a word is no name of a person."""
    if any(word in language.connectors for word in words[name_start:]):
        return True
    word_before = words[name_start - 1].lower()
    return word_before in language.place_heads or word_before in language.connectors


def _places(text: str, span: Span, words: Sequence[str]) -> list[int]:
    places, position = [], span.start
    for word in words:
        position = text.index(word, position)
        places.append(position)
        position += len(word)
    return places


def _after_terms(text: str, hits: Sequence[TermHit]) -> Iterator[tuple[Span, Span]]:
    """Terms that a Vietnamese name follows, where titles are not in capitals."""
    surnames = language_data("vi").surnames
    for hit in hits:
        if is_place(hit.entry):
            continue
        match = _NAME_AFTER.match(text, hit.end)
        if match and folded(match[1].split()[0]) in surnames:
            yield Span(hit.start, hit.end), Span(*match.span(1))


def _is_other(name: Span, hits: Sequence[TermHit]) -> bool:
    """Whether the termbase knows the name as that of a place or a body."""
    return any(
        hit.start <= name.start
        and name.end <= hit.end
        and hit.entry.subject_field != PERSON
        for hit in hits
    )


def _is_former(text: str, start: int, language: Language) -> bool:
    words = re.findall(r"[^\W\d_]+", text[max(0, start - 30) : start].lower())
    return not language.former.isdisjoint(words[-2:])
