"""What searching needs of segments: made with them, or after very many of them.

A segment is stored by its text; to be searched it needs its folded text, its match key,
a count of tokens, and its place in the index of phrases. Into SQLite many segments can
be brought without; `meta` then says so, and whoever searches first makes the rest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, insert

from tm.store import schema
from tm.store.phrase_index import UNSEARCHABLE, is_unsearchable, keep_current
from tm.text.bulk_tokens import END, bulk_tokens
from tm.text.locale import Locale
from tm.text.normal import folded_texts
from tm.text.segment import content_key
from tm.text.tokens import token_class

SearchValues = tuple[str, int, bytes]
"""Folded text, number of tokens, match key."""

_INDEXES = {
    "ix_segment_match_key": "match_key",
    "ix_segment_locale_tokens": "locale, tokens",
}
_BATCH = 10_000
_SPACE = "\n"
_MOST_CLASSES = 100_000


class SearchColumns:
    """Makes the columns for searching of any number of texts."""

    def __init__(self) -> None:
        self._classes = _Classes()

    def of(self, texts: Sequence[tuple[str, str]]) -> list[SearchValues]:
        """What searching needs of some texts, each with its locale's tag."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, (tag, _) in enumerate(texts):
            places[tag].append(place)
        found: list[SearchValues] = [("", 0, b"")] * len(texts)
        for tag, some in places.items():
            values = self._values([texts[place][1] for place in some], Locale(tag))
            for place, value in zip(some, values, strict=True):
                found[place] = value
        return found

    def _values(self, texts: Sequence[str], locale: Locale) -> Iterator[SearchValues]:
        batch = bulk_tokens(texts, locale)
        if len(self._classes) > _MOST_CLASSES:
            self._classes = _Classes()
        # No token holds white space.
        joined = " ".join(map(self._classes.__getitem__, batch.tokens))
        forms = [""] * len(texts)
        for row, form in zip(batch.rows, joined.split(_SPACE), strict=False):
            forms[row] = form.strip(" ")
        for text, form in zip(folded_texts(texts), forms, strict=True):
            # In SQLite's functions a text ends at its first NUL.
            plain = text.replace("\0", " ")
            yield plain, form.count(" ") + 1 if form else 0, content_key(form)


class _Classes(dict[str, str]):
    """What tokens are compared as; what stands between texts is white space."""

    def __missing__(self, token: str) -> str:
        if token == END:
            found = _SPACE
        else:
            found = END if token == END * 2 else token_class(token)
        self[token] = found
        return found


def leave_for_later(connection: Connection) -> None:
    """Say that segments without what searching needs will come; SQLite only."""
    if is_unsearchable(connection):
        return
    for name in _INDEXES:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    connection.execute(insert(schema.meta).values(name=UNSEARCHABLE, value="1"))


def complete(
    connection: Connection, *, progress: Callable[[int], object] | None = None
) -> None:
    """Make what searching needs where it is missing."""
    if not is_unsearchable(connection):
        return
    columns = SearchColumns()
    for batch in _bare(connection):
        values = columns.of([(tag, text) for _, tag, text in batch])
        connection.exec_driver_sql(
            "UPDATE segment SET folded = ?, tokens = ?, match_key = ? WHERE id = ?",
            [(*value, row[0]) for row, value in zip(batch, values, strict=True)],
        )
        if progress is not None:
            progress(len(batch))
    for name, on in _INDEXES.items():
        connection.exec_driver_sql(f"CREATE INDEX {name} ON segment ({on})")
    connection.execute(delete(schema.meta).where(schema.meta.c.name == UNSEARCHABLE))
    keep_current(connection)


def _bare(connection: Connection) -> Iterable[list[tuple[int, str, str]]]:
    """Number, locale and text of the segments without, some at a time."""
    last = 0
    while True:
        found = connection.exec_driver_sql(
            "SELECT id, locale, text FROM segment WHERE id > ? AND match_key IS NULL "
            f"ORDER BY id LIMIT {_BATCH}",
            (last,),
        ).fetchall()
        if not found:
            return
        last = found[-1][0]
        yield [(row[0], row[1], row[2]) for row in found]
