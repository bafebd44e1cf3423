"""The queue of unsure pairs, each with its neighbours and why it is unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec

from padanan.values.article_pairs import AlignedRow, ArticlePairs
from padanan.values.units import StoredUnit
from tm.articles.pair_doubts import Doubt, DoubtKind
from tm.errors import NotFound
from web.api.articles import read_article_pairs
from web.api.history import ChangeNameText
from web.api.request_types import Cursor, Request, WholeArticleKey
from web.api.reviews import (
    PairKey,
    ReviewRequest,
    WaitingCountRequest,
    count_waiting_pairs,
    list_waiting_pairs,
)
from web.api.units import UnitRequest, read_unit
from web.pages.page_route import N_, PageGroup
from web.request_context import RequestContext
from web.route import Role

REVIEW_PAGES = PageGroup()
REVIEW_TITLE = N_("Alignment review")
_NEIGHBOUR_ROW_COUNT = 2
_END_CURSOR = "end"
"""The cursor behind the last pair."""
Action = Literal[
    "accept",
    "reject",
    "edit",
    "split",
    "merge_before",
    "merge_after",
    "source_takes",
    "source_gives",
    "target_takes",
    "target_gives",
    "source_takes_before",
    "source_gives_before",
    "target_takes_before",
    "target_gives_before",
]
DECISION_WORDS = {
    "accept": N_("Accepted."),
    "reject": N_("Rejected."),
    "edit": N_("Edited and accepted."),
    "split": N_("Split."),
    "merge_before": N_("Merged with the row before."),
    "merge_after": N_("Merged with the row after."),
    "source_takes": N_("The original has one more sentence."),
    "source_gives": N_("The original has one sentence less."),
    "target_takes": N_("The translation has one more sentence."),
    "target_gives": N_("The translation has one sentence less."),
    "source_takes_before": N_("The original has one more sentence."),
    "source_gives_before": N_("The original has one sentence less."),
    "target_takes_before": N_("The translation has one more sentence."),
    "target_gives_before": N_("The translation has one sentence less."),
}
"""What a decision did, said of it afterwards."""
ReviewedCount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
_LABEL_BY_DOUBT_KIND: Mapping[DoubtKind, str] = {
    DoubtKind.SHORT_SOURCE: N_("The original is much shorter than usual."),
    DoubtKind.SHORT_TARGET: N_("The translation is much shorter than usual."),
    DoubtKind.LONE_SOURCE: N_(
        "A sentence of the original beside it has no translation; it may belong here."
    ),
    DoubtKind.LONE_TARGET: N_(
        "A sentence of the translation beside it has no original; it may belong here."
    ),
    DoubtKind.KIND: N_("A headline or caption stands against a sentence of the text."),
}


class QueueRequest(Request, frozen=True, kw_only=True):
    """The place in the queue, and what was decided so far."""

    article: WholeArticleKey | None = None
    """Only pairs of this article."""
    cursor: Cursor | None = None
    """Behind the pairs that were skipped."""
    decided: ReviewedCount = 0
    skipped: ReviewedCount = 0


class ReviewPageRequest(QueueRequest, frozen=True, kw_only=True):
    """The pair to show: the next one of the queue, or one by its key."""

    pair: PairKey | None = None
    last: ChangeNameText | None = None
    """The change set of the last decision."""
    last_pair: PairKey | None = None
    """The pair that it was about."""
    last_action: Action | None = None


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair with its neighbours in both texts."""

    unit: StoredUnit
    pairs: ArticlePairs | None
    """The article; None for a pair of no article."""
    row_index: int | None
    """The row of the pair; None if it has no place in the texts."""

    @property
    def row(self) -> AlignedRow | None:
        """The row of the pair."""
        if self.pairs is None or self.row_index is None:
            return None
        return self.pairs.rows[self.row_index]

    @property
    def rows_before(self) -> Sequence[AlignedRow]:
        """The rows before the pair."""
        if self.pairs is None or self.row_index is None:
            return ()
        return self.pairs.rows[
            max(0, self.row_index - _NEIGHBOUR_ROW_COUNT) : self.row_index
        ]

    @property
    def rows_after(self) -> Sequence[AlignedRow]:
        """The rows after the pair."""
        if self.pairs is None or self.row_index is None:
            return ()
        return self.pairs.rows[
            self.row_index + 1 : self.row_index + 1 + _NEIGHBOUR_ROW_COUNT
        ]

    @property
    def doubts(self) -> Sequence[Doubt]:
        """Why the pair is unsure."""
        return () if self.row is None else self.row.doubts

    @property
    def number_doubt(self) -> Doubt | None:
        """The numbers that only one side has."""
        return next(
            (doubt for doubt in self.doubts if doubt.kind is DoubtKind.NUMBERS), None
        )

    def describe_doubt(self, doubt: Doubt) -> str | None:
        """Describe a doubt in English; None for one that names words of the texts."""
        return _LABEL_BY_DOUBT_KIND.get(doubt.kind)

    def mark_numbers(
        self, text: str, *, is_source: bool
    ) -> Sequence[tuple[int, int, str]]:
        """Find the places of the numbers that only this side has."""
        if self.number_doubt is None:
            return ()
        number_list = (
            self.number_doubt.source if is_source else self.number_doubt.target
        )
        spans, end = list[tuple[int, int, str]](), 0
        for number in filter(None, number_list.split(", ")):
            start = text.find(number, end)
            if start >= 0:
                end = start + len(number)
                spans.append((start, end, "lacking"))
        return spans


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The pair to decide on, and how far the queue is."""

    queue: ReviewPageRequest
    pair: PairView | None
    """None at the end of the queue."""
    waiting_count: int
    """How many pairs wait for review."""
    next_cursor: str | None
    threshold: float
    """The certainty from which on pairs are used without review."""
    may_decide: bool
    memory_name: str

    @property
    def last_words(self) -> str:
        """What the last decision did, in English."""
        return DECISION_WORDS[self.queue.last_action or "accept"]

    @property
    def number(self) -> int:
        """The number of the pair among all of this review."""
        return self.queue.decided + self.queue.skipped + 1

    @property
    def total(self) -> int:
        """How many pairs this review has: those decided and those that wait."""
        return max(self.queue.decided + self.waiting_count, self.number)

    @property
    def skip_address(self) -> str:
        """The address of the next pair, which leaves this one to wait."""
        return make_review_address(
            self.memory_name,
            self.queue,
            cursor=self.next_cursor,
            skipped=self.queue.skipped + 1,
        )


@REVIEW_PAGES.add(
    *("GET", "/review", "review.html"),
    title=REVIEW_TITLE,
    fragment="review_pair.html",
)
def show_review(context: RequestContext, request: ReviewPageRequest) -> ReviewView:
    """Show the next unsure pair, or the one that is asked for."""
    return read_review(context, request)


def read_review(context: RequestContext, request: ReviewPageRequest) -> ReviewView:
    """Read the next pair of the queue with its neighbours."""
    next_cursor = request.cursor
    unit = None
    if request.pair is not None:
        unit = read_unit(context, UnitRequest(key=request.pair))
    elif request.cursor != _END_CURSOR:
        unit_page = list_waiting_pairs(
            context,
            ReviewRequest(article=request.article, cursor=request.cursor, limit=1),
        )
        unit = unit_page.units[0] if unit_page.units else None
        next_cursor = unit_page.next or _END_CURSOR
    return ReviewView(
        request,
        None if unit is None else make_pair_view(context, unit),
        count_waiting_pairs(context, WaitingCountRequest(article=request.article)),
        next_cursor,
        context.memory.settings.align.threshold,
        context.role.includes(Role.REVIEWER),
        context.memory_name,
    )


def make_review_address(
    memory_name: str, queue: QueueRequest, **query_parameters: object
) -> str:
    """Make the address of a place in the queue."""
    query_values = {
        "memory": memory_name,
        "article": queue.article,
        "cursor": queue.cursor,
        "decided": queue.decided,
        "skipped": queue.skipped,
        **query_parameters,
    }
    query = urlencode({name: value for name, value in query_values.items() if value})
    return f"/review?{query}"


def make_pair_view(context: RequestContext, unit: StoredUnit) -> PairView:
    """Find the place of a pair in its article."""
    if unit.origin.article is None:
        return PairView(unit, None, None)
    try:
        pairs = read_article_pairs(context, unit.origin.article)
    except NotFound:
        return PairView(unit, None, None)
    indexes = [
        index
        for index, row in enumerate(pairs.rows)
        if row.unit is not None and row.unit.key == unit.key
    ]
    return PairView(unit, pairs, indexes[0] if indexes else None)
