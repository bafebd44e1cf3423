"""Chooses phrases: those that a chart is built of, and the titles among its phrases."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from glossary.entries.entry import USABLE_STATUSES, RelationKind, TermHit
from glossary.title_phrases.phrase import TitlePhrase
from glossary.title_phrases.phrase_chart import PhraseChart
from glossary.title_phrases.unread_words import is_cut_short
from glossary.title_phrases.word_table import STANDALONE_TITLE
from glossary.titles.title_rules import is_place
from tm.text.locale import Locale

_CHOSEN_CATEGORIES = frozenset(("title", "body", "area", "district-area"))
"""Only phrases of these categories are reported."""
_OFFICE_LANGUAGE = "vi"
_OFFICE_LOCALE = Locale.parse(_OFFICE_LANGUAGE)


def drop_deprecated_offices(
    phrases: Sequence[TitlePhrase], words: Sequence[TitlePhrase]
) -> Iterator[TitlePhrase]:
    """Drop the deprecated readings of offices that are words: `Staf Ahli Bupati`."""
    word_spans = {
        (word.start, word.end) for word in words if "title" in word.categories
    }
    for phrase in phrases:
        if (
            (phrase.start, phrase.end) not in word_spans
            or phrase.hit is None
            or phrase.hit.term.shared
            or phrase.hit.term.status in USABLE_STATUSES
        ):
            yield phrase


def drop_parts_of_countries(
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


def mark_offices_held(phrases: Iterable[TitlePhrase]) -> Iterator[TitlePhrase]:
    """Mark the readings of titles that are offices of the person named after them."""
    phrases = list(phrases)
    office_ids_by_start: dict[int, set[str]] = {}
    for phrase in phrases:
        if phrase.hit is not None and "person" in phrase.categories:
            office_ids_by_start.setdefault(phrase.start, set()).update(
                relation.concept
                for relation in phrase.hit.entry.relations
                if relation.kind is RelationKind.OFFICE_HELD
            )
    for phrase in phrases:
        if phrase.id in office_ids_by_start.get(phrase.end + 1, ()):
            yield replace(phrase, categories=phrase.categories | {"context"})
        else:
            yield phrase


def add_categories_of_words(
    hit_phrases: Iterable[TitlePhrase], words: Sequence[TitlePhrase]
) -> Iterator[TitlePhrase]:
    """Give titles of the termbase the categories of words for the same office.

    So rules compose with the term that a termbase has for a word: `Đại sứ Indonesia`
    is “Dubes Indonesia” where “Dubes” is the term for `Đại sứ`.
    """
    for phrase in hit_phrases:
        word = next((word for word in words if _is_same_office(word, phrase)), None)
        yield (
            phrase
            if word is None
            else replace(phrase, categories=phrase.categories | word.categories)
        )


def choose_phrases(
    chart: PhraseChart, top_hits: Sequence[TermHit]
) -> Iterator[TitlePhrase]:
    """Choose the longest phrases without overlaps that say more than the hits do."""
    phrases = sorted(
        (
            phrase
            for phrases in chart.phrases_by_start.values()
            for phrase in phrases
            if phrase.hit is None
            and _CHOSEN_CATEGORIES & phrase.categories
            and _is_title(phrase, top_hits)
            and not is_cut_short(phrase, chart)
        ),
        key=lambda phrase: (phrase.start - phrase.end, phrase.priority, phrase.start),
    )
    covered_spans: list[tuple[int, int]] = []
    for phrase in phrases:
        if any(
            phrase.start < end and start < phrase.end for start, end in covered_spans
        ):
            continue
        overlapping_hits = [
            hit for hit in top_hits if hit.start < phrase.end and phrase.start < hit.end
        ]
        if any(_is_better_reading(hit, phrase) for hit in overlapping_hits):
            covered_spans += [(hit.start, hit.end) for hit in overlapping_hits]
            continue
        covered_spans.append((phrase.start, phrase.end))
        stored_term_hits = [
            hit for hit in overlapping_hits if _is_stored_term_of_office(hit, phrase)
        ]
        yield replace(phrase, hit=stored_term_hits[0]) if stored_term_hits else phrase


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


def _is_better_reading(hit: TermHit, phrase: TitlePhrase) -> bool:
    """Whether a hit of the termbase is a better reading than a phrase."""
    if hit.match_kind == "coordination":
        # Of two titles that share a word, none may be lost, unless it is one word.
        return phrase.rank >= 0 or phrase.end < hit.end
    if (hit.start, hit.end) != (phrase.start, phrase.end):
        return hit.end - hit.start > phrase.end - phrase.start
    return "context" not in phrase.categories and not _has_more_words(phrase, hit)


def _is_same_office(word: TitlePhrase, phrase: TitlePhrase) -> bool:
    """Whether a word is the title of a phrase in the same place and in Vietnamese."""
    return (
        (word.start, word.end) == (phrase.start, phrase.end)
        and "title" in word.categories & phrase.categories
        and _has_office_name(
            word, *phrase.texts_by_language.get(_OFFICE_LANGUAGE, ("",))[:1]
        )
    )


def _has_office_name(phrase: TitlePhrase, office_name: str) -> bool:
    """Whether the first Vietnamese text of a phrase is an office, whatever its case."""
    office_text = phrase.texts_by_language.get(_OFFICE_LANGUAGE, ("",))[0]
    return office_text.lower() == office_name.lower() != ""


def _is_stored_term_of_office(hit: TermHit, phrase: TitlePhrase) -> bool:
    """Whether a hit is the termbase's own term for the office that a phrase names."""
    office_texts = hit.entry.list_preferred_texts(_OFFICE_LOCALE)
    return (
        (hit.start, hit.end) == (phrase.start, phrase.end)
        and not hit.entry.composed
        and bool(office_texts)
        and _has_office_name(phrase, office_texts[0])
    )


def _has_more_words(phrase: TitlePhrase, hit: TermHit) -> bool:
    """Whether a phrase has more words than a hit of the same span."""
    if _is_longer_form_of_hit(phrase, hit):
        return False
    phrase_text = phrase.texts_by_language.get(_OFFICE_LANGUAGE, ("",))[0].lower()
    hit_texts = hit.entry.list_preferred_texts(_OFFICE_LOCALE)
    return bool(hit_texts) and phrase_text.startswith(hit_texts[0].lower() + " ")


def _is_longer_form_of_hit(phrase: TitlePhrase, hit: TermHit) -> bool:
    """Whether a phrase adds only a general word that a form of the entry has, too.

    «Thủ tướng Chính phủ» is a form of «Thủ tướng», and means “Perdana Menteri”, not
    “Perdana Menteri Pemerintah”. A place or the name of a body says more.
    """
    first_part, *other_parts = _list_smallest_parts(phrase)
    return (
        first_part.id == hit.entry.id
        and bool(other_parts)
        and not any(
            (part.hit is not None and is_place(part.hit.entry))
            or any(
                " " in texts[0]
                for language, texts in part.texts_by_language.items()
                if language != _OFFICE_LANGUAGE
            )
            for part in other_parts
        )
    )


def _list_smallest_parts(phrase: TitlePhrase) -> list[TitlePhrase]:
    if not phrase.parts:
        return [phrase]
    return [
        smallest_part
        for part in phrase.parts
        for smallest_part in _list_smallest_parts(part)
    ]
