"""The word links of a memory: learned lexicon, starter dictionary and terms."""

from glossary.article_resources import read_alignment_resources
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.learned_lexicon import load_learned_lexicon
from tm.align.lexicon.word_links import WordLinker
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

_MAX_PAIRS_LEARNED_IN_LOOKUP = 2_000
"""The most pairs of which a lexicon is learned while somebody waits for a match."""


def open_word_linker(
    database: Database, source_locale: Locale, target_locale: Locale
) -> WordLinker:
    """Open the word linker of two locales; the first time, the lexicon is learned."""
    resources = read_alignment_resources(database, source_locale, target_locale)
    return WordLinker(resources, source_locale, target_locale)


def open_quick_word_linker(
    database: Database, source_locale: Locale, target_locale: Locale
) -> WordLinker | None:
    """Open a word linker without dictionary, for a lookup; None if it would take long.

    That is if the lexicon of a large memory was never learned; `concordance
    --renderings` and aligning learn it.
    """
    lexicon = load_learned_lexicon(
        UnitStore(database),
        source_locale=source_locale,
        target_locale=target_locale,
        max_learned_pairs=_MAX_PAIRS_LEARNED_IN_LOOKUP,
    )
    if lexicon is None:
        return None
    return WordLinker(AlignmentResources(lexicon), source_locale, target_locale)
