"""The texts that hold a folded phrase, some of them, as fast as may be.

For asking about many short phrases: plain SQL on SQLite, where making a statement takes
longer than the search; on PostgreSQL the search of `tm.store.search`.
"""

import sqlite3
from itertools import islice

from tm.store.database import Database
from tm.store.phrases.index import FTS
from tm.store.phrases.pending_check import make_searchable
from tm.store.search import PhraseQuery, phrase_search
from tm.text.locale import Locale

# FTS5 has trigrams since this version.
_LEAST_SQLITE = (3, 34)
_LEAST_LETTERS = 3
_INDEX = f"SELECT count(*) FROM sqlite_master WHERE name = '{FTS.name}'"
_QUERY = (
    # The sign keeps SQLite from asking the index about each segment.
    f"SELECT segment.text FROM {FTS.name} "
    f"JOIN segment ON segment.id = +{FTS.name}.rowid "
    f"WHERE {FTS.name} MATCH :match AND instr(segment.folded, :phrase) > 0 "
    "AND (segment.locale = :tag OR segment.locale LIKE :variants) LIMIT :most"
)


def texts_with(
    database: Database, phrase: str, locale: Locale, *, most: int
) -> list[str]:
    """Texts of segments of a language that hold a phrase; at most so many.

    The phrase is folded, and has three letters at least. Only what the index of
    phrases knows is found, so without one nothing is.
    """
    if len(phrase) < _LEAST_LETTERS:
        return []
    make_searchable(database)
    if database.dialect == "sqlite":
        return _in_sqlite(database, phrase, locale, most)
    with phrase_search(database, PhraseQuery(((phrase,),), locale, scan=0)) as search:
        return [each.text for each in islice(search.candidates(), most)]


def _in_sqlite(database: Database, phrase: str, locale: Locale, most: int) -> list[str]:
    with database.looking() as reader:
        if sqlite3.sqlite_version_info < _LEAST_SQLITE or not reader.rows(_INDEX)[0][0]:
            return []
        found = reader.rows(
            _QUERY,
            match=_trigrams(phrase),
            phrase=phrase,
            tag=locale.tag,
            variants=f"{locale.tag}-%",
            most=most,
        )
        return [str(row[0]) for row in found]


def _trigrams(phrase: str) -> str:
    """A query for texts with all trigrams of a phrase; the index has no positions.

    >>> _trigrams("ha n")
    '"ha " AND "a n"'
    """
    found = (phrase[start : start + 3] for start in range(len(phrase) - 2))
    return " AND ".join(
        '"' + each.replace('"', '""') + '"' for each in dict.fromkeys(found)
    )
