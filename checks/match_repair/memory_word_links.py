"""The word links of a memory: learned lexicon, starter dictionary and terms."""

from typing import TYPE_CHECKING

from tm.align.lexicon.lexicon_cache import make_cache_path, read_cache
from tm.store.database import Database
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.align.lexicon.word_links import WordLinker


def open_word_linker(
    database: Database, source_locale: Locale, target_locale: Locale
) -> "WordLinker":
    """Open the word linker of two locales; the lexicon is learned if it is not cached.

    That takes a second for 5,000 pairs.
    """
    from glossary.article_resources import read_alignment_resources  # reads the store
    from tm.align.lexicon.word_links import WordLinker

    resources = read_alignment_resources(database, source_locale, target_locale)
    return WordLinker(resources, source_locale, target_locale)


def open_cached_word_linker(
    database: Database, source_locale: Locale, target_locale: Locale
) -> "WordLinker | None":
    """Open a word linker by the cached lexicon alone; None if there is none.

    Aligning, `pretranslate` and `concordance --renderings` learn it; in a lookup nobody
    waits for that.
    """
    cache_path = make_cache_path(database, source_locale, target_locale)
    lexicon = read_cache(cache_path, None)
    if lexicon is None:
        return None
    # Imported here, since many memories have no lexicon.
    from tm.align.lexicon.alignment_resources import AlignmentResources
    from tm.align.lexicon.word_links import WordLinker

    return WordLinker(AlignmentResources(lexicon), source_locale, target_locale)
