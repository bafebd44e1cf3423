"""Decisions on unsure pairs; the next pair follows, and the last one can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import msgspec

from padanan.values.article_pairs import AlignedRow
from padanan.values.units import PairChange, StoredUnit
from tm.errors import Conflict, InputError, NotFound, VersionConflict
from web.api.articles import read_article
from web.api.history import ChangeNameText, undo
from web.api.request_types import Text, Version
from web.api.reviews import (
    MoveRequest,
    PairingRequest,
    PairKey,
    SegmentCount,
    accept_pair,
    edit_pair,
    merge_pairs,
    move_pair_edge,
    pair_segments,
    reject_pair,
    split_pair,
)
from web.api.units import UnitRequest, read_unit
from web.pages.page_route import PageGroup, Redirect, TemplateAnswer
from web.pages.review.queue import (
    REVIEW_TITLE,
    Action,
    PairView,
    QueueRequest,
    ReviewPageRequest,
    make_pair_view,
    make_review_address,
    read_review,
)
from web.request_context import RequestContext
from web.route import Role

PAIR_DECISION_PAGES = PageGroup()


class PairDecision(QueueRequest, frozen=True, kw_only=True):
    """A decision on a pair in the version that the person has read."""

    key: PairKey
    version: Version
    action: Action
    text: Text | None = None
    """The new translation."""
    source_count: SegmentCount = 1
    """How many sentences the first part of a split pair gets."""
    target_count: SegmentCount = 1
    count: SegmentCount = 1
    """How many sentences a side takes or gives."""
    seen_source: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    """The texts that the person has read, to be shown beside those of a conflict."""
    seen_target: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


@dataclass(frozen=True, slots=True)
class PairConflictView:
    """What two reviewers have made of one pair."""

    decision: PairDecision
    current_unit: StoredUnit | None
    """What is stored now; None if the pair is gone."""
    next_address: str


@PAIR_DECISION_PAGES.add(
    *("POST", "/review/decide", "review.html"), title=REVIEW_TITLE, role=Role.REVIEWER
)
def decide_on_pair(
    context: RequestContext, form: PairDecision
) -> Redirect | TemplateAnswer:
    """Decide on a pair, and go on with the next one."""
    try:
        change = _DECISION_BY_ACTION[form.action](
            replace(context, version=form.version), form
        )
    except (Conflict, NotFound) as error:
        return _show_conflict(context, form, error)
    return _show_pair(
        context,
        form,
        decided=form.decided + 1,
        last=change.change_set,
        last_pair=form.key,
        last_action=form.action,
    )


def _show_conflict(
    context: RequestContext, form: PairDecision, error: Exception
) -> TemplateAnswer:
    current_unit = error.current if isinstance(error, VersionConflict) else None
    if not isinstance(current_unit, StoredUnit):
        current_unit = _find_unit(context, form.key)
    return TemplateAnswer(
        PairConflictView(
            form, current_unit, make_review_address(context.memory_name, form)
        ),
        "review_conflict.html",
        409,
        fragment="review_conflict_part.html",
    )


def _find_unit(context: RequestContext, key: str) -> StoredUnit | None:
    try:
        return read_unit(context, UnitRequest(key=key))
    except NotFound:
        return None


class DecisionUndo(QueueRequest, frozen=True, kw_only=True):
    """The decision to take back."""

    name: ChangeNameText
    pair: PairKey
    """The pair that it was about, which is shown again."""


@PAIR_DECISION_PAGES.add(
    *("POST", "/review/undo", "review.html"), title=REVIEW_TITLE, role=Role.REVIEWER
)
def undo_decision(context: RequestContext, form: DecisionUndo) -> Redirect:
    """Take a decision back, and show its pair again."""
    undo(context, form.name)
    return _show_pair(context, form, decided=max(0, form.decided - 1), pair=form.pair)


def _show_pair(
    context: RequestContext, queue: QueueRequest, **query_parameters: object
) -> Redirect:
    """Show the next pair of the queue, or one that is named."""
    address = make_review_address(context.memory_name, queue, **query_parameters)
    query_values = {
        name: getattr(queue, name)
        for name in ("memory", "article", "cursor", "decided", "skipped")
    }
    request = msgspec.convert({**query_values, **query_parameters}, ReviewPageRequest)
    part = TemplateAnswer(
        read_review(context, request),
        "review_pair.html",
        headers={"hx-replace-url": address},
    )
    return Redirect(address, part=part)


def _merge_with_neighbour(
    context: RequestContext, form: PairDecision, neighbour_offset: int
) -> PairChange:
    """Merge a pair with the row before or after it."""
    article_version, pair_view = _find_pair_with_version(context, form)
    neighbour_rows = (pair_view.rows_before[-1:], pair_view.rows_after[:1])[
        neighbour_offset > 0
    ]
    if not neighbour_rows:
        raise InputError("there is no row to merge with", parameters=("action",))
    [neighbour_row] = neighbour_rows
    if neighbour_row.unit is not None:
        return merge_pairs(context, form.key, neighbour_row.unit.key)
    assert pair_view.row is not None
    assert pair_view.pairs is not None
    article = pair_view.pairs.article.key
    source, target = (
        _find_outer_positions(
            _list_positions(pair_view.row, side), _list_positions(neighbour_row, side)
        )
        for side in ("source", "target")
    )
    return pair_segments(
        replace(context, version=article_version),
        PairingRequest(key=article, source=source, target=target),
    )


def _find_pair_with_version(
    context: RequestContext, form: PairDecision
) -> tuple[str, PairView]:
    """Find the place of the pair of a decision, and the version of its article.

    The pair is read after the article, so that no change of others stays unseen.
    """
    article = read_unit(context, UnitRequest(key=form.key)).origin.article
    if article is None:
        raise InputError(f"pair {form.key!r} is of no article")
    version = read_article(context, article).version
    unit = read_unit(context, UnitRequest(key=form.key))
    if unit.version != form.version:
        raise VersionConflict("somebody else has decided on the pair", unit)
    return version, make_pair_view(context, unit)


def _list_positions(row: AlignedRow, side: str) -> range:
    if side == "source":
        start, segments = row.source_position, row.source_segments
    else:
        start, segments = row.target_position, row.target_segments
    return range(0) if start is None else range(start, start + len(segments))


def _find_outer_positions(
    row_positions: Sequence[int], other_positions: Sequence[int]
) -> tuple[int, int]:
    positions = [*row_positions, *other_positions]
    return min(positions), max(positions)


def _edit_translation(context: RequestContext, form: PairDecision) -> PairChange:
    if form.text is None:
        raise InputError("give the text of the translation", parameters=("text",))
    return edit_pair(context, form.key, "target", form.text)


def _make_move_decision(
    side: Literal["source", "target"],
    edge: Literal["start", "end"],
    sign: Literal[-1, 1],
) -> "_Decision":
    def move_edge(context: RequestContext, form: PairDecision) -> PairChange:
        request = MoveRequest(
            key=form.key, side=side, count=sign * form.count, edge=edge
        )
        return move_pair_edge(context, request)

    return move_edge


_Decision = Callable[[RequestContext, PairDecision], PairChange]
_DECISION_BY_ACTION: dict[str, _Decision] = {
    "accept": lambda context, form: accept_pair(context, form.key),
    "reject": lambda context, form: reject_pair(context, form.key),
    "edit": _edit_translation,
    "split": lambda context, form: split_pair(
        context, form.key, form.source_count, form.target_count
    ),
    "merge_before": lambda context, form: _merge_with_neighbour(context, form, -1),
    "merge_after": lambda context, form: _merge_with_neighbour(context, form, 1),
    "source_takes": _make_move_decision("source", "end", 1),
    "source_gives": _make_move_decision("source", "end", -1),
    "target_takes": _make_move_decision("target", "end", 1),
    "target_gives": _make_move_decision("target", "end", -1),
    "source_takes_before": _make_move_decision("source", "start", -1),
    "source_gives_before": _make_move_decision("source", "start", 1),
    "target_takes_before": _make_move_decision("target", "start", -1),
    "target_gives_before": _make_move_decision("target", "start", 1),
}
