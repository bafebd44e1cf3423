"""What searching needs of segments: made with them, or after very many of them.

A segment is stored by its text; to be searched it needs its folded text, its match key,
a count of tokens, and its place in the index of phrases. Into SQLite many segments can
be brought without; `meta` then says so, and whoever searches first makes the rest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, delete, insert

from tm.store import schema
from tm.store.phrase_index import UNSEARCHABLE, is_unsearchable, keep_current
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import content_key, content_keys
from tm.text.tokens import match_tokens

SearchValues = tuple[str, int, bytes]
"""Folded text, number of tokens, match key."""

_INDEXES = {
    "ix_segment_match_key": "match_key",
    "ix_segment_locale_tokens": "locale, tokens",
}
_BATCH = 4_000
_MANY = 50


def search_columns(texts: Sequence[tuple[str, str]]) -> list[SearchValues]:
    """What searching needs of some texts, each with its locale's tag."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, (tag, _) in enumerate(texts):
        places[tag].append(place)
    found: list[SearchValues] = [("", 0, b"")] * len(texts)
    for tag, some in places.items():
        values = _values([texts[place][1] for place in some], Locale(tag))
        for place, value in zip(some, values, strict=True):
            found[place] = value
    return found


def _values(texts: Sequence[str], locale: Locale) -> list[SearchValues]:
    if len(texts) < _MANY:
        return [_value(text, locale) for text in texts]
    # numpy takes longer to import than a few texts take.
    from tm.text.letter_rows import LetterRows

    letters, others = LetterRows.of(texts)
    tokens = letters.tokens(letters.match_points(vietnamese=locale.language == "vi"))
    values = zip(
        letters.folded(),
        tokens.counts.tolist(),
        content_keys(letters.spaced(tokens)),
        strict=True,
    )
    if not others:
        return list(values)
    found: list[SearchValues] = [("", 0, b"")] * len(texts)
    for row, value in zip(letters.rows, values, strict=True):
        found[row] = value
    for row in others:
        found[row] = _value(texts[row], locale)
    return found


def _value(text: str, locale: Locale) -> SearchValues:
    tokens = match_tokens(text, locale)
    # In SQLite's functions a text ends at its first NUL.
    plain = folded(text).replace("\0", " ")
    return plain, len(tokens), content_key(" ".join(tokens))


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
    for batch in _bare(connection):
        values = search_columns([(tag, text) for _, tag, text in batch])
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
