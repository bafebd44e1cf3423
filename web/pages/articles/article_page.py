"""The page of an article: the translation beside its original, and editing it."""

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from padanan.values.units import StoredUnit
from tm.errors import NotFound, VersionConflict
from web.api.articles import ArticleKey, read_article_pairs
from web.api.dismissals import Fingerprint
from web.api.history import ChangeNameText, undo
from web.api.request_types import Note, Request, StateName, Text, UnitKey, Version
from web.api.reviews import PairingRequest, pair_segments
from web.api.units import UnitEditRequest, edit_unit, set_unit_state
from web.pages.articles.findings import find_article_findings
from web.pages.articles.view import (
    ArticleView,
    RowId,
    make_article_address,
    show_changed_row,
)
from web.pages.page_route import N_, PageGroup, Redirect, TemplateAnswer
from web.request_context import RequestContext
from web.route import Role

ARTICLE_PAGES = PageGroup()
_TITLE = N_("Article")


class ArticlePageRequest(Request, frozen=True):
    """The article to show, and what of it."""

    key: ArticleKey
    start: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    """The first row, from 0."""
    row: RowId | None = None
    """The only row that htmx asks for."""
    edit: bool = False
    """Whether the row is to be edited."""
    findings: bool = False
    """Whether the article is checked."""
    done: ChangeNameText | None = None
    """The change set that the person has just made."""
    dismissed: Fingerprint | None = None
    """The finding that the person has just dismissed."""


@ARTICLE_PAGES.add(
    *("GET", "/articles/{key}", "article.html"),
    title=_TITLE,
    fragment="article_part.html",
    example={"key": "a097afbfe29fbc65"},
)
def show_article(context: RequestContext, request: ArticlePageRequest) -> ArticleView:
    """Show an article beside its original, row by row."""
    pairs = read_article_pairs(context, request.key)
    view = ArticleView(
        context,
        pairs,
        min(request.start, max(0, len(pairs.rows) - 1)),
        edited_row_id=request.row if request.edit else None,
        findings=find_article_findings(context, pairs) if request.findings else None,
        just_made_change_set=request.done,
    )
    if request.row is None or request.row in view.shown_row_ids:
        return view
    if request.row in view.row_ids:
        view = replace(view, start=view.find_row(request.row).number - 1)
    return view


class RowForm(Request, frozen=True, kw_only=True):
    """The unit of a row, in the version that the person has read."""

    key: ArticleKey
    row: RowId
    unit: UnitKey
    version: Version


class EditForm(RowForm, frozen=True, kw_only=True):
    """The new text of a row, and its note."""

    target_text: Text
    note: Note = ""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """What two people have made of one unit."""

    article_key: str
    row_id: str
    form: EditForm
    current_unit: StoredUnit | None
    """What is stored now; None if the unit is gone."""


@ARTICLE_PAGES.add(
    *("POST", "/articles/{key}/edit", "article.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def edit_row(context: RequestContext, form: EditForm) -> Redirect | TemplateAnswer:
    """Store another translation of a row, unless somebody else was faster."""
    request = UnitEditRequest(
        key=form.unit, target_text=form.target_text, note=form.note.strip() or None
    )
    try:
        change = edit_unit(replace(context, version=form.version), request)
    except VersionConflict as error:
        current_unit = error.current if isinstance(error.current, StoredUnit) else None
        return TemplateAnswer(
            ConflictView(form.key, form.row, form, current_unit),
            "article_conflict.html",
            409,
            fragment="article_conflict_row.html",
        )
    return show_changed_row(
        context, form.key, form.row, change_set_name=change.change_set
    )


class StateForm(RowForm, frozen=True, kw_only=True):
    """The new state of a row."""

    state: StateName


@ARTICLE_PAGES.add(
    *("POST", "/articles/{key}/state", "article.html"),
    title=_TITLE,
    role=Role.REVIEWER,
)
def set_row_state(context: RequestContext, form: StateForm) -> Redirect:
    """Set the state of the unit of a row."""
    change = set_unit_state(
        replace(context, version=form.version), form.unit, form.state
    )
    return show_changed_row(
        context, form.key, form.row, change_set_name=change.change_set
    )


class PairRowsForm(Request, frozen=True, kw_only=True):
    """A row of the translation alone, and one of the original, to be paired."""

    key: ArticleKey
    row: RowId
    other_number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    """The number of the row of the original."""
    version: Version
    """That of the article."""


@ARTICLE_PAGES.add(
    *("POST", "/articles/{key}/pair", "article.html"),
    title=_TITLE,
    role=Role.REVIEWER,
)
def pair_rows(context: RequestContext, form: PairRowsForm) -> Redirect:
    """Pair two rows that are alone; the rows of the article are then others."""
    view = ArticleView(context, read_article_pairs(context, form.key), 0)
    row = view.find_row(form.row).row
    other_rows = view.pairs.rows[form.other_number - 1 : form.other_number]
    source = other_rows[0].source_position if other_rows else None
    if source is None or row.target_position is None:
        raise NotFound(
            f"row {form.other_number} of the original cannot be paired; load the "
            "article again"
        )
    change = pair_segments(
        replace(context, version=form.version),
        PairingRequest(
            key=view.pairs.article.key,
            source=(source, source + len(other_rows[0].source_segments) - 1),
            target=(
                row.target_position,
                row.target_position + len(row.target_segments) - 1,
            ),
        ),
    )
    address = make_article_address(context, form.key, form.row, done=change.change_set)
    return Redirect(address)


class RowUndoForm(Request, frozen=True, kw_only=True):
    """The change set to take back."""

    key: ArticleKey
    row: RowId | None = None
    name: ChangeNameText


@ARTICLE_PAGES.add(
    *("POST", "/articles/{key}/undo", "article.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def undo_change(context: RequestContext, form: RowUndoForm) -> Redirect:
    """Take a change back that the person has made on the page."""
    undo(context, form.name)
    if form.row is None:
        return Redirect(make_article_address(context, form.key))
    return show_changed_row(context, form.key, form.row)
