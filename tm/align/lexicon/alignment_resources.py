"""Resources of two languages for an alignment: lexicon, dictionary and encoder."""

from collections.abc import Iterable
from dataclasses import dataclass

from tm.align.encoder import SentenceEncoder
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY, TranslationDictionary
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class AlignmentResources:
    """A learned lexicon, a dictionary and an encoder."""

    lexicon: AlignmentLexicon | None = None
    """Words with probabilities, learned from a memory."""
    dictionary: TranslationDictionary = EMPTY_DICTIONARY
    """Phrases without probabilities: the starter dictionary, a termbase."""
    encoder: SentenceEncoder | None = None
    """Compares whole sentences by meaning; optional."""

    @classmethod
    def of(
        cls,
        source_locale: Locale,
        target_locale: Locale,
        *,
        lexicon: AlignmentLexicon | None = None,
        term_pairs: Iterable[tuple[str, str]] = (),
        encoder: SentenceEncoder | None = None,
    ) -> "AlignmentResources":
        """Combine a lexicon, the starter dictionary with terms, and an encoder."""
        starter_dictionary = load_starter_dictionary(source_locale, target_locale)
        term_dictionary = TranslationDictionary.of(
            term_pairs, source_locale=source_locale, target_locale=target_locale
        )
        return cls(lexicon, starter_dictionary.merge(term_dictionary), encoder)
