"""What memory and termbase know of how a headline is written, marks and all."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from cli.console.workspace import Workspace
from glossary.glossary import Glossary
from tm.articles.headline.diacritic_evidence import written_places
from tm.articles.headline.diacritics import MarkedWords, with_marks
from tm.store.database import Database
from tm.text.locale import Locale

_VIETNAMESE = Locale("vi")


def marked_words(database: Database, locale: Locale) -> MarkedWords:
    """Words with their marks, from the termbase and the memory of a database."""
    glossary = Glossary(database)

    def terms(words: Sequence[str]) -> list[str]:
        # A term may have a comma where an address has none: `phòng, chống`.
        beginnings = [
            f"{one}{mark} {other}"
            for one, other in pairwise(words)
            for mark in ("", ",")
        ]
        return glossary.beginning(beginnings, locale)

    return MarkedWords(locale, terms, written_places(database, locale))


def marker(workspace: Workspace) -> Callable[[str], str | None]:
    """Proposes marks for headlines in the language that is translated from.

    What has been asked once is not asked again; make another after much was stored.
    """
    locale = workspace.settings.source or _VIETNAMESE
    source = marked_words(workspace.database, locale)
    return cache(lambda headline: with_marks(headline, source))
