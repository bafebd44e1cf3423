"""The command for pairs whose alignment was unsure, and for mending any pair."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.memory.unit_names import find_unit
from exports.io.replace_file import replace_file
from exports.reports.alignment_html import AlignedText, alignment_page
from tm.articles.archive.archive import Archive
from tm.articles.review import Pairing, Revision, edit_side
from tm.errors import InputError, NotFound, UnknownName
from tm.store.history.change_set import ChangeSet, change_set
from tm.store.units.filter import UnitFilter
from tm.unit import State, TranslationUnit, Withheld

_CUT = re.compile(r"(\d{1,6}):(\d{1,6})")
_STEPS = re.compile(r"[+-]?[1-9]\d{0,5}")
_PLACES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?=(\d{1,6})(?:-(\d{1,6}))?")


@command(
    examples="""
    padanan review
    padanan review --accept all
    padanan review --reject 3fa2
    padanan review --merge 3fa2 91c0
    padanan review --split 3fa2 1:1
    padanan review --move 3fa2 target 1
    padanan review --edit 3fa2 target 'Konvensi Hanoi ditandatangani.'
    padanan review --pair 4f1c 12-13=14
    padanan review --article 4f1c --html pairs.html
    """
)
@click.option("--article", help="Only pairs of the article with this key.")
@click.option("--accept", metavar="KEY|all", help="Take a pair into use.")
@click.option("--reject", metavar="KEY|all", help="Remove a pair.")
@click.option("--merge", nargs=2, metavar="KEY KEY", help="Make one pair of two.")
@click.option(
    "--split",
    nargs=2,
    metavar="KEY S:T",
    help="Make two pairs of one; the first takes S and T segments.",
)
@click.option(
    "--move",
    nargs=3,
    metavar="KEY SIDE N",
    help="End the source or target side of a pair N segments later, or earlier.",
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
    metavar="FILE",
    help="Write all pairs of an article as a page to read side by side.",
)
def review(
    workspace: Workspace,
    article: str | None,
    accept: str | None,
    reject: str | None,
    html: str | None,
    **revisions: tuple[str, ...] | None,
) -> int:
    """List pairs whose alignment was unsure, and decide about them.

    --merge, --split, --move, --edit and --pair work on pairs in use as well, which
    `padanan show` lists, and --edit on any unit of the memory. What is decided comes
    into use as reviewed; `padanan undo` takes each decision back.
    """
    wishes = {"accept": accept, "reject": reject, **revisions}
    chosen = [name for name, value in wishes.items() if value is not None]
    if len(chosen) > 1:
        raise InputError(f"--{chosen[0]} and --{chosen[1]}: give one at a time")
    if html is not None:
        if article is None or chosen:
            raise InputError("--html needs --article KEY, and nothing to decide")
        _write_page(workspace, article, Path(html))
        return 0
    wanted = UnitFilter(article=article, translated=True, withheld=Withheld.REVIEW)
    if not chosen:
        shown: Sequence[TranslationUnit] = list(workspace.memory.units(wanted))
    elif accept is not None or reject is not None:
        shown = _waiting(workspace, wanted, accept or reject or "")
        _decide(workspace, shown, verb=chosen[0])
    else:
        [verb] = chosen
        given = revisions[verb]
        assert given is not None
        shown = _revise(workspace, _REVISIONS[verb](workspace, *given), verb)
    _emit(workspace, shown)
    if not shown and not chosen:
        workspace.say("nothing waits for review")
    return 0


def _write_page(workspace: Workspace, article: str, path: Path) -> None:
    archive = Archive(workspace.database)
    pairing = Pairing.of(archive, workspace.memory, article)
    ladder, pairs = pairing.ladder()
    texts = [
        AlignedText(
            places[0].segment.display,
            places[0].segment.locale,
            [place.segment.display for place in places],
        )
        for places in (pairing.original, pairing.page)
    ]
    names = {
        bead: f"{pair.name} {'waits' if pair.waiting else pair.unit.state}"
        for bead, pair in pairs.items()
    }
    with replace_file(path) as file:
        file.write(alignment_page(ladder, *texts, names=names).encode())
    workspace.say(f"wrote {path}")


def _waiting(
    workspace: Workspace, wanted: UnitFilter, name: str
) -> list[TranslationUnit]:
    if not name:
        raise InputError("an empty key names no pair; give KEY or all")
    waiting = list(workspace.memory.units(wanted))
    if name == "all":
        if not waiting:
            raise NotFound("nothing waits for review")
        return waiting
    chosen = [unit for unit in waiting if unit.key.hex().startswith(name)]
    if not chosen:
        raise NotFound(f"no waiting pair {name!r}; `padanan review` lists them")
    if len(chosen) > 1:
        raise InputError(f"{name!r} begins {len(chosen)} keys; give more of it")
    return chosen


def _decide(
    workspace: Workspace, units: Sequence[TranslationUnit], *, verb: str
) -> None:
    with _changes(workspace, verb) as changes:
        if verb == "accept":
            done = [replace(unit, state=State.REVIEWED) for unit in units]
            workspace.memory.add(done, changes)
        else:
            workspace.memory.withhold(units, changes)
    workspace.say(f"{verb}ed {len(units)}; `padanan undo {changes.name}` undoes it")


def _merge(workspace: Workspace, first: str, second: str) -> Revision:
    pairing = _pairing(workspace, first)
    return pairing.merged(pairing.pair(first), pairing.pair(second))


def _split(workspace: Workspace, key: str, counts: str) -> Revision:
    found = _CUT.fullmatch(counts)
    if found is None:
        raise InputError(f"{counts!r} is no S:T, such as 1:1")
    pairing = _pairing(workspace, key)
    return pairing.split(pairing.pair(key), int(found[1]), int(found[2]))


def _move(workspace: Workspace, key: str, side: str, by: str) -> Revision:
    if not _STEPS.fullmatch(by):
        raise InputError(f"{by!r} is no number of segments, such as 1 or -1")
    pairing = _pairing(workspace, key)
    return pairing.move_boundary(pairing.pair(key), _side(side), int(by))


def _edit(workspace: Workspace, key: str, side: str, text: str) -> Revision:
    return edit_side(find_unit(workspace, key), _side(side), text)


def _pair(workspace: Workspace, article: str, places: str) -> Revision:
    found = _PLACES.fullmatch(places)
    if found is None:
        raise InputError(f"{places!r} is no S=T, such as 12-13=14")
    source = range(int(found[1]), int(found[2] or found[1]) + 1)
    target = range(int(found[3]), int(found[4] or found[3]) + 1)
    stored = Archive(workspace.database)
    return Pairing.of(stored, workspace.memory, article).make_pair(source, target)


_REVISIONS: Mapping[str, Callable[..., Revision]] = {
    "merge": _merge,
    "split": _split,
    "move": _move,
    "edit": _edit,
    "pair": _pair,
}


def _pairing(workspace: Workspace, key: str) -> Pairing:
    """The pairs of the article in which a pair stands."""
    units = list(workspace.memory.units_named(key))
    if not units:
        raise NotFound(f"no pair {key!r}; `padanan show` lists those in use")
    found = {unit.origin.article for unit in units}
    if len(found) > 1:
        raise InputError(f"{key!r} begins keys of several articles; give more of it")
    [article] = found
    if article is None:
        raise InputError(f"the pair {key!r} is of no article")
    return Pairing.of(Archive(workspace.database), workspace.memory, article)


def _side(name: str) -> str:
    if name not in ("source", "target"):
        raise UnknownName("side", name, ["source", "target"])
    return name


def _revise(
    workspace: Workspace, revision: Revision, verb: str
) -> tuple[TranslationUnit, ...]:
    with _changes(workspace, verb) as changes:
        revision.apply(workspace.memory, changes)
    done = f"{len(revision.removed)} before, {len(revision.added)} now"
    workspace.say(f"{done}; `padanan undo {changes.name}` undoes it")
    return revision.added


def _changes(workspace: Workspace, verb: str) -> AbstractContextManager[ChangeSet]:
    return change_set(workspace.database, command=f"review --{verb}", who=workspace.who)


def _emit(workspace: Workspace, units: Sequence[TranslationUnit]) -> None:
    emit(
        workspace,
        [
            {
                "key": unit.key.hex(),
                "article": unit.origin.article,
                "position": unit.origin.position,
                "score": unit.origin.score,
                "source": unit.source.display,
                "target": unit.target.display if unit.target else None,
            }
            for unit in units
        ],
        columns=["key", "score", "source", "target"],
        rows=[
            [
                unit.key.hex()[:8],
                unit.origin.score,
                unit.source.display,
                unit.target.display if unit.target else None,
            ]
            for unit in units
        ],
    )
