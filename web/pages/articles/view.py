"""An article side by side, as its page shows it: rows with terms and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import msgspec

from checks.missed_errors import MissedError
from padanan.values.article_changes import ArticleChanges
from padanan.values.article_pairs import AlignedRow, ArticlePairs
from padanan.values.findings import FindingInContext
from padanan.values.history import ChangeSetSummary
from padanan.values.units import StoredUnit
from tm.articles.archive.version_changes import SegmentChange
from tm.errors import NotFound
from web.api.articles import read_article, read_article_changes, read_article_pairs
from web.api.history import HistoryRequest, list_changes
from web.api.missed_errors import list_missed_errors
from web.pages.articles.term_notes import TermNote, TermNotes, TextPiece
from web.pages.articles.text_versions import mark_words, merge_versions
from web.pages.page_route import Redirect, TemplateAnswer, make_memory_address
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

_MAX_ROWS_BYTES = 52_000
"""Of the rows of one page; a longer article goes on on the next one."""
_ROW_BYTES, _TERM_BYTES, _NOTE_BYTES = 800, 110, 330
"""About as many as the markup of a row, of a term in it and of its explanation has."""
_MAX_CHANGE_SETS = 8
RowId = Annotated[str, msgspec.Meta(pattern=match_whole("[st][0-9]{1,7}"))]
"""The position of a row in the translation, or in the original: t12, s12."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the article with its texts as pieces."""

    id: str
    number: int
    row: AlignedRow
    source_pieces: Sequence[TextPiece]
    target_pieces: Sequence[TextPiece]
    page_text: str | None
    """The text of the page, where the unit has another one by now."""
    page_word_marks: Sequence[tuple[int, int, str]] = ()
    """The words of the page that the unit has not."""
    other_number: int | None = None
    """The number of a row nearby with which this one, which is alone, may be paired."""

    @property
    def unit(self) -> StoredUnit | None:
        """The pair of the row."""
        return self.row.unit

    @property
    def is_lone(self) -> bool:
        """Whether one side has no counterpart."""
        return not self.row.source_segments or not self.row.target_segments


@dataclass(frozen=True)
class ArticleView:
    """An article and its original; rows and terms are made when they are shown."""

    context: RequestContext
    pairs: ArticlePairs
    start: int
    """The first row that is shown, from 0."""
    edited_row_id: str | None = None
    """The id of the row that is being edited."""
    findings: "ArticleFindings | None" = None
    just_made_change_set: str | None = None
    """The change set that the person has just made."""

    @property
    def may_edit(self) -> bool:
        """Whether the person may change units."""
        return self.context.role.includes(Role.TRANSLATOR)

    @cached_property
    def changes(self) -> ArticleChanges:
        """What changed of the pages since the version before."""
        return read_article_changes(self.context, self.pairs.article.key)

    def merge_versions(self, change: SegmentChange) -> Sequence[tuple[str, str]]:
        """Merge both versions of a segment: kept parts, `del` and `ins`."""
        return list(merge_versions(change.before or "", change.after or ""))

    @cached_property
    def change_sets(self) -> Sequence[ChangeSetSummary]:
        """The latest change sets of the article and its units."""
        request = HistoryRequest(article=self.pairs.article.key, limit=_MAX_CHANGE_SETS)
        return list_changes(self.context, request).change_sets

    @cached_property
    def changed_side_by_unit_key(self) -> Mapping[str, str]:
        """The side of a unit that its page has otherwise by now."""
        return {
            outdated_unit.unit: outdated_unit.side
            for outdated_unit in self.changes.outdated
        }

    @cached_property
    def missed_errors_by_row_id(self) -> Mapping[str, Sequence[MissedError]]:
        """The errors that people reported as missed by the checks, by row."""
        errors_by_row_id: dict[str, list[MissedError]] = {}
        for error in list_missed_errors(self.context):
            for row_id, row in zip(self.row_ids, self.pairs.rows, strict=True):
                if _is_about_row(error, row, self.pairs.article.locale):
                    errors_by_row_id.setdefault(row_id, []).append(error)
        return errors_by_row_id

    @property
    def has_original(self) -> bool:
        """Whether there is anything to show beside the article."""
        return any(row.unit or row.source_segments for row in self.pairs.rows)

    @property
    def may_review(self) -> bool:
        """Whether the person may decide on pairs."""
        return self.context.role.includes(Role.REVIEWER)

    @cached_property
    def row_ids(self) -> Sequence[str]:
        """The ids of all rows: `t12`, or `s12` of the original where it is alone."""
        return [_make_row_id(row) for row in self.pairs.rows]

    @cached_property
    def _shown_rows_and_notes(self) -> tuple[Sequence[RowView], Sequence[TermNote]]:
        """The rows from the first one on that a page has room for, and their terms."""
        notes = TermNotes(self.context)
        rows, size = list[RowView](), 0
        for index in range(self.start, len(self.pairs.rows)):
            note_count = len(notes.notes)
            [row] = self._make_row_views(notes, range(index, index + 1))
            size += _estimate_size(row)
            size += _NOTE_BYTES * (len(notes.notes) - note_count)
            if rows and size > _MAX_ROWS_BYTES:
                break
            rows.append(row)
        return rows, list(notes.notes.values())

    @property
    def end(self) -> int:
        """The row after the last one that is shown."""
        return self.start + len(self.rows)

    @property
    def shown_row_ids(self) -> Sequence[str]:
        """The ids of the rows that are shown."""
        return self.row_ids[self.start : self.end]

    @property
    def rows(self) -> Sequence[RowView]:
        """The rows that are shown."""
        return self._shown_rows_and_notes[0]

    @property
    def term_notes(self) -> Sequence[TermNote]:
        """The terms of the rows that are shown."""
        return self._shown_rows_and_notes[1]

    @cached_property
    def version(self) -> str:
        """The version of the article, for pairing its segments."""
        return read_article(self.context, self.pairs.article.key).version

    def find_row(self, row_id: str) -> RowView:
        """Find one row. Raises NotFound."""
        if row_id not in self.row_ids:
            raise NotFound(f"no row {row_id!r} in article {self.pairs.article.key}")
        index = self.row_ids.index(row_id)
        [row] = self._make_row_views(TermNotes(self.context), range(index, index + 1))
        return row

    def _make_row_views(self, notes: TermNotes, indexes: range) -> list[RowView]:
        settings = self.context.memory.settings
        source_locale = self.pairs.source_locale or (
            None if settings.source is None else settings.source.tag
        )
        target_locale = self.pairs.article.locale
        views = []
        for index in indexes:
            row = self.pairs.rows[index]
            source, target = find_row_texts(row, target_locale)
            page_text = " ".join(row.target_segments)
            views.append(
                RowView(
                    self.row_ids[index],
                    index + 1,
                    row,
                    notes.split(source, source_locale, target_locale),
                    notes.split(target, target_locale, source_locale),
                    page_text if row.unit and target != page_text else None,
                    mark_words(page_text, target) if row.unit else (),
                    find_pairable_row_number(self.pairs.rows, index),
                )
            )
        return views


