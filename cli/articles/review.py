"""The command `review`, for uncertain pairs, and for editing any pair."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import click

from cli.console.command import command
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from exports.io.replace_file import replace_file
from exports.reports.alignment_html import AlignedText, render_alignment_page
from tm.articles.archive.archive import Archive
from tm.articles.review import ArticlePairing, Revision, edit_side
from tm.articles.unit_names import find_article_pairing, find_unit
from tm.errors import InputError, NotFound, UnknownName
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.store.units.filter import UnitFilter
from tm.unit import State, TranslationUnit, Withheld

_SPLIT_COUNTS_PATTERN = re.compile(r"(\d{1,6}):(\d{1,6})")
_MOVE_COUNT_PATTERN = re.compile(r"[+-]?[1-9]\d{0,5}")
_SEGMENT_NUMBERS_PATTERN = re.compile(
    r"(\d{1,6})(?:-(\d{1,6}))?=(\d{1,6})(?:-(\d{1,6}))?"
)


@command(
    examples="""
    padanan review
    padanan review --accept all
    padanan review --reject 3fa2
    padanan review --merge 3fa2 91c0
    padanan review --split 3fa2 1:1
    padanan review --move 3fa2 target 1
    padanan review --move 3fa2 target -1 --edge start
    padanan review --edit 3fa2 target 'Konvensi Hanoi ditandatangani.'
    padanan review --pair 4f1c 12-13=14
    padanan review --article 4f1c --html pairs.html
    """
)
@click.option(
    "--article", "article_key", help="Only pairs of the article with this key."
)
@click.option("--accept", "accepted_key", metavar="KEY|all", help="Accept a pair.")
@click.option("--reject", "rejected_key", metavar="KEY|all", help="Reject a pair.")
@click.option("--merge", nargs=2, metavar="KEY KEY", help="Merge two pairs into one.")
@click.option(
    "--split",
    nargs=2,
    metavar="KEY S:T",
    help="Split a pair; the first part gets S source and T target segments.",
)
@click.option(
    "--move",
    nargs=3,
    metavar="KEY SIDE N",
    help="Move the end of a side of a pair by N segments, such as 1 or -1.",
)
@click.option(
    "--edge",
    type=click.Choice(["start", "end"]),
    help="The edge that --move moves, by default the end.",
)
@click.option(
    "--edit", nargs=3, metavar="KEY SIDE TEXT", help="Change the text of a side."
)
@click.option(
    "--pair",
    nargs=2,
    metavar="ARTICLE S=T",
    help="Pair segments of both pages by their numbers, such as 12-13=14.",
)
@click.option(
    "--html",
    "html_path",
    metavar="FILE",
    help="Write all pairs of an article as an HTML page, side by side.",
)
def review(
    workspace: Workspace,
    article_key: str | None,
    accepted_key: str | None,
    rejected_key: str | None,
    html_path: str | None,
    edge: str | None,
    **revision_arguments_by_action: tuple[str, ...] | None,
) -> int:
    """List pairs with uncertain alignment, and accept, reject or edit them.

    --merge, --split, --move, --edit and --pair also work on pairs in use, which
    `padanan show` lists, and --edit on any unit of the memory. Edited and accepted
    pairs get the state `reviewed`; `padanan undo` takes each decision back.
    """
    arguments_by_action = {
        "accept": accepted_key,
        "reject": rejected_key,
        **revision_arguments_by_action,
    }
    action_names = [
        action_name
        for action_name, action_argument in arguments_by_action.items()
        if action_argument is not None
    ]
    if len(action_names) > 1:
        raise InputError(
            f"give only one of --{action_names[0]} and --{action_names[1]}"
        )
    if edge is not None and action_names != ["move"]:
        raise InputError("--edge needs --move")
    if html_path is not None:
        if article_key is None or action_names:
            raise InputError("--html needs --article KEY, and no other action")
        _write_page(workspace, article_key, Path(html_path))
        return 0
    waiting_filter = UnitFilter(
        article=article_key, translated=True, withheld=Withheld.REVIEW
    )
    if not action_names:
        shown_units: Sequence[TranslationUnit] = list(
            workspace.unit_store.read_units(waiting_filter)
        )
    elif accepted_key is not None or rejected_key is not None:
        shown_units = _find_waiting_units(
            workspace, waiting_filter, accepted_key or rejected_key or ""
        )
        _accept_or_reject(workspace, shown_units, action_name=action_names[0])
    else:
        [chosen_action] = action_names
        action_arguments = revision_arguments_by_action[chosen_action]
        assert action_arguments is not None
        if edge is not None:
            action_arguments = (*action_arguments, edge)
        shown_units = _apply_revision(
            workspace,
            _REVISION_FUNCTION_BY_ACTION[chosen_action](workspace, *action_arguments),
            chosen_action,
        )
    _print_pairs(workspace, shown_units)
    if not shown_units and not action_names:
        workspace.say("No pairs to review")
    return 0


def _write_page(workspace: Workspace, article_key: str, html_path: Path) -> None:
    archive = Archive(workspace.database)
    pairing = ArticlePairing.read(archive, workspace.unit_store, article_key)
    ladder, pair_by_bead = pairing.make_ladder()
    aligned_texts = [
        AlignedText(
            article_segments[0].segment.display_text,
            article_segments[0].segment.locale,
            [
                article_segment.segment.display_text
                for article_segment in article_segments
            ],
        )
        for article_segments in (pairing.original_segments, pairing.page_segments)
    ]
    name_by_bead = {
        bead: f"{pair.name} {'waits' if pair.is_waiting else pair.unit.state}"
        for bead, pair in pair_by_bead.items()
    }
    with replace_file(html_path) as html_file:
        html_file.write(
            render_alignment_page(
                ladder, *aligned_texts, name_by_bead=name_by_bead
            ).encode()
        )
    workspace.say(f"Written to {html_path}")


def _find_waiting_units(
    workspace: Workspace, waiting_filter: UnitFilter, key_prefix: str
) -> list[TranslationUnit]:
    """Find the pairs to review by the beginning of a key, or all."""
    if not key_prefix:
        raise InputError("the key is empty; give KEY or all")
    waiting_units = list(workspace.unit_store.read_units(waiting_filter))
    if key_prefix == "all":
        if not waiting_units:
            raise NotFound("no pairs to review")
        return waiting_units
    matching_units = [
        unit for unit in waiting_units if unit.key.hex().startswith(key_prefix)
    ]
    if not matching_units:
        raise NotFound(f"no pair {key_prefix!r} to review; `padanan review` lists them")
    if len(matching_units) > 1:
        raise InputError(
            f"{key_prefix!r} matches {len(matching_units)} keys; give a longer key"
        )
    return matching_units


def _accept_or_reject(
    workspace: Workspace, units: Sequence[TranslationUnit], *, action_name: str
) -> None:
    """Accept or reject pairs in a change set of their own."""
    with _open_action_change_set(workspace, action_name) as change_set:
        if action_name == "accept":
            reviewed_units = [replace(unit, state=State.REVIEWED) for unit in units]
            workspace.unit_store.add(reviewed_units, change_set)
        else:
            workspace.unit_store.withhold(units, change_set)
    pair_count_phrase = format_count(len(units), "pair")
    workspace.say(
        f"{action_name.capitalize()}ed {pair_count_phrase}; `padanan undo "
        f"{change_set.name}` takes it back"
    )


def _merge_pairs(workspace: Workspace, first_key: str, second_key: str) -> Revision:
    """Make the revision that merges two pairs of an article."""
    pairing = find_article_pairing(workspace.database, first_key)
    return pairing.merge(pairing.find_pair(first_key), pairing.find_pair(second_key))


def _split_pair(workspace: Workspace, key: str, counts_text: str) -> Revision:
    """Make the revision that splits a pair at numbers such as 1:1."""
    counts_match = _SPLIT_COUNTS_PATTERN.fullmatch(counts_text)
    if counts_match is None:
        raise InputError(f"{counts_text!r} must be S:T, such as 1:1")
    pairing = find_article_pairing(workspace.database, key)
    return pairing.split(
        pairing.find_pair(key), int(counts_match[1]), int(counts_match[2])
    )


def _move_pair_edge(
    workspace: Workspace, key: str, side_name: str, count_text: str, edge: str = "end"
) -> Revision:
    """Make the revision that moves the end or the start of a side by some segments."""
    if not _MOVE_COUNT_PATTERN.fullmatch(count_text):
        raise InputError(
            f"{count_text!r} must be a number of segments, such as 1 or -1"
        )
    pairing = find_article_pairing(workspace.database, key)
    return pairing.move_boundary(
        pairing.find_pair(key), _parse_side(side_name), int(count_text), edge=edge
    )


def _edit_pair_side(
    workspace: Workspace, key: str, side_name: str, text: str
) -> Revision:
    """Make the revision that changes the text of a side."""
    return edit_side(find_unit(workspace.database, key), _parse_side(side_name), text)


def _pair_segments(
    workspace: Workspace, article_key: str, numbers_text: str
) -> Revision:
    """Make the revision that pairs segments by numbers such as 12-13=14."""
    numbers_match = _SEGMENT_NUMBERS_PATTERN.fullmatch(numbers_text)
    if numbers_match is None:
        raise InputError(f"{numbers_text!r} must be S=T, such as 12-13=14")
    source_positions = range(
        int(numbers_match[1]), int(numbers_match[2] or numbers_match[1]) + 1
    )
    target_positions = range(
        int(numbers_match[3]), int(numbers_match[4] or numbers_match[3]) + 1
    )
    archive = Archive(workspace.database)
    return ArticlePairing.read(archive, workspace.unit_store, article_key).make_pair(
        source_positions, target_positions
    )


_REVISION_FUNCTION_BY_ACTION: Mapping[str, Callable[..., Revision]] = {
    "merge": _merge_pairs,
    "split": _split_pair,
    "move": _move_pair_edge,
    "edit": _edit_pair_side,
    "pair": _pair_segments,
}


def _parse_side(side_name: str) -> str:
    if side_name not in ("source", "target"):
        raise UnknownName("side", side_name, ["source", "target"])
    return side_name


def _apply_revision(
    workspace: Workspace, revision: Revision, action_name: str
) -> tuple[TranslationUnit, ...]:
    with _open_action_change_set(workspace, action_name) as change_set:
        revision.apply(workspace.unit_store, change_set)
    removed_count, added_pairs_phrase = (
        len(revision.removed_units),
        format_count(len(revision.added_units), "pair"),
    )
    summary = f"Replaced {removed_count} by {added_pairs_phrase}"
    workspace.say(f"{summary}; `padanan undo {change_set.name}` takes it back")
    return revision.added_units


def _open_action_change_set(
    workspace: Workspace, action_name: str
) -> AbstractContextManager[ChangeSet]:
    return open_change_set(
        workspace.database, command=f"review --{action_name}", author=workspace.author
    )


def _print_pairs(workspace: Workspace, units: Sequence[TranslationUnit]) -> None:
    print_result(
        workspace,
        [
            {
                "key": unit.key.hex(),
                "article": unit.origin.article,
                "position": unit.origin.position,
                "score": unit.origin.score,
                "source": unit.source.display_text,
                "target": unit.target.display_text if unit.target else None,
            }
            for unit in units
        ],
        columns=["key", "score", "source", "target"],
        rows=[
            [
                unit.key.hex()[:8],
                unit.origin.score,
                unit.source.display_text,
                unit.target.display_text if unit.target else None,
            ]
            for unit in units
        ],
    )
