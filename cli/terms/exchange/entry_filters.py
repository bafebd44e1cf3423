"""The options that choose concepts by field, text, status, day and change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.console.options.option_group import option_group
from cli.console.options.parameter_types import SinceType
from cli.console.workspace import Workspace
from cli.terms.entry_options import PartialDateType
from glossary.entries.entry import TermStatus
from tm.text.locale import Locale

if TYPE_CHECKING:
    from glossary.entries.entry_filter import EntryFilter

_STATUS_NAMES = (*(status.value for status in TermStatus), "forbidden")


@dataclass(frozen=True, slots=True)
class EntryFilterOptions:
    """The conditions that concepts must meet."""

    subject_fields: Sequence[str]
    text: str | None
    statuses: Sequence[str]
    day: str | None
    changed_since: str | None
    termbases: Sequence[str]

    def make_filter(
        self, workspace: Workspace, locales: Iterable[Locale]
    ) -> "EntryFilter":
        """Make the filter of entries. Raises NotFound for an unknown change set."""
        from glossary.entries.entry_filter import EntryFilter
        from glossary.store.sql_reader import read_precedence
        from tm.store.history.change_set import find_changed_keys

        with workspace.database.open_reader() as reader:
            precedence = read_precedence(reader)
        concept_ids = None
        if self.changed_since is not None:
            concept_ids = find_changed_keys(
                workspace.database, "concept", self.changed_since
            )
        return EntryFilter(
            subject_fields=self.subject_fields,
            text=self.text,
            statuses=self.statuses,
            day=self.day,
            locales=tuple(locales),
            concept_ids=concept_ids,
            termbases=self.termbases,
            termbase_precedence=precedence,
        )

    def explain_empty_result(self) -> str:
        """Say why nothing may have been chosen."""
        if any(
            (
                self.subject_fields,
                self.text,
                self.statuses,
                self.day,
                self.changed_since,
                self.termbases,
            )
        ):
            return "none meets all conditions; give fewer of them"
        return "the termbase has none with terms in these languages"


entry_filter_options = option_group(
    "filter_options",
    EntryFilterOptions,
    click.option(
        "--domain",
        "subject_fields",
        multiple=True,
        metavar="NAME",
        help="Only concepts of this subject field. May be repeated.",
    ),
    click.option(
        "--query",
        "text",
        metavar="TEXT",
        help="Only concepts with this text in a term; ignores case and diacritics.",
    ),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=click.Choice(_STATUS_NAMES),
        help="Only terms of this status. May be repeated.",
    ),
    click.option(
        "--valid-on",
        "day",
        type=PartialDateType(),
        help="Only what is valid on this day.",
    ),
    click.option(
        "--changed-since",
        "changed_since",
        type=SinceType(),
        metavar="DATE|CHANGE_SET",
        help="Only concepts changed since a day, or since change set i12.",
    ),
    click.option(
        "--termbase",
        "termbases",
        multiple=True,
        metavar="NAME",
        help="Only concepts of this termbase: a name, own or starter. May be repeated.",
    ),
)
