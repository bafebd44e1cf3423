"""Resources of memory and termbase for ingesting articles: alignment, diacritics."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from glossary.concept_store import ConceptStore
from tm.align.encoder import SentenceEncoder
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.learned_lexicon import load_learned_lexicon
from tm.articles.headline.diacritic_evidence import make_spelling_finder
from tm.articles.headline.diacritics import DiacriticSource, restore_diacritics
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

_VIETNAMESE = Locale("vi")


def read_alignment_resources(
    database: Database,
    source_locale: Locale,
    target_locale: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> AlignmentResources:
    """Read alignment resources: starter dictionary, memory, termbase and encoder."""
    term_pairs = [
        (source_text, target_text)
        for entry in ConceptStore(database).entries()
        for source_text in entry.list_preferred_texts(source_locale)
        for target_text in entry.list_preferred_texts(target_locale)
    ]
    lexicon = load_learned_lexicon(
        UnitStore(database), source_locale=source_locale, target_locale=target_locale
    )
    return AlignmentResources.of(
        source_locale,
        target_locale,
        lexicon=lexicon,
        term_pairs=term_pairs,
        encoder=encoder,
    )


def make_diacritic_source(database: Database, locale: Locale) -> DiacriticSource:
    """Make a source of words with diacritics, from termbase and memory."""
    concept_store = ConceptStore(database)

    def find_terms(folded_words: Sequence[str]) -> list[str]:
        # A term may have a comma that an address lacks: `phòng, chống`.
        term_beginnings = [
            f"{first_word}{comma_or_nothing} {second_word}"
            for first_word, second_word in pairwise(folded_words)
            for comma_or_nothing in ("", ",")
        ]
        return concept_store.find_texts_beginning_with(term_beginnings, locale)

    return DiacriticSource(locale, find_terms, make_spelling_finder(database, locale))


def make_headline_marker(
    database: Database, locale: Locale | None = None
) -> Callable[[str], str | None]:
    """Make the function that proposes diacritics for a headline, by default Vietnamese.

    It caches its answers: make a new one after a large import.
    """
    diacritic_source = make_diacritic_source(database, locale or _VIETNAMESE)
    return cache(lambda headline: restore_diacritics(headline, diacritic_source))
