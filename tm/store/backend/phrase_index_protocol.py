"""The protocol `PhraseIndex`: finding the segments that contain a phrase."""

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tm.store.backend.sql import DatabaseReader, RowValues, TextsWithIds
from tm.text.locale import TagPatterns

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Executable, Select

LiteralAlternatives = tuple[tuple[str, ...], ...]
"""Alternatives to search for: all folded texts of one of the tuples have to occur."""

CandidateQueryMaker = Callable[[int, int], "Executable"]
"""Makes a query from the last segment id that was read and a maximum of rows."""


class PhraseIndex(Protocol):
    """The index of phrases in the folded texts of segments."""

    def exists(self, connection: "Connection") -> bool:
        """Whether there is an index of phrases that can be used here."""

    def create(self, connection: "Connection") -> bool:
        """Make an empty index of phrases; return whether that was possible."""

    def drop(self, connection: "Connection") -> None:
        """Drop the index of phrases, if there is one."""

    def fill(
        self, connection: "Connection", text_batches: Iterable[TextsWithIds] | None
    ) -> bool:
        """Fill an empty index with all segments at once; return whether it worked.

        `text_batches`: the folded texts by rising ids, read from the database if None.
        """

    def append(self, connection: "Connection", last_indexed_id: int) -> None:
        """Add the segments after an id to the index."""

    def prepare_search(self, connection: "Connection") -> bool:
        """Prepare a transaction for searching; return whether there is an index."""

    def make_candidate_query_maker(
        self,
        connection: "Connection",
        query: "Select[Any]",
        literal_alternatives: LiteralAlternatives,
        language: str,
    ) -> CandidateQueryMaker | None:
        """Prepare a search by the index, in batches; None if the index cannot help.

        `query` selects from the table `segment` alone, and has its own conditions.
        """

    def stream_candidate_ids(
        self,
        reader: DatabaseReader,
        literal_alternatives: LiteralAlternatives,
        max_count: int,
    ) -> Generator[int, None, None] | None:
        """Find the first segments of any locale that may contain a phrase, one by one.

        None if the index cannot tell quickly.
        """

    def read_candidates(
        self,
        reader: DatabaseReader,
        segment_ids: Sequence[int],
        literal_alternatives: LiteralAlternatives,
    ) -> Sequence[RowValues]:
        """Read id, locale and text of those found segments that have the texts."""

    def make_contains_condition(
        self, folded_column: "ColumnElement[Any]", literal: str
    ) -> "ColumnElement[bool]":
        """Make the condition that a folded text contains a literal text."""

    def select_segment_ids(
        self, connection: "Connection", folded_phrase: str
    ) -> "Select[Any] | None":
        """Select the ids of segments that may contain a phrase, by the index."""

    def find_segments(
        self,
        reader: DatabaseReader,
        folded_phrase: str,
        tag_patterns: TagPatterns,
        *,
        max_count: int,
        starts_with_newest: bool = False,
    ) -> Sequence[RowValues] | None:
        """Find id and text of the first segments of a locale that contain a phrase.

        Only the index is asked; None if the index cannot be used.
        """
