"""Reads titles in context: joins office, rank, body, state and holder into one hit."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from glossary.entries.entry import USABLE_STATUSES, RelationKind, TermHit
from glossary.recognition.recogniser import Recogniser
from glossary.title_phrases.code_phrases import (
    find_numbers,
    find_police_codes,
    find_unknown_acronyms,
)
from glossary.title_phrases.department_synonyms import add_hits_by_synonyms
from glossary.title_phrases.named_bodies import find_named_bodies, find_years
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_chart import PhraseChart
from glossary.title_phrases.phrase_rules import has_rules, read_phrase_rules
from glossary.title_phrases.phrase_words import (
    find_foreign_names,
    find_hit_phrases,
    find_names,
    find_words,
)
from glossary.title_phrases.text_state import (
    OTHER_STATES_ONLY,
    TextState,
    find_state,
    is_ambiguous,
    is_of_own_level,
    prefer_readings_of,
    restore_readings,
)
from glossary.title_phrases.unread_words import (
    is_bare_office,
    is_chair_of_unread_body,
    is_cut_short,
    is_in_name_of_group,
)
from glossary.title_phrases.word_table import STANDALONE_TITLE
from tm.text.locale import Locale

_MAX_TERM_LENGTH = 120
_MIN_HOLDER_LENGTH = 6
_SHOWN_CATEGORIES = frozenset(("title", "body", "area", "district-area"))
_CUT_CATEGORIES = frozenset(("title", "cuc-body", "vu-body", "so-body"))
"""What is withheld before a word of a body that was not read."""
_OFFICE_LANGUAGE = "vi"
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
    words = list(find_words(text, locale.language))
    if not words and len(top_hits) < 2:
        return top_hits
    rules = read_phrase_rules(locale.language)
    hits = add_hits_by_synonyms(text, words, hits, recogniser)
    names = list(find_names(text))
    foreign_names = list(find_foreign_names(text, locale.language))
    found_hits = hits
    all_words = words
    if is_ambiguous(hits, words):
        state = find_state(
            chain(find_hit_phrases(hits, locale.language), words, names),
            *(foreign_names, text),
        )
        if state in (TextState.VIETNAM, TextState.OTHER):
            hits = prefer_readings_of(state, hits, text)
        if state is not TextState.OTHER:
            words = [word for word in words if OTHER_STATES_ONLY not in word.categories]
    top_hits = [hit for hit in hits if not hit.is_nested]
    hits_after_words = _find_hits_after_words(text, words, hits, recogniser)
    hit_phrases = list(find_hit_phrases([*hits, *hits_after_words], locale.language))
    places = {phrase.start for phrase in hit_phrases if "vnplace" in phrase.categories}
    hit_phrases = list(_prefer_offices_held(_drop_deprecated(hit_phrases, words)))
    words, hit_phrases = (
        list(_drop_parts_of_countries(phrases, words, text))
        for phrases in (words, hit_phrases)
    )
    cities = [word for word in words if "vncity-whole" in word.categories]
    names = [
        replace(name, categories=name.categories - {"vnname"})
        if name.start in places
        else name
        for name in names
        if not any(city.start < name.start < city.end for city in cities)
    ]
    chart = PhraseChart.build(
        text,
        [
            *(word for word in words if "acronym" in word.categories),  # Sekjen PBSI
            *hit_phrases,
            *words,
            *names,
            *foreign_names,
            *find_numbers(text),
            *find_years(text),
            *find_named_bodies(text, locale.language),
            *find_police_codes(text),
            *find_unknown_acronyms(
                text, {phrase.start for phrase in (*hit_phrases, *words)}
            ),
        ],
        rules,
        locale.language,
    )
    ends_of_ranks = {word.end for word in words if word.categories & _RANK_CATEGORIES}
    unknown_words = [word for word in words if "unknown" in word.categories]
    chosen_phrases = [
        phrase
        for phrase in _choose_phrases(chart, top_hits)
        # Without its rank, a title would be another one.
        if ("title" not in phrase.categories or phrase.start - 1 not in ends_of_ranks)
        and not any(
            word.start - ("noun" in word.categories) < phrase.start < word.end
            for word in unknown_words
        )
        and not is_chair_of_unread_body(phrase, chart)
        and not is_in_name_of_group(phrase, chart)
    ]
    own_level_phrases = [
        phrase for phrase in (*chosen_phrases, *hit_phrases) if is_of_own_level(phrase)
    ]
    if own_level_phrases and find_state(
        chain(find_hit_phrases(found_hits, locale.language), all_words, names),
        *(foreign_names, text),
    ) in (TextState.OTHER, TextState.FOREIGN_NAMES):
        chosen_phrases = [p for p in chosen_phrases if p not in own_level_phrases]
        own_level_spans = {(p.start, p.end) for p in own_level_phrases}
        top_hits = [
            hit for hit in top_hits if (hit.start, hit.end) not in own_level_spans
        ]
    chosen_hits = [phrase.make_hit(text, locale) for phrase in chosen_phrases]
    covered_spans = [(hit.start, hit.end) for hit in chosen_hits]
    top_spans = {(hit.start, hit.end) for hit in top_hits}
    title_ends = [
        phrase.end
        for phrase in (*chosen_phrases, *hit_phrases)
        if "title" in phrase.categories
        and (phrase.hit is None or (phrase.start, phrase.end) in top_spans)
    ]
    covered_spans += _find_holder_spans(chart, title_ends)
    covered_spans += [
        (word.start, word.end)
        for word in unknown_words  # but a longer term has another meaning again
        if not any(hit.start <= word.start and word.end < hit.end for hit in top_hits)
    ]
    covered_offsets = _mark_offsets(text, covered_spans)
    read_starts = {hit.start for hit in (*top_hits, *chosen_hits)}
    title_spans = {
        (p.start, p.end) for p in hit_phrases if p.categories & _CUT_CATEGORIES
    }
    remaining_hits = [
        hit if found_hits is hits else restore_readings(hit, found_hits)
        for hit in top_hits
        if 1 not in covered_offsets[hit.start : hit.end]
        and not ((hit.start, hit.end) in title_spans and hit.start - 1 in ends_of_ranks)
        and not _is_acronym_of_other_words(text, hit, top_hits)
        and not is_bare_office(
            hit,
            text,
            read_starts,
            locale.language,
            is_title=(hit.start, hit.end) in title_spans,
        )
    ]
    return sorted([*remaining_hits, *chosen_hits], key=lambda hit: hit.start)


def _drop_deprecated(
    phrases: Sequence[TitlePhrase], words: Sequence[TitlePhrase]
) -> Iterator[TitlePhrase]:
    """Drop the deprecated readings of offices that are words: `Staf Ahli Bupati`."""
    spans = {(word.start, word.end) for word in words if "title" in word.categories}
    for phrase in phrases:
        if (
            (phrase.start, phrase.end) not in spans
            or phrase.hit is None
            or phrase.hit.term.shared
            or phrase.hit.term.status in USABLE_STATUSES
        ):
            yield phrase


def _drop_parts_of_countries(
    phrases: Sequence[TitlePhrase], words: Sequence[TitlePhrase], text: str
) -> Iterator[TitlePhrase]:
    """Drop the countries before a direction: `Vietnam Selatan` is another one."""
    direction_starts = {
        word.start
        for word in words
        if "direction" in word.categories and text[word.start].isupper()
    }
    for phrase in phrases:
        if "country" not in phrase.categories or (
            phrase.end + 1 not in direction_starts
        ):
            yield phrase


def _prefer_offices_held(phrases: Iterable[TitlePhrase]) -> Iterator[TitlePhrase]:
    """Mark the readings of titles that are offices of the person named after them."""
    phrases = list(phrases)
    offices_by_start: dict[int, set[str]] = {}
    for phrase in phrases:
        if phrase.hit is not None and "person" in phrase.categories:
            offices_by_start.setdefault(phrase.start, set()).update(
                relation.concept
                for relation in phrase.hit.entry.relations
                if relation.kind is RelationKind.OFFICE_HELD
            )
    for phrase in phrases:
        if phrase.id in offices_by_start.get(phrase.end + 1, ()):
            yield replace(phrase, categories=phrase.categories | {"context"})
        else:
            yield phrase


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
    marks = bytearray(len(text) + 1)
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _shift_hit(hit: TermHit, offset: int) -> TermHit:
    return hit._replace(
        start=hit.start + offset,
        end=hit.end + offset,
        other_readings=tuple(_shift_hit(other, offset) for other in hit.other_readings),
        parts=tuple(_shift_hit(part, offset) for part in hit.parts),
    )


def _choose_phrases(
    chart: PhraseChart, top_hits: Sequence[TermHit]
) -> Iterator[TitlePhrase]:
    """Choose the longest phrases without overlaps that say more than the hits do."""
    phrases = sorted(
        (
            phrase
            for phrases in chart.phrases_by_start.values()
            for phrase in phrases
            if phrase.hit is None
            and _SHOWN_CATEGORIES & phrase.categories
            and _is_title(phrase, top_hits)
            and not is_cut_short(phrase, chart)
        ),
        key=lambda phrase: (phrase.start - phrase.end, phrase.priority, phrase.start),
    )
    taken_spans: list[tuple[int, int]] = []
    for phrase in phrases:
        if any(phrase.start < end and start < phrase.end for start, end in taken_spans):
            continue
        overlapping_hits = [
            hit for hit in top_hits if hit.start < phrase.end and phrase.start < hit.end
        ]
        if any(_is_better(hit, phrase) for hit in overlapping_hits):
            taken_spans += [(hit.start, hit.end) for hit in overlapping_hits]
            continue
        taken_spans.append((phrase.start, phrase.end))
        yield phrase


def _is_title(phrase: TitlePhrase, top_hits: Sequence[TermHit]) -> bool:
    """Whether a phrase is a whole title: joined, alone, or with the rank of a hit."""
    return (
        len(phrase.parts) > 1
        or STANDALONE_TITLE in phrase.categories
        or any(part.hit for part in phrase.parts)
        or phrase.rank >= 0
        or any(
            phrase.start <= hit.start
            and hit.end <= phrase.end
            and hit.end - hit.start < phrase.end - phrase.start
            for hit in top_hits
        )
    )


def _is_better(hit: TermHit, phrase: TitlePhrase) -> bool:
    """Whether a hit of the termbase is a better reading than a phrase."""
    if hit.match_kind == "coordination":
        # Of two titles that share a word, none may be lost, unless it is one word.
        return phrase.rank >= 0 or phrase.end < hit.end
    if (hit.start, hit.end) != (phrase.start, phrase.end):
        return hit.end - hit.start > phrase.end - phrase.start
    return "context" not in phrase.categories and not _says_more(phrase, hit)


def _says_more(phrase: TitlePhrase, hit: TermHit) -> bool:
    """Whether a phrase has more words than a hit of the same span."""
    language = _OFFICE_LANGUAGE
    phrase_text = phrase.texts_by_language.get(language, ("",))[0].lower()
    hit_texts = hit.entry.list_preferred_texts(Locale.parse(language))
    return bool(hit_texts) and phrase_text.startswith(hit_texts[0].lower() + " ")


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
        words_match.start() < other.end <= words_match.end() for other in top_hits
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
            and phrase.end - phrase.start >= _MIN_HOLDER_LENGTH
        ]
        if person_ends:
            yield title_end + 1, max(person_ends)
