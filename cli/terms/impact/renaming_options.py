"""The options of `terms impact`: the new terms, and whether they are applied."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from cli.console.options.option_group import option_group
from cli.terms.entry_options import PartialDateType
from glossary.entries import editing
from glossary.entries.entry import ConceptEntry
from glossary.entries.notation import (
    STATUS_AND_FORBIDDEN_BY_WORD,
    TermName,
    parse_status,
)
from tm.errors import InputError
from tm.text.locale import Locale

_DEMOTED_STATUS_WORDS = [
    word for word in STATUS_AND_FORBIDDEN_BY_WORD if word != "preferred"
]
demoted_status_option = click.option(
    "--demote",
    "demoted_status_word",
    type=click.Choice(_DEMOTED_STATUS_WORDS),
    default="superseded",
    show_default=True,
    help="Status of the previous preferred term.",
)


@dataclass(frozen=True, slots=True)
class RenamingOptions:
    """Which preferred terms change, and how."""

    concept_and_term: Sequence[str]
    """The id of a concept, and its new term; empty with a file."""
    terms_path: str | None
    demoted_status_word: str
    first_day: str | None
    replaces_every_form: bool

    def require_consistent(self) -> None:
        """Raise InputError unless a term or a file is given."""
        if (self.terms_path is None) == (len(self.concept_and_term) != 2):
            raise InputError("give CONCEPT and LOCALE=TEXT, or --from-file FILE")
        if self.terms_path is not None and self.concept_and_term:
            raise InputError("give only one of --from-file and CONCEPT LOCALE=TEXT")

    @property
    def change_detail(self) -> str:
        """The source of the new terms: the file, else the concept."""
        return self.terms_path or self.concept_and_term[0]

    @property
    def term_locale(self) -> Locale | None:
        """The locale of the new term; None with a file."""
        return (
            None if self.terms_path else TermName.parse(self.concept_and_term[1]).locale
        )

    def prefer_term(self, entry: ConceptEntry, term_name: TermName) -> ConceptEntry:
        """Give an entry another preferred term."""
        former_status = parse_status(self.demoted_status_word)
        return editing.prefer_term(
            entry, term_name, former_status=former_status, first_day=self.first_day
        )


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """Whether the change is made, and to which uncertain units."""

    applies_change: bool
    included_key_prefixes: Sequence[str]
    skips_confirmation: bool


renaming_options = option_group(
    "renaming_options",
    RenamingOptions,
    click.argument("concept_and_term", nargs=-1, metavar="[CONCEPT LOCALE=TEXT]"),
    click.option(
        "--from-file",
        "terms_path",
        metavar="FILE",
        help="Read the new terms from a TBX or CSV file.",
    ),
    demoted_status_option,
    click.option(
        "--on", "first_day", type=PartialDateType(), help="First day of the new term."
    ),
    click.option(
        "--every-form",
        "replaces_every_form",
        is_flag=True,
        help="Also replace deprecated, superseded and forbidden forms.",
    ),
)
apply_options = option_group(
    "apply_options",
    ApplyOptions,
    click.option("--apply", "applies_change", is_flag=True, help="Apply the change."),
    click.option(
        "--include",
        "included_key_prefixes",
        multiple=True,
        metavar="KEY|all",
        help="Also change this uncertain unit, if its new text is known.",
    ),
    click.option(
        "--yes", "skips_confirmation", is_flag=True, help="Apply without asking."
    ),
)
