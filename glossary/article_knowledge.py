"""What memory and termbase know that helps to take in an article."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from glossary.glossary import Glossary
from tm.align.encoder import SentenceEncoder
from tm.align.lexicon.knowledge import Knowledge
from tm.align.lexicon.learned_lexicon import load_learned_lexicon
from tm.articles.headline.diacritic_evidence import make_spelling_finder
from tm.articles.headline.diacritics import DiacriticSource, restore_diacritics
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

_VIETNAMESE = Locale("vi")


def alignment_knowledge(
    database: Database,
    source: Locale,
    target: Locale,
    *,
    encoder: SentenceEncoder | None = None,
) -> Knowledge:
    """Join the starter dictionary with what memory, termbase and encoder know."""
    terms = [
        (source_text, target_text)
        for entry in Glossary(database).entries()
        for source_text in entry.preferred(source)
        for target_text in entry.preferred(target)
    ]
    lexicon = load_learned_lexicon(
        UnitStore(database), source_locale=source, target_locale=target
    )
    return Knowledge.of(
        source, target, lexicon=lexicon, term_pairs=terms, encoder=encoder
    )


def marked_words(database: Database, locale: Locale) -> DiacriticSource:
    """Words with their diacritics, from the termbase and the memory of a database."""
    glossary = Glossary(database)

    def find_terms(words: Sequence[str]) -> list[str]:
        # A term may have a comma where an address has none: `phòng, chống`.
        beginnings = [
            f"{first}{comma} {second}"
            for first, second in pairwise(words)
            for comma in ("", ",")
        ]
        return glossary.texts_beginning_with(beginnings, locale)

    return DiacriticSource(locale, find_terms, make_spelling_finder(database, locale))


def headline_marker(
    database: Database, locale: Locale | None = None
) -> Callable[[str], str | None]:
    """Make the function that proposes diacritics for a headline, by default Vietnamese.

    It answers the same headline from memory: make another after much was stored.
    """
    words = marked_words(database, locale or _VIETNAMESE)
    return cache(lambda headline: restore_diacritics(headline, words))
