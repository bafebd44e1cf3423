"""Titles before the names of persons: `Wakil Menteri Luar Negeri Dang Hoang Giang`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.engine.unit import Context, Unit
from checks.text.capitalised_phrases import cached_capitalised_phrases
from checks.text.language_words import Language
from checks.titles.contradicting_titles import TitleWords
from glossary.entries.entry import PERSON_FIELD, ConceptEntry, TermHit
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Span
from tm.text.normal import fold_text
from tm.text.word_pattern import LETTERS_PATTERN

_NAME_WORD_COUNTS = range(2, 5)
"""How many words a person's name may have."""
_FOLLOWING_NAME_PATTERN = re.compile(r" ((?:[^\W\d_a-z]\w+ ){1,3}[^\W\d_a-z]\w+)")
_NAME_AFTER_COMMA_PATTERN = re.compile(rf",{_FOLLOWING_NAME_PATTERN.pattern}")
_MAX_PHRASE_WORDS = 25
"""The longest phrase in words; a longer one is a heading in capitals."""


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named with a title."""

    unit: Unit
    title_span: Span
    name_span: Span
    is_former: bool
    """Whether a word before the title says that it is not held: `mantan`, `calon`."""
    concepts: tuple[ConceptEntry, ...]
    """The concepts of the termbase that have exactly this title as a term."""

    @property
    def title_text(self) -> str:
        """The title as the target writes it."""
        return self.title_span.of(self.unit.target)

    @property
    def name_text(self) -> str:
        """The name as the target writes it."""
        return self.name_span.of(self.unit.target)

    @property
    def title_words(self) -> TitleWords:
        """The words of the title in lower case."""
        return split_lower_words(self.title_text)

    @property
    def folded_name_words(self) -> TitleWords:
        """The words of the name without diacritics, in lower case."""
        return tuple(fold_text(self.name_text).split())


def split_lower_words(text: str) -> TitleWords:
    """Split a title into words in lower case, for comparison."""
    return tuple(text.lower().split())


def find_person_mentions(unit: Unit, context: Context) -> Iterator[PersonMention]:
    """Find the persons of a target that have a title right before their name."""
    text = unit.target
    hits: Sequence[TermHit] = ()
    if context.terms.target_finder is not None:
        hits = context.terms.target_finder.find(text, includes_wrong_forms=True)
    seen_name_starts: set[int] = set()
    for title_span, name_span in (
        *_find_titled_names(text, hits, context),
        *_find_names_after_terms(text, hits),
    ):
        if name_span.start in seen_name_starts or _is_place_or_body(name_span, hits):
            continue
        seen_name_starts.add(name_span.start)
        concepts = [
            reading.entry
            for hit in hits
            if Span(hit.start, hit.end) == title_span
            for reading in (hit, *hit.other_readings)
        ]
        is_former = _has_former_word_before(text, title_span.start, context.language)
        yield PersonMention(unit, title_span, name_span, is_former, tuple(concepts))


def _find_titled_names(
    text: str, hits: Sequence[TermHit], context: Context
) -> Iterator[tuple[Span, Span]]:
    """Find capitalised phrases that consist of a title and a name."""
    language, office_holders = context.language, context.terms.office_holders
    surnames = read_person_name_data().surnames
    hit_ends = {hit.end for hit in hits}
    for phrase in cached_capitalised_phrases(text, language, context.cache):
        words = phrase.words
        if not 2 < len(words) <= _MAX_PHRASE_WORDS:
            continue
        word_starts = _find_word_starts(text, phrase.span, words)
        for name_word_index in range(
            max(1, len(words) - _NAME_WORD_COUNTS[-1]), len(words) - 1
        ):
            name_span = Span(word_starts[name_word_index], phrase.span.end)
            is_known_person = (
                office_holders is not None
                and office_holders.find_persons(name_span.of(text))
            )
            if (
                not is_known_person
                and fold_text(words[name_word_index]) not in surnames
                and word_starts[name_word_index] - 1 not in hit_ends
            ):
                continue
            if any(hit.start == name_span.start for hit in _select_places(hits)):
                continue  # a country before the name: Perdana Menteri Vietnam Pham …
            title_word_index = _find_title_word_index(
                words[:name_word_index], phrase.starts_sentence, language
            )
            if title_word_index is not None and not _cannot_be_person(
                words, name_word_index, language
            ):
                title_span = Span(
                    word_starts[title_word_index], word_starts[name_word_index] - 1
                )
                yield _strip_place(title_span, text, hits), name_span
                break


def _is_place(entry: ConceptEntry) -> bool:
    from glossary.titles.title_rules import is_place  # only for terms of a termbase

    return is_place(entry)


def _select_places(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    return (hit for hit in hits if _is_place(hit.entry))


def _strip_place(title_span: Span, text: str, hits: Sequence[TermHit]) -> Span:
    """Strip the place at the end of a title, unless the termbase has both together."""
    if any(Span(hit.start, hit.end) == title_span for hit in hits):
        return title_span
    for hit in _select_places(hits):
        if hit.end == title_span.end and title_span.start < hit.start:
            return Span(title_span.start, len(text[: hit.start].rstrip()))
    return title_span


def _find_title_word_index(
    words: Sequence[str], starts_sentence: bool, language: Language
) -> int | None:
    """Find the index of the word that begins the title before a name."""
    office_words = language.office_words | language.deputy_words
    office_word_indexes = [
        word_index
        for word_index, word in enumerate(words)
        if word.lower() in office_words
    ]
    if not office_word_indexes:
        return None
    if not language.puts_offices_last:
        # After another person: `Menteri Pertahanan A dan Menteri Luar Negeri B`.
        return next(
            (
                word_index
                for word_index in reversed(office_word_indexes)
                if words[word_index - 1].lower() in language.name_connectors
            ),
            office_word_indexes[0],
        )
    starts_with_function_word = (
        starts_sentence and words[0].lower() in language.function_words
    )
    return 1 if starts_with_function_word else 0


def _cannot_be_person(
    words: Sequence[str], name_word_index: int, language: Language
) -> bool:
    """Whether the words from an index on cannot be the name of a person."""
    if any(word in language.name_connectors for word in words[name_word_index:]):
        return True
    preceding_word = words[name_word_index - 1].lower()
    return (
        preceding_word in language.place_type_words
        or preceding_word in language.name_connectors
    )


def _find_word_starts(text: str, phrase_span: Span, words: Sequence[str]) -> list[int]:
    word_starts, offset = [], phrase_span.start
    for word in words:
        offset = text.index(word, offset)
        word_starts.append(offset)
        offset += len(word)
    return word_starts


def _find_names_after_terms(
    text: str, hits: Sequence[TermHit]
) -> Iterator[tuple[Span, Span]]:
    """Find terms that a Vietnamese name follows, for titles in lower case.

    A place and a comma may stand between them: `Presiden Vietnam, Luong Cuong`.
    """
    surnames = read_person_name_data().surnames
    place_end_by_start = {hit.start: hit.end for hit in _select_places(hits)}
    for hit in hits:
        if _is_place(hit.entry):
            continue
        place_end = place_end_by_start.get(hit.end + 1, hit.end)
        name_match = _FOLLOWING_NAME_PATTERN.match(
            text, hit.end
        ) or _NAME_AFTER_COMMA_PATTERN.match(text, place_end)
        if name_match and fold_text(name_match[1].split()[0]) in surnames:
            yield Span(hit.start, hit.end), Span(*name_match.span(1))


def _is_place_or_body(name_span: Span, hits: Sequence[TermHit]) -> bool:
    """Whether the name is part of a term that is not a person."""
    return any(
        hit.start <= name_span.start
        and name_span.end <= hit.end
        and hit.entry.subject_field != PERSON_FIELD
        for hit in hits
    )


def _has_former_word_before(text: str, title_start: int, language: Language) -> bool:
    preceding_words = LETTERS_PATTERN.findall(
        text[max(0, title_start - 30) : title_start].lower()
    )
    return not language.former_words.isdisjoint(preceding_words[-2:])
