"""The recogniser of a database's termbase: from its file, or made anew and kept.

The file is never the only copy of anything and never trusted: it holds the version of
the termbase it was made of. Two processes may make it at once; the last one stays.
"""

import contextlib
import logging
from pathlib import Path

from glossary.lexicon import Lexicon
from glossary.lexicon_file import UnusableLexicon, read_lexicon, write_lexicon
from glossary.recogniser import Recogniser
from glossary.store import Glossary
from tm.match.index_folder import folders
from tm.store.database import Database
from tm.text.locale import Locale

_FOLDER = "terms"
_log = logging.getLogger("padanan.terms")


def recogniser_of(glossary: Glossary, locale: Locale) -> Recogniser:
    """Finds the terms that a database has for a locale."""
    return Recogniser(lexicon_of(glossary, locale))


def lexicon_of(glossary: Glossary, locale: Locale) -> Lexicon:
    """The forms of a database's terms in a locale, from a file if it has them."""
    paths = _paths(glossary.database, locale)
    version = glossary.version()
    for path in paths:
        try:
            return read_lexicon(path, locale, version)
        except UnusableLexicon as reason:
            _log.info("%s", reason)
        except OSError:
            continue
    lexicon = Lexicon.build(glossary.entries(), locale)
    # Somebody may have changed the termbase while it was read.
    if glossary.version() == version:
        for path in paths:
            with contextlib.suppress(OSError):
                write_lexicon(path, lexicon, version)
                break
    return lexicon


def _paths(database: Database, locale: Locale) -> list[Path]:
    """Where the file may be, the best place first."""
    name = f"{locale.tag}.lexicon"
    return [folder / _FOLDER / name for folder in folders(database)]