@dataclass(frozen=True, slots=True)
class ArticleFindings:
    """The open findings of an article by row."""

    findings_by_row_id: Mapping[str, Sequence[FindingInContext]]
    dismissed_count: int
    """How many are dismissed."""

    @property
    def open_count(self) -> int:
        """How many findings are open."""
        return sum(map(len, self.findings_by_row_id.values()))


def find_row_texts(row: AlignedRow, target_locale: str) -> tuple[str, str]:
    """Find the texts of a row: those of its unit, or else of the pages."""
    unit = row.unit
    if unit is None:
        return " ".join(row.source_segments), " ".join(row.target_segments)
    if unit.source_locale.partition("-")[0] == target_locale.partition("-")[0]:
        return unit.target, unit.source
    return unit.source, unit.target


def _is_about_row(error: MissedError, row: AlignedRow, target_locale: str) -> bool:
    """Whether a missed error is in the unit of a row, or in the text that it has."""
    if row.unit is not None and row.unit.key == error.unit:
        return True
    return find_row_texts(row, target_locale)[1] == error.target_text


def _estimate_size(row: RowView) -> int:
    """Estimate the bytes of a row in a page, roughly and rather too many."""
    pieces = [*row.source_pieces, *row.target_pieces]
    text = "".join(piece.text for piece in pieces) + (row.page_text or "")
    term_count = sum(piece.term is not None for piece in pieces)
    return _ROW_BYTES + len(text.encode()) + _TERM_BYTES * term_count


def find_pairable_row_number(rows: Sequence[AlignedRow], index: int) -> int | None:
    """Find the number of the row of an original that a translation may belong to.

    Both are alone, and so are all rows between them; the nearest before comes first.
    """
    if rows[index].source_segments or rows[index].unit is not None:
        return None
    for step in (-1, 1):
        other_index = index + step
        while 0 <= other_index < len(rows) and rows[other_index].unit is None:
            if rows[other_index].source_segments:
                return other_index + 1
            other_index += step
    return None


def _make_row_id(row: AlignedRow) -> str:
    if row.target_position is not None:
        return f"t{row.target_position}"
    return f"s{row.source_position}"


@dataclass(frozen=True, slots=True)
class RowPart:
    """One row of an article after a change, for htmx."""

    article: ArticleView
    row: RowView
    dismissed_fingerprint: str | None = None
    """The fingerprint of the finding that was dismissed."""


def show_changed_row(
    context: RequestContext,
    key: str,
    row_id: str,
    *,
    change_set_name: str | None = None,
    dismissed_fingerprint: str | None = None,
) -> Redirect:
    """Show a row after a change: by itself, or in the page."""
    pairs = read_article_pairs(context, key)
    view = ArticleView(context, pairs, 0, just_made_change_set=change_set_name)
    address = make_article_address(
        context, key, row_id, done=change_set_name, dismissed=dismissed_fingerprint
    )
    part = RowPart(view, view.find_row(row_id), dismissed_fingerprint)
    return Redirect(address, part=TemplateAnswer(part, "article_row.html"))


def make_article_address(
    context: RequestContext, key: str, row: str | None = None, **parameters: str | None
) -> str:
    """Make the address of an article, at a row."""
    address = make_memory_address(context, f"/articles/{key}", **parameters, row=row)
    return address + (f"#{row}" if row else "")
