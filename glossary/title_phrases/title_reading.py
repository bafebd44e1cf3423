"""Reads titles in context: joins office, rank, body, state and holder into one hit."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain

from glossary.entries.entry import TermHit
from glossary.recognition.recogniser import Recogniser
from glossary.title_phrases.code_phrases import (
    find_numbers,
    find_police_codes,
    find_unknown_acronyms,
)
from glossary.title_phrases.country_of_offices import (
    OTHER_STATES_ONLY,
    CountryOfOffices,
    find_country_of_offices,
    has_ambiguous_offices,
    is_of_own_level,
    prefer_readings_of_country,
    restore_readings,
)
from glossary.title_phrases.department_synonyms import add_hits_by_synonyms
from glossary.title_phrases.named_bodies import find_named_bodies, find_years
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_chart import PhraseChart
from glossary.title_phrases.phrase_choice import (
    add_categories_of_words,
    choose_phrases,
    drop_deprecated_offices,
    drop_parts_of_countries,
    mark_offices_held,
)
from glossary.title_phrases.phrase_rules import has_rules, read_phrase_rules
from glossary.title_phrases.phrase_words import (
    find_foreign_names,
    find_hit_phrases,
    find_title_words,
    find_vietnamese_names,
)
from glossary.title_phrases.unread_words import (
    is_chair_of_unread_body,
    is_in_name_of_group,
    is_office_before_unread_word,
)

_MAX_TERM_LENGTH = 120
"""How many characters after a word of a title are searched for a term."""
_MIN_HOLDER_NAME_LENGTH = 6
"""The fewest characters of the name of a person who holds an office."""
_WITHHELD_CATEGORIES = frozenset(("title", "cuc-body", "vu-body", "so-body"))
"""What is withheld before a word of a body that was not read."""
_RANK_CATEGORIES = frozenset(("rank-vice", "acting", "candidate"))


def find_titles_in_context(
    recogniser: Recogniser,
    text: str,
    *,
    includes_forbidden: bool = False,
    includes_nested: bool = False,
) -> list[TermHit]:
    """Find the terms in a text like `Recogniser.find`, and read titles in context."""
    hits = recogniser.find(
        text, includes_forbidden=includes_forbidden, includes_nested=True
    )
    if not any(recogniser.lexicon.reading_counts):
        return hits  # without a termbase there are no titles either
    terms_and_titles = read_titles(text, hits, recogniser)
    if not includes_nested:
        return terms_and_titles
    return sorted(
        [*terms_and_titles, *(hit for hit in hits if hit.is_nested)],
        key=lambda hit: (hit.start, -hit.end, hit.is_nested),
    )


def read_titles(
    text: str, hits: Sequence[TermHit], recogniser: Recogniser
) -> list[TermHit]:
    """Join the hits of a text that are one title, and read each title in context.

    `hits` are those of the recogniser in the order of the text, nested ones included;
    the hits returned have none inside others. A joined hit has its parts.
    """
    locale = recogniser.locale
    top_hits = [hit for hit in hits if not hit.is_nested]
    if not has_rules(locale.language):
        return top_hits
    words = list(find_title_words(text, locale.language))
    if not words and len(top_hits) < 2:
        return top_hits
    return _TitleReader(text, words, hits, recogniser).read()


class _TitleReader:
    """Reads the titles of one text."""

    def __init__(
        self,
        text: str,
        words: list[TitlePhrase],
        hits: Sequence[TermHit],
        recogniser: Recogniser,
    ) -> None:
        self._text, self._locale = text, recogniser.locale
        self._found_words = words
        self._found_hits = add_hits_by_synonyms(text, words, hits, recogniser)
        self._names = list(find_vietnamese_names(text))
        self._foreign_names = list(find_foreign_names(text, self._locale.language))
        self._words, self._hits = self._choose_readings()
        self._top_hits = [hit for hit in self._hits if not hit.is_nested]
        hits_after_words = _find_hits_after_words(
            text, self._words, self._hits, recogniser
        )
        hit_phrases = find_hit_phrases(
            [*self._hits, *hits_after_words], self._locale.language
        )
        self._hit_phrases = list(add_categories_of_words(hit_phrases, self._words))
        self._drop_other_meanings()

    def _choose_readings(self) -> tuple[list[TitlePhrase], Sequence[TermHit]]:
        """Choose the words and readings that fit the country of the offices."""
        words, hits = self._found_words, self._found_hits
        if not has_ambiguous_offices(hits, words):
            return words, hits
        country = self._find_country_of_offices()
        if country in (CountryOfOffices.VIETNAM, CountryOfOffices.OTHER):
            hits = prefer_readings_of_country(country, hits, self._text)
        if country is not CountryOfOffices.OTHER:
            words = [word for word in words if OTHER_STATES_ONLY not in word.categories]
        return words, hits

    def _find_country_of_offices(self) -> CountryOfOffices:
        """Find whose offices the text is about, by all that was found in it."""
        hit_phrases = find_hit_phrases(self._found_hits, self._locale.language)
        return find_country_of_offices(
            chain(hit_phrases, self._found_words, self._names),
            *(self._foreign_names, self._text),
        )

    def _drop_other_meanings(self) -> None:
        """Drop words, hits and names that mean something else where they stand."""
        place_starts = {
            phrase.start
            for phrase in self._hit_phrases
            if "vnplace" in phrase.categories
        }
        hit_phrases = mark_offices_held(
            drop_deprecated_offices(self._hit_phrases, self._words)
        )
        words = self._words
        self._words = list(drop_parts_of_countries(words, words, self._text))
        self._hit_phrases = list(
            drop_parts_of_countries(list(hit_phrases), words, self._text)
        )
        cities = [word for word in self._words if "vncity-whole" in word.categories]
        self._names = [
            replace(name, categories=name.categories - {"vnname"})
            if name.start in place_starts
            else name
            for name in self._names
            if not any(city.start < name.start < city.end for city in cities)
        ]

    def read(self) -> list[TermHit]:
        """Read the hits of the text, with titles joined, in their order."""
        chart = self._build_chart()
        ends_of_ranks = {
            word.end for word in self._words if word.categories & _RANK_CATEGORIES
        }
        phrases = self._drop_titles_of_own_level(
            list(self._choose_phrases(chart, ends_of_ranks))
        )
        chosen_hits = [phrase.make_hit(self._text, self._locale) for phrase in phrases]
        remaining_hits = self._list_remaining_hits(
            chosen_hits, self._find_covered_spans(chart, phrases), ends_of_ranks
        )
        return sorted([*remaining_hits, *chosen_hits], key=lambda hit: hit.start)

    def _build_chart(self) -> PhraseChart:
        """Build the chart of all phrases that rules make of what the text has."""
        text, language = self._text, self._locale.language
        starts = {phrase.start for phrase in (*self._hit_phrases, *self._words)}
        return PhraseChart.build(
            text,
            [
                # First the acronyms: Sekjen PBSI
                *(word for word in self._words if "acronym" in word.categories),
                *self._hit_phrases,
                *self._words,
                *self._names,
                *self._foreign_names,
                *find_numbers(text),
                *find_years(text),
                *find_named_bodies(text, language),
                *find_police_codes(text),
                *find_unknown_acronyms(text, starts),
            ],
            read_phrase_rules(language),
            language,
        )

    def _choose_phrases(
        self, chart: PhraseChart, ends_of_ranks: Set[int]
    ) -> Iterator[TitlePhrase]:
        """Choose the titles of the chart that are not cut short."""
        unknown_words = self._list_unknown_words()
        for phrase in choose_phrases(chart, self._top_hits):
            # Without its rank, a title would be another one.
            if "title" in phrase.categories and phrase.start - 1 in ends_of_ranks:
                continue
            if not (
                any(
                    word.start - ("noun" in word.categories) < phrase.start < word.end
                    for word in unknown_words
                )
                or is_chair_of_unread_body(phrase, chart)
                or is_in_name_of_group(phrase, chart)
            ):
                yield phrase

    def _list_unknown_words(self) -> list[TitlePhrase]:
        return [word for word in self._words if "unknown" in word.categories]

    def _drop_titles_of_own_level(
        self, chosen_phrases: list[TitlePhrase]
    ) -> list[TitlePhrase]:
        """Drop titles of Vietnam's own levels if the text is about another state."""
        own_level_phrases = [
            phrase
            for phrase in (*chosen_phrases, *self._hit_phrases)
            if is_of_own_level(phrase)
        ]
        if not own_level_phrases or self._find_country_of_offices() not in (
            CountryOfOffices.OTHER,
            CountryOfOffices.FOREIGN_NAMES,
        ):
            return chosen_phrases
        own_level_spans = {(phrase.start, phrase.end) for phrase in own_level_phrases}
        self._top_hits = [
            hit for hit in self._top_hits if (hit.start, hit.end) not in own_level_spans
        ]
        return [phrase for phrase in chosen_phrases if phrase not in own_level_phrases]

    def _find_covered_spans(
        self, chart: PhraseChart, phrases: Sequence[TitlePhrase]
    ) -> Iterator[tuple[int, int]]:
        """Find the spans of titles, their holders and unknown words."""
        top_spans = {(hit.start, hit.end) for hit in self._top_hits}
        title_ends = []
        for phrase in phrases:
            yield phrase.start, phrase.end
        for phrase in (*phrases, *self._hit_phrases):
            if "title" in phrase.categories and (
                phrase.hit is None or (phrase.start, phrase.end) in top_spans
            ):
                title_ends.append(phrase.end)
        yield from _find_holder_spans(chart, title_ends)
        for word in self._list_unknown_words():
            # A longer term has another meaning again.
            if not any(
                hit.start <= word.start and word.end < hit.end for hit in self._top_hits
            ):
                yield word.start, word.end

    def _list_remaining_hits(
        self,
        chosen_hits: Sequence[TermHit],
        covered_spans: Iterable[tuple[int, int]],
        ends_of_ranks: Set[int],
    ) -> list[TermHit]:
        """List the hits outside covered spans, without titles that are cut short."""
        text, top_hits = self._text, self._top_hits
        covered_offsets = _mark_offsets(text, covered_spans)
        read_starts = {hit.start for hit in (*top_hits, *chosen_hits)}
        title_spans = {
            (phrase.start, phrase.end)
            for phrase in self._hit_phrases
            if phrase.categories & _WITHHELD_CATEGORIES
        }
        return [
            hit
            if self._found_hits is self._hits
            else restore_readings(hit, self._found_hits)
            for hit in top_hits
            if 1 not in covered_offsets[hit.start : hit.end]
            and not (
                (hit.start, hit.end) in title_spans and hit.start - 1 in ends_of_ranks
            )
            and not _is_acronym_of_other_words(text, hit, top_hits)
            and not is_office_before_unread_word(
                hit,
                text,
                read_starts,
                self._locale.language,
                is_title=(hit.start, hit.end) in title_spans,
            )
        ]


