"""The commands `add` and `remove`, for single units."""

import click

from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.memory.index import index_new_segments
from tm.articles.archive.archive import Archive
from tm.articles.unit_names import find_equal_units, find_unit
from tm.errors import InputError, NotFound
from tm.store.history.change_set import open_change_set
from tm.store.history.unit_records import describe_units
from tm.store.units.filter import UnitFilter
from tm.text.control_characters import find_control_characters
from tm.text.segment import Segment
from tm.unit import DEFAULT_MEMORY_NAME, Origin, State, TranslationUnit


@command(
    examples="""
    padanan add "họp báo" "konferensi pers" -s vi -t id
    padanan add "Lễ mở ký" "upacara penandatanganan" -s vi -t id --note "seed, L5"
    padanan add "họp báo" "konferensi pers" -s vi -t id --replace
    """
)
@click.argument("source_text", metavar="SOURCE")
@click.argument("target_text", metavar="TARGET")
@pair_options
@click.option(
    "--memory",
    "memory_name",
    default=DEFAULT_MEMORY_NAME,
    show_default=True,
    help="Name of the memory.",
)
@click.option("--note", help="A note on the unit.")
@click.option(
    "--replace",
    "replaces_others",
    is_flag=True,
    help="Remove the other translations of SOURCE, to correct a wrong one.",
)
def add(
    workspace: Workspace,
    source_text: str,
    target_text: str,
    pair_options: PairOptions,
    memory_name: str,
    note: str | None,
    replaces_others: bool,
) -> None:
    """Add a segment and its translation to the memory, or correct one."""
    segments = _make_segments(workspace, source_text, target_text, pair_options)
    origin = Origin(memory=memory_name, author=workspace.author)
    unit = TranslationUnit(*segments, State.TRANSLATED, origin, note=note)
    other_units = _find_other_translations(workspace, unit)
    with open_change_set(
        workspace.database,
        command="add",
        author=workspace.author,
        detail=describe_units([unit]),
    ) as change_set:
        add_counts = workspace.unit_store.add([unit], change_set, restores_removed=True)
        if replaces_others and other_units:
            workspace.unit_store.withhold(other_units, change_set)
    count_by_name: dict[str, int | str | None] = {
        "new": add_counts.new,
        "known": add_counts.known,
        "changed": add_counts.changed,
    }
    if replaces_others:
        count_by_name["removed"] = len(other_units)
    print_result(
        workspace,
        {**count_by_name, "import": change_set.name},
        columns=[*count_by_name, "change set"],
        rows=[[*count_by_name.values(), change_set.name]],
    )
    if other_units and not replaces_others:
        workspace.say(
            f"The memory has other translations of SOURCE ({len(other_units)}); "
            "--replace removes them"
        )
    if change_set.name is None:
        workspace.say("Already in the memory; nothing changed")
    index_new_segments(workspace)


@command(
    examples="""
    padanan remove "họp báo" "jumpa pers" -s vi -t id
    padanan remove --article 4f1c
    padanan remove --unit 836bf858
    """
)
@click.argument("source_text", metavar="[SOURCE]", required=False)
@click.argument("target_text", metavar="[TARGET]", required=False)
@pair_options
@click.option(
    "--article",
    "article_key_prefix",
    help="Remove all units of the article with this key.",
)
@click.option(
    "--unit",
    "unit_name",
    metavar="KEY",
    help="Remove the unit with this key, as findings show it.",
)
def remove(
    workspace: Workspace,
    source_text: str | None,
    target_text: str | None,
    pair_options: PairOptions,
    article_key_prefix: str | None,
    unit_name: str | None,
) -> None:
    """Remove units from the memory; `padanan undo` restores them.

    SOURCE alone removes all its translations, SOURCE and TARGET only that one.
    """
    if (
        sum(
            selecting_value is not None
            for selecting_value in (source_text, article_key_prefix, unit_name)
        )
        != 1
    ):
        raise InputError("give a SOURCE text, --article KEY or --unit KEY")
    refuse_unused_options(
        source_text is not None, "a SOURCE text", "source_locale", "target_locale"
    )
    if unit_name is not None:
        units = [find_unit(workspace.database, unit_name)]
    elif article_key_prefix is not None:
        article_key = Archive(workspace.database).get(article_key_prefix).article.key
        unit_filter = UnitFilter(article=article_key, translated=True)
        units = list(workspace.unit_store.read_units(unit_filter))
    else:
        assert source_text is not None
        source_locale = workspace.choose_source_locale(pair_options.source_locale)
        units = find_equal_units(
            workspace.database,
            Segment.of(source_locale, source_text),
            workspace.choose_target_locale(pair_options.target_locale),
            target_text=target_text,
        )
    if not units:
        raise NotFound("no such unit; find it with `padanan lookup`")
    with open_change_set(
        workspace.database,
        command="remove",
        author=workspace.author,
        detail=describe_units(units),
    ) as change_set:
        removed_count = workspace.unit_store.withhold(units, change_set)
    print_result(
        workspace,
        {"removed": removed_count, "import": change_set.name},
        columns=["removed", "change set"],
        rows=[[removed_count, change_set.name]],
    )


def _make_segments(
    workspace: Workspace,
    source_text: str,
    target_text: str,
    pair_options: PairOptions,
) -> tuple[Segment, Segment]:
    source_segment = Segment.of(
        workspace.choose_source_locale(pair_options.source_locale), source_text
    )
    target_segment = Segment.of(
        workspace.choose_target_locale(pair_options.target_locale), target_text
    )
    for segment, side_name in ((source_segment, "SOURCE"), (target_segment, "TARGET")):
        if segment.is_empty:
            raise InputError(f"{side_name} is empty")
        for offset in find_control_characters(segment.text):
            raise InputError(
                f"{side_name} has a control character "
                f"(U+{ord(segment.text[offset]):04X}) at position {offset + 1}; "
                "remove it"
            )
    if source_segment.locale.is_same_variant(target_segment.locale):
        raise InputError(
            f"source and target are both {source_segment.locale}; give two languages"
        )
    return source_segment, target_segment


def _find_other_translations(
    workspace: Workspace, unit: TranslationUnit
) -> list[TranslationUnit]:
    """Find the units of the same memory that translate a source in another way."""
    assert unit.target is not None
    texts = {unit.source.text, unit.target.text}
    return [
        other_unit
        for other_unit in find_equal_units(
            workspace.database, unit.source, unit.target.locale
        )
        if other_unit.origin.memory == unit.origin.memory
        and other_unit.target is not None
        and {other_unit.source.text, other_unit.target.text} != texts
    ]
