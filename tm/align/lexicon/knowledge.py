"""What is known of two languages when texts are aligned."""

from collections.abc import Iterable
from dataclasses import dataclass

from tm.align.encoder import Encoder
from tm.align.lexicon.dictionary import NOTHING, Dictionary
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.align.lexicon.starter_dictionary import starter
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A lexicon that was learnt, and a dictionary that was given."""

    lexicon: AlignmentLexicon | None = None
    """What a memory teaches: words with probabilities."""
    dictionary: Dictionary = NOTHING
    """Phrases without: the starter dictionary, a termbase."""
    encoder: Encoder | None = None
    """What compares sentences as wholes, if anything does."""

    @classmethod
    def of(
        cls,
        source_locale: Locale,
        target_locale: Locale,
        *,
        lexicon: AlignmentLexicon | None = None,
        terms: Iterable[tuple[str, str]] = (),
        encoder: Encoder | None = None,
    ) -> "Knowledge":
        """A lexicon, the starter dictionary with pairs of terms, and an encoder."""
        given = starter(source_locale, target_locale)
        more = Dictionary.of(
            terms, source_locale=source_locale, target_locale=target_locale
        )
        return cls(lexicon, given.joined(more), encoder)