def _find_hits_after_words(
    text: str,
    words: Sequence[TitlePhrase],
    hits: Sequence[TermHit],
    recogniser: Recogniser,
) -> Iterator[TermHit]:
    """Find the terms that begin after a word of a title but overlap a longer term.

    `Komite Partai Pemerintah` begins inside `Sekretaris Komite Partai`.
    """
    starts = {word.end + 1 for word in words if text[word.end : word.end + 1] == " "}
    inner_offsets = _mark_offsets(text, ((hit.start + 1, hit.end) for hit in hits))
    for start in sorted(starts):
        if inner_offsets[start]:
            for hit in recogniser.find(
                text[start : start + _MAX_TERM_LENGTH], includes_nested=True
            ):
                if hit.start == 0:
                    yield _shift_hit(hit, start)


def _mark_offsets(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Mark the offsets of a text that lie in one of some spans by 1."""
    offset_marks = bytearray(len(text) + 1)
    for start, end in spans:
        offset_marks[start:end] = b"\1" * (end - start)
    return offset_marks


def _shift_hit(hit: TermHit, offset: int) -> TermHit:
    return hit._replace(
        start=hit.start + offset,
        end=hit.end + offset,
        other_readings=tuple(
            _shift_hit(other_reading, offset) for other_reading in hit.other_readings
        ),
        parts=tuple(_shift_hit(part, offset) for part in hit.parts),
    )


def _is_acronym_of_other_words(
    text: str, hit: TermHit, top_hits: Sequence[TermHit]
) -> bool:
    """Whether a hit in brackets is the acronym of words that are no term.

    The `PM` of `Pemberdayaan Masyarakat (PM)` is no Prime Minister.
    """
    acronym = text[hit.start : hit.end]
    if not acronym.isupper() or text[hit.start - 1 : hit.start] != "(":
        return False
    words_match = re.search(rf"((?:\w+ ){{{len(acronym)}}})\($", text[: hit.start])
    if words_match is None or any(
        words_match.start() < other_hit.end <= words_match.end()
        for other_hit in top_hits
    ):
        return False
    return "".join(word[0] for word in words_match[1].split()) == acronym


def _find_holder_spans(
    chart: PhraseChart, title_ends: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Find the names of persons after titles, in which no place is meant."""
    for title_end in title_ends:
        following_phrases = chart.phrases_by_start.get(title_end + 1, ())
        if any(
            phrase.categories & {"person", "vnplace"} for phrase in following_phrases
        ):
            continue  # a hit of its own
        for phrase in following_phrases:
            if "monarch" in phrase.categories:
                yield phrase.start, phrase.end  # a given name: `Menteri Raja Juli`
        person_ends = [
            phrase.end
            for phrase in following_phrases
            if "vnperson" in phrase.categories
            and phrase.end - phrase.start >= _MIN_HOLDER_NAME_LENGTH
        ]
        if person_ends:
            yield title_end + 1, max(person_ends)
