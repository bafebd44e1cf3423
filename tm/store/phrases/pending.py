"""Columns of segments for searching, made at once or after a large import.

A segment is stored by its text; to be searched it needs its folded text, its match key,
a count of tokens, and its place in the index of phrases. Into SQLite many segments can
be brought without; `meta` then says so, and whoever searches first makes the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from sqlalchemy import Connection, Select, delete, insert, select

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.sql import NumberedTexts
from tm.store.phrases.index import UNSEARCHABLE, fill, is_unsearchable, keep_current
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import content_key, content_keys
from tm.text.tokens import match_tokens

SearchColumns = tuple[list[str], list[int], list[bytes]]
"""Folded texts, numbers of tokens, match keys."""

_INDEXES = [
    index
    for index in schema.segment.indexes
    if index.name in ("ix_segment_match_key", "ix_segment_locale_tokens")
]
_SEARCH_COLUMNS = ("folded", "tokens", "match_key")
_BATCH = 4_000
_MANY = 50


def search_columns(tags: Sequence[str], texts: Sequence[str]) -> SearchColumns:
    """Make the search columns of texts, each with its locale's tag."""
    if len(texts) < _MANY:
        return _one_by_one(tags, texts)
    # numpy takes longer to import than a few texts take.
    from tm.text.vectorised import TextArray

    letters, uncommon_rows = TextArray.of(texts)
    vietnamese = [_is_vietnamese(tags[row]) for row in letters.rows]
    tokens = letters.tokens(letters.match_points(vietnamese=vietnamese))
    folds = letters.folded()
    counts = tokens.counts.tolist()
    keys = content_keys(letters.spaced_tokens(tokens))
    rest = _one_by_one(
        [tags[row] for row in uncommon_rows], [texts[row] for row in uncommon_rows]
    )
    for row, fold, count, key in zip(uncommon_rows, *rest, strict=True):
        folds.insert(row, fold)
        counts.insert(row, count)
        keys.insert(row, key)
    return folds, counts, keys


def _one_by_one(tags: Sequence[str], texts: Sequence[str]) -> SearchColumns:
    tokens = [
        match_tokens(text, Locale(tag)) for tag, text in zip(tags, texts, strict=True)
    ]
    # In SQLite's functions a text ends at its first NUL.
    return (
        [folded(text).replace("\0", " ") for text in texts],
        list(map(len, tokens)),
        [content_key(" ".join(tokens_of_text)) for tokens_of_text in tokens],
    )


@lru_cache
def _is_vietnamese(tag: str) -> bool:
    return Locale(tag).language == "vi"


def leave_for_later(connection: Connection) -> None:
    """Mark that segments without search columns will come; SQLite only."""
    if is_unsearchable(connection):
        return
    for index in _INDEXES:
        index.drop(connection, checkfirst=True)
    connection.execute(insert(schema.meta).values(name=UNSEARCHABLE, value="1"))


def complete(
    connection: Connection, *, progress: Callable[[int], object] | None = None
) -> None:
    """Make the missing search columns."""
    if not is_unsearchable(connection):
        return
    connection.execute(delete(schema.meta).where(schema.meta.c.name == UNSEARCHABLE))
    fill(connection, _completed(connection, progress))
    # All that is left, where the index of phrases did not take any.
    for _ in _completed(connection, progress, only_missing=True):
        pass
    for index in _INDEXES:
        index.create(connection)
    keep_current(connection)


def _completed(
    connection: Connection,
    progress: Callable[[int], object] | None,
    *,
    only_missing: bool = False,
) -> Iterator[NumberedTexts]:
    """Make missing search columns; yield the folded texts of all segments read."""
    last = 0
    while rows := connection.execute(_batch(last, only_missing=only_missing)).all():
        ids, tags, texts, stored_folds = zip(*rows, strict=True)
        last = ids[-1]
        folds = list(stored_folds)
        incomplete = [index for index, fold in enumerate(folds) if fold is None]
        if incomplete:
            columns = search_columns(
                [tags[index] for index in incomplete],
                [texts[index] for index in incomplete],
            )
            get_backend(connection).update_rows(
                connection,
                schema.segment,
                _SEARCH_COLUMNS,
                zip(*columns, [ids[index] for index in incomplete], strict=True),
            )
            for index, fold in zip(incomplete, columns[0], strict=True):
                folds[index] = fold
        if progress is not None:
            progress(len(incomplete))
        yield ids, folds


def _batch(after: int, *, only_missing: bool) -> Select[tuple[int, str, str, str]]:
    table = schema.segment
    columns = table.c.id, table.c.locale, table.c.text, table.c.folded
    query = select(*columns).where(table.c.id > after)
    if only_missing:
        query = query.where(table.c.folded.is_(None))
    return query.order_by(table.c.id).limit(_BATCH)
