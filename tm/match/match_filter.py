"""The match filter: the interface by which checks judge the matches of a lookup.

A filter subtracts points from a match whose translation violates the current termbase
or checks, and may fix the translation. A higher package decides which faults count.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from tm.finding import Span
from tm.match.match_rate import Match, MatchType
from tm.match.penalties import Penalty
from tm.match.replacement import ReplacementKind, TargetReplacement
from tm.match.similarity import list_edits
from tm.text.segment import Segment
from tm.text.tokens import split_tokens

_EXACT_TYPES = (MatchType.EXACT, MatchType.IN_CONTEXT)


class MatchFilter(Protocol):
    """Filter of translations; the same pair always gets the same penalties."""

    def find_penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """Find the penalties for the faults of a translation; empty without a fault."""

    def find_opposites(
        self, query: Segment, source: Segment, target: Segment
    ) -> Sequence[Penalty]:
        """Find the penalties for a translation that says the opposite of the query.

        `source`: the stored text that it translates.
        """

    def fix_target(self, source: Segment, target: Segment) -> Segment | None:
        """Fix the faults of a translation; None if a fix is uncertain."""

    def can_fix(self, check_id: str) -> bool:
        """Whether `fix_target` removes the findings of a check."""


def filter_match(match: Match, match_filter: MatchFilter | None) -> Match:
    """Subtract the penalties of a match filter from a match.

    A match with a fault is no longer exact: it must not go into a text unseen.
    """
    if match_filter is None or match.target is None:
        return match
    return subtract_penalties(
        match, match_filter.find_penalties(match.source, match.target)
    )


def subtract_penalties(match: Match, penalties: Sequence[Penalty]) -> Match:
    """Subtract penalties that a match filter found from a match."""
    if not penalties:
        return match
    match_type = MatchType.FUZZY if match.type in _EXACT_TYPES else match.type
    return replace(match, penalties=(*match.penalties, *penalties), type=match_type)


def find_opposites(
    query: Segment, match: Match, match_filter: MatchFilter | None
) -> Sequence[Penalty]:
    """Find the penalty of a match that says the opposite of the query: rise, fall.

    Only of a match whose source differs from the query.
    """
    if match_filter is None or match.target is None or match.similarity == 100:
        return ()
    return match_filter.find_opposites(query, match.source, match.target)


def fix_match(match: Match, match_filter: MatchFilter | None) -> Match:
    """Fix the repaired translation of a filtered match, or its stored one.

    It counts as repaired if the source is equal to the text looked up.
    """
    translation = match.repaired_target or match.target
    failed_checks = [
        penalty.check for penalty in match.penalties if penalty.check is not None
    ]
    if match_filter is None or translation is None or not failed_checks:
        return match
    fixed_target = (
        match_filter.fix_target(match.source, translation)
        if all(map(match_filter.can_fix, failed_checks))
        else None
    )
    if fixed_target is None:
        # A translation with a remaining fault must not be offered as repaired.
        is_repaired = match.type is MatchType.REPAIRED
        return replace(match, type=MatchType.FUZZY) if is_repaired else match
    has_only_check_penalties = match.similarity == 100 and all(
        penalty.check for penalty in match.penalties
    )
    is_fuzzy = match.type is MatchType.FUZZY
    match_type = (
        MatchType.REPAIRED if is_fuzzy and has_only_check_penalties else match.type
    )
    fixed_match = replace(match, repaired_target=fixed_target, type=match_type)
    return _move_spans_to_fixed_text(fixed_match, translation.text, fixed_target.text)


def _move_spans_to_fixed_text(match: Match, text: str, fixed_text: str) -> Match:
    """Move the replacements of a match to its fixed text, and add those of the fix."""
    tokens, fixed_tokens = split_tokens(text), split_tokens(fixed_text)
    term_replacements: list[TargetReplacement] = []
    edit_ends_and_growths: list[tuple[int, int]] = []
    for operation, start, end, fixed_start, fixed_end in list_edits(
        [token.text for token in tokens], [token.text for token in fixed_tokens]
    ):
        if operation == "equal":
            continue
        old_span, new_span = (
            Span(side_tokens[start_index].start, side_tokens[end_index - 1].end)
            if start_index < end_index
            else Span(
                side_tokens[start_index - 1].end, side_tokens[start_index - 1].end
            )
            if start_index
            else Span(0, 0)
            for side_tokens, start_index, end_index in (
                (tokens, start, end),
                (fixed_tokens, fixed_start, fixed_end),
            )
        )
        old_text, new_text = old_span.of(text), new_span.of(fixed_text)
        edit_ends_and_growths.append((old_span.end, len(new_text) - len(old_text)))
        term_replacements.append(
            TargetReplacement(
                ReplacementKind.TERM, new_span, old_text, new_text, "", ""
            )
        )

    def move_span(span: Span) -> Span:
        start, end = (
            offset
            + sum(growth for end, growth in edit_ends_and_growths if end <= offset)
            for offset in (span.start, span.end)
        )
        return Span(start, max(start, end))

    moved_replacements = [
        replace(replacement, span=move_span(replacement.span))
        for replacement in match.replacements
    ]
    return replace(
        match,
        replacements=tuple(
            sorted(
                [*moved_replacements, *term_replacements],
                key=lambda replacement: replacement.span,
            )
        ),
        open_differences=tuple(
            difference
            if difference.target_span is None
            else replace(difference, target_span=move_span(difference.target_span))
            for difference in match.open_differences
        ),
    )
