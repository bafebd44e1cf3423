"""An article side by side, as its page shows it: rows with terms and findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from padanan.values.article_pairs import ArticlePairs, ArticleRow
from padanan.values.findings import FindingInContext
from padanan.values.terms import FoundTerm
from padanan.values.units import StoredUnit
from tm.errors import NotFound
from web.api.articles import read_article_pairs
from web.api.terms import TermsRequest, find_terms
from web.call import Call
from web.pages.page import Redirect, TemplateAnswer
from web.route import Role

_MOST_CHARACTERS = 20_000
"""Of the texts of one page; a longer article goes on on the next one."""
_MOST_ROWS = 70
RowId = Annotated[str, msgspec.Meta(pattern="^[st][0-9]{1,7}$")]
"""The position of a row in the translation, or in the original: t12, s12."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a text: a term of the termbase, or what is between two."""

    text: str
    term: "TermNote | None" = None


@dataclass(frozen=True, slots=True)
class TermNote:
    """What the termbase says of a term in the article."""

    number: int
    locale: str
    other_locale: str
    found: FoundTerm


@dataclass(slots=True)
class TermNotes:
    """The terms of an article, each once, in the order of the text."""

    call: Call
    notes: dict[tuple[str, str, tuple[str, ...]], TermNote] = field(
        default_factory=dict
    )

    def split(
        self, text: str, locale: str | None, other_locale: str | None
    ) -> Sequence[TextPiece]:
        """Split a text at its terms, and take note of them."""
        if not text or locale is None or other_locale is None or locale == other_locale:
            return [TextPiece(text)]
        found_terms = find_terms(
            self.call,
            TermsRequest(
                text=text, source=locale, target=other_locale, include_forbidden=True
            ),
        )
        pieces, end = list[TextPiece](), 0
        for found in found_terms:
            if found.start < end:
                continue
            key = (locale, found.term, found.translations)
            note = self.notes.setdefault(
                key, TermNote(len(self.notes) + 1, locale, other_locale, found)
            )
            if found.start > end:
                pieces.append(TextPiece(text[end : found.start]))
            pieces.append(TextPiece(found.text, note))
            end = found.end
        if end < len(text):
            pieces.append(TextPiece(text[end:]))
        return pieces


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the article with its texts as pieces."""

    id: str
    number: int
    row: ArticleRow
    source: Sequence[TextPiece]
    target: Sequence[TextPiece]
    page_text: str | None
    """The text of the page, where the unit has another one by now."""

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

    call: Call
    pairs: ArticlePairs
    start: int
    """The first row that is shown, from 0."""
    edited: str | None = None
    """The id of the row that is being edited."""
    findings: "ArticleFindings | None" = None
    done: str | None = None
    """The change set that the person has just made."""

    @property
    def may_edit(self) -> bool:
        """Whether the person may change units."""
        return self.call.role.includes(Role.TRANSLATOR)

    @property
    def has_original(self) -> bool:
        """Whether there is anything to show beside the article."""
        return any(row.unit or row.source_segments for row in self.pairs.rows)

    @property
    def may_review(self) -> bool:
        """Whether the person may decide on pairs."""
        return self.call.role.includes(Role.REVIEWER)

    @cached_property
    def ids(self) -> Sequence[str]:
        """The ids of all rows: `t12`, or `s12` of the original where it is alone."""
        return [_make_row_id(row) for row in self.pairs.rows]

    @cached_property
    def end(self) -> int:
        """The row after the last one that is shown."""
        characters = 0
        rows = self.pairs.rows
        for index in range(self.start, len(rows)):
            row = rows[index]
            characters += sum(map(len, (*row.source_segments, *row.target_segments)))
            if characters > _MOST_CHARACTERS or index - self.start >= _MOST_ROWS:
                return max(index, self.start + 1)
        return len(rows)

    @cached_property
    def _shown(self) -> tuple[Sequence[RowView], Sequence[TermNote]]:
        notes = TermNotes(self.call)
        rows = self._split_rows(notes, range(self.start, self.end))
        return rows, list(notes.notes.values())

    @property
    def shown_ids(self) -> Sequence[str]:
        """The ids of the rows that are shown."""
        return self.ids[self.start : self.end]

    @property
    def rows(self) -> Sequence[RowView]:
        """The rows that are shown."""
        return self._shown[0]

    @property
    def term_notes(self) -> Sequence[TermNote]:
        """The terms of the rows that are shown."""
        return self._shown[1]

    def find_row(self, row_id: str) -> RowView:
        """Find one row. Raises NotFound."""
        if row_id not in self.ids:
            raise NotFound(f"no row {row_id!r} in article {self.pairs.article.key}")
        index = self.ids.index(row_id)
        [row] = self._split_rows(TermNotes(self.call), range(index, index + 1))
        return row

    def _split_rows(self, notes: TermNotes, indexes: range) -> list[RowView]:
        source_locale = self.pairs.source_locale
        target_locale = self.pairs.article.locale
        views = []
        for index in indexes:
            row = self.pairs.rows[index]
            source, target = find_row_texts(row, target_locale)
            page_text = " ".join(row.target_segments)
            views.append(
                RowView(
                    self.ids[index],
                    index + 1,
                    row,
                    notes.split(source, source_locale, target_locale),
                    notes.split(target, target_locale, source_locale),
                    page_text if row.unit and target != page_text else None,
                )
            )
        return views


@dataclass(frozen=True, slots=True)
class ArticleFindings:
    """The open findings of an article by row."""

    by_row: Mapping[str, Sequence[FindingInContext]]
    dismissed: int
    """How many are dismissed."""

    @property
    def total(self) -> int:
        """How many findings are open."""
        return sum(map(len, self.by_row.values()))


def find_row_texts(row: ArticleRow, target_locale: str) -> tuple[str, str]:
    """Find the texts of a row: those of its unit, or else of the pages."""
    unit = row.unit
    if unit is None:
        return " ".join(row.source_segments), " ".join(row.target_segments)
    if unit.source_locale.partition("-")[0] == target_locale.partition("-")[0]:
        return unit.target, unit.source
    return unit.source, unit.target


def _make_row_id(row: ArticleRow) -> str:
    if row.target_position is not None:
        return f"t{row.target_position}"
    return f"s{row.source_position}"


@dataclass(frozen=True, slots=True)
class RowPart:
    """One row of an article after a change, for htmx."""

    article: ArticleView
    row: RowView
    dismissed: str | None = None
    """The fingerprint of the finding that was dismissed."""


def show_changed_row(
    call: Call,
    key: str,
    row: str,
    *,
    change_set: str | None = None,
    dismissed: str | None = None,
) -> Redirect:
    """Show a row after a change: by itself, or in the page."""
    view = ArticleView(call, read_article_pairs(call, key), 0, done=change_set)
    address = make_article_address(call, key, row, done=change_set, dismissed=dismissed)
    part = RowPart(view, view.find_row(row), dismissed)
    return Redirect(address, part=TemplateAnswer(part, "article_row.html"))


def make_article_address(
    call: Call, key: str, row: str | None = None, **values: str | None
) -> str:
    """Make the address of an article, at a row."""
    given = {"memory": call.memory_name, **values, "row": row}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/articles/{key}?{query}" + (f"#{row}" if row else "")
