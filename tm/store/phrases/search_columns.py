"""Search columns of segments, made on storing or after a large import.

For searching, a segment needs its folded text, match key and number of tokens, and an
entry in the phrase index. A large import into SQLite can leave them out; `meta` notes
that, and the next search makes them.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Select, delete, insert, select
from sqlalchemy.schema import CreateIndex

from tm.progress import ReportProgress
from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.queries.metadata import UNSEARCHABLE_NAME
from tm.store.backend.sql import TextsWithIds
from tm.store.phrases.phrase_index_update import (
    fill_phrase_index,
    has_unsearchable_segments,
    update_phrase_index,
)
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.segment import compute_content_key, compute_content_keys
from tm.text.tokens import list_match_tokens

SearchColumns = tuple[list[str], list[int], list[bytes]]
"""Folded texts, token counts and match keys."""

_SEARCH_INDEXES = [
    index
    for index in schema.segment.indexes
    if index.name in ("ix_segment_match_key", "ix_segment_locale_tokens")
]
_SEARCH_COLUMNS = ("folded", "tokens", "match_key")
_SEGMENTS_PER_BATCH = 4_000
_MIN_VECTORISED_TEXT_COUNT = 50


def make_search_columns(
    locale_tags: Sequence[str], texts: Sequence[str]
) -> SearchColumns:
    """Make the search columns of texts with their language tags."""
    if len(texts) < _MIN_VECTORISED_TEXT_COUNT:
        return _make_columns_one_by_one(locale_tags, texts)
    # numpy takes longer to import than a few texts take.
    from tm.text.vectorised import TextArray

    text_array, remaining_indexes = TextArray.of(texts)
    vietnamese_tags = {
        locale_tag
        for locale_tag in set(locale_tags)
        if Locale(locale_tag).language == "vi"
    }
    vietnamese_flags = [
        locale_tags[text_index] in vietnamese_tags
        for text_index in text_array.text_indexes
    ]
    token_places = text_array.find_tokens(
        text_array.compute_match_points(vietnamese_flags=vietnamese_flags)
    )
    folded_texts = text_array.fold_texts()
    token_counts = token_places.token_counts.tolist()
    match_keys = compute_content_keys(text_array.write_spaced_tokens(token_places))
    remaining_columns = _make_columns_one_by_one(
        [locale_tags[text_index] for text_index in remaining_indexes],
        [texts[text_index] for text_index in remaining_indexes],
    )
    for text_index, folded_text, token_count, match_key in zip(
        remaining_indexes, *remaining_columns, strict=True
    ):
        folded_texts.insert(text_index, folded_text)
        token_counts.insert(text_index, token_count)
        match_keys.insert(text_index, match_key)
    return folded_texts, token_counts, match_keys


def _make_columns_one_by_one(
    locale_tags: Sequence[str], texts: Sequence[str]
) -> SearchColumns:
    token_lists = [
        list_match_tokens(text, Locale(locale_tag))
        for locale_tag, text in zip(locale_tags, texts, strict=True)
    ]
    # In SQLite's functions a text ends at its first NUL.
    return (
        [fold_text(text).replace("\0", " ") for text in texts],
        list(map(len, token_lists)),
        [compute_content_key(" ".join(text_tokens)) for text_tokens in token_lists],
    )


def defer_search_columns(connection: Connection) -> None:
    """Note that segments without search columns will be stored; SQLite only."""
    if has_unsearchable_segments(connection):
        return
    for index in _SEARCH_INDEXES:
        index.drop(connection, checkfirst=True)
    connection.execute(insert(schema.meta).values(name=UNSEARCHABLE_NAME, value="1"))


def complete_search_columns(
    connection: Connection, *, report_progress: ReportProgress | None = None
) -> None:
    """Make the missing search columns."""
    if not has_unsearchable_segments(connection):
        return
    connection.execute(
        delete(schema.meta).where(schema.meta.c.name == UNSEARCHABLE_NAME)
    )
    fill_phrase_index(
        connection, _complete_segment_batches(connection, report_progress)
    )
    # All remaining ones, if filling the phrase index read none.
    for _ in _complete_segment_batches(
        connection, report_progress, selects_only_unfolded=True
    ):
        pass
    backend = get_backend(connection)
    for index in _SEARCH_INDEXES:
        statement = str(CreateIndex(index).compile(connection))
        backend.create_index(connection, statement)
    update_phrase_index(connection)


def fill_missing_search_columns(connection: Connection) -> None:
    """Make the search columns of segments that were loaded without them."""
    for _ in _complete_segment_batches(connection, None, selects_only_unfolded=True):
        pass


def _complete_segment_batches(
    connection: Connection,
    report_progress: ReportProgress | None,
    *,
    selects_only_unfolded: bool = False,
) -> Iterator[TextsWithIds]:
    """Make missing search columns; yield folded texts of all segments, in batches."""
    last_id = 0
    while rows := connection.execute(
        _select_segment_batch(last_id, selects_only_unfolded=selects_only_unfolded)
    ).all():
        segment_ids, locale_tags, texts, stored_folded_texts = zip(*rows, strict=True)
        last_id = segment_ids[-1]
        folded_texts = list(stored_folded_texts)
        incomplete_row_indexes = [
            row_index
            for row_index, folded_text in enumerate(folded_texts)
            if folded_text is None
        ]
        if incomplete_row_indexes:
            search_columns = make_search_columns(
                [locale_tags[row_index] for row_index in incomplete_row_indexes],
                [texts[row_index] for row_index in incomplete_row_indexes],
            )
            get_backend(connection).update_rows(
                connection,
                schema.segment,
                _SEARCH_COLUMNS,
                zip(
                    *search_columns,
                    [segment_ids[row_index] for row_index in incomplete_row_indexes],
                    strict=True,
                ),
            )
            for row_index, folded_text in zip(
                incomplete_row_indexes, search_columns[0], strict=True
            ):
                folded_texts[row_index] = folded_text
        if report_progress is not None:
            report_progress(len(incomplete_row_indexes))
        yield segment_ids, folded_texts


def _select_segment_batch(
    last_id: int, *, selects_only_unfolded: bool
) -> Select[tuple[int, str, str, str]]:
    segment_table = schema.segment
    columns = (
        segment_table.c.id,
        segment_table.c.locale,
        segment_table.c.text,
        segment_table.c.folded,
    )
    query = select(*columns).where(segment_table.c.id > last_id)
    if selects_only_unfolded:
        query = query.where(segment_table.c.folded.is_(None))
    return query.order_by(segment_table.c.id).limit(_SEGMENTS_PER_BATCH)
