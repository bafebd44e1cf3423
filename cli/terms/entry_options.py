"""Options for terms, concepts and relations, and the JSON of an entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import click

from glossary.entries.entry import ConceptEntry, Relation, Term
from glossary.entries.entry_faults import CONFIDENCE_LEVELS
from glossary.entries.notation import (
    TermName,
    get_status_word,
    parse_new_id,
    parse_relation,
    parse_status,
)
from glossary.entries.notation import format_relation as relation_text
from glossary.entries.period import parse_date
from tm.errors import InputError
from tm.text.normal import nfc
from tm.text.segment import require_storable_text

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_STATUS_AND_HELP_BY_OPTION = {
    "term": ("preferred", "The term to use, such as vi='Thứ trưởng'."),
    "admitted": ("admitted", "A term that may also be used."),
    "deprecated": ("deprecated", "A term that should not be used."),
    "superseded": ("superseded", "A term that was correct in the past."),
    "forbidden": ("forbidden", "A known error."),
}
_CASE_SENSITIVITY_BY_WORD = {"exact": True, "any": False, "auto": None}


class PartialDateType(click.ParamType[str]):
    """A day, a month or a year: 2025-03-01, 2025-03 or 2025."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Parse a date into the stored form; fails as click's own types do."""
        try:
            return parse_date(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


def add_term_options(function: FunctionT) -> FunctionT:
    """Add the options for terms and their details to a command."""
    for option_name, (_, help_text) in reversed(_STATUS_AND_HELP_BY_OPTION.items()):
        function = click.option(
            f"--{option_name}", multiple=True, metavar="LOCALE=TEXT", help=help_text
        )(function)
    for add_option in reversed(
        (
            click.option("--source", help="Where the fact is from: page, standard …"),
            click.option("--part-of-speech", metavar="NAME", help="Part of speech."),
            click.option(
                "--case",
                type=click.Choice(list(_CASE_SENSITIVITY_BY_WORD)),
                help="Whether capitals matter; auto: decided by the spelling.",
            ),
            click.option("--term-note", metavar="TEXT", help="A note on the terms."),
            click.option(
                "--term-from", type=PartialDateType(), help="First day of the terms."
            ),
            click.option(
                "--term-to", type=PartialDateType(), help="Last day of the terms."
            ),
        )
    ):
        function = add_option(function)
    return function


def add_concept_options(function: FunctionT) -> FunctionT:
    """Add the options for the fields and relations of a concept to a command."""
    for add_option in reversed(
        (
            click.option(
                "--domain", help="Subject field, which distinguishes homonyms."
            ),
            click.option(
                "--definition", metavar="TEXT", help="Definition of the concept."
            ),
            click.option("--note", metavar="TEXT", help="A note on the concept."),
            click.option(
                "--termbase",
                metavar="NAME",
                help="Termbase of the concept; default your own.",
            ),
            click.option(
                "--confidence",
                type=click.Choice(CONFIDENCE_LEVELS),
                help="How certain the entry is.",
            ),
            click.option(
                "--from",
                "valid_from",
                type=PartialDateType(),
                help="First day of the concept.",
            ),
            click.option(
                "--to",
                "valid_to",
                type=PartialDateType(),
                help="Last day of the concept.",
            ),
            click.option(
                "--relation",
                "relation_texts",
                multiple=True,
                metavar="KIND=CONCEPT[@FROM..TO]",
                help="A relation, such as 'part of=ministry-002'.",
            ),
            click.option(
                "--office",
                "office_texts",
                multiple=True,
                metavar="CONCEPT[@FROM..TO]",
                help="An office that this person held.",
            ),
        )
    ):
        function = add_option(function)
    return function


@dataclass(frozen=True, slots=True)
class TermDetails:
    """Details of terms to set, by the names of the fields of `Term`."""

    value_by_field: Mapping[str, str | bool | None]

    def apply_to(self, term: Term) -> Term:
        """Set the details of a term."""
        # Any: each detail has the type of its field.
        value_by_field: dict[str, Any] = dict(self.value_by_field)
        return replace(term, **value_by_field)


def make_term_details(
    *,
    source: str | None,
    part_of_speech: str | None,
    case: str | None,
    term_note: str | None,
    term_from: str | None,
    term_to: str | None,
) -> TermDetails:
    """Make the details that options give."""
    value_by_field: dict[str, str | bool | None] = {
        field_name: clean_text(option_value)
        for field_name, option_value in (
            ("source", source),
            ("part_of_speech", part_of_speech),
            ("note", term_note),
            ("valid_from", term_from),
            ("valid_to", term_to),
        )
        if option_value is not None
    }
    if case is not None:
        value_by_field["case_sensitive"] = _CASE_SENSITIVITY_BY_WORD[case]
    return TermDetails(value_by_field)


def parse_terms(term_names_by_option: Mapping[str, Sequence[str]]) -> list[Term]:
    """Parse the terms of `--term`, `--admitted` …, in the order of the statuses."""
    terms: list[Term] = []
    for option_name, (status_word, _) in _STATUS_AND_HELP_BY_OPTION.items():
        status, is_forbidden = parse_status(status_word)
        for term_name_text in term_names_by_option[option_name]:
            term_name = TermName.parse(term_name_text)
            terms.append(Term(term_name.locale, term_name.text, status, is_forbidden))
    return terms


def parse_relations(
    relation_texts: Sequence[str], office_texts: Sequence[str]
) -> list[Relation]:
    """Parse the relations of `--relation` and `--office`."""
    return [
        *map(parse_relation, relation_texts),
        *(parse_relation(f"office held={office_text}") for office_text in office_texts),
    ]


def parse_requested_id(concept_id: str | None) -> str:
    """Parse the id of an option; empty without one, so that an id is generated."""
    return "" if concept_id is None else parse_new_id(concept_id)


def clean_text(text: str) -> str:
    """Normalise the text of a field. Raises InputError if it is empty or unstorable."""
    require_storable_text(text)
    cleaned_text = nfc(text).strip()
    if not cleaned_text:
        raise InputError("the text is empty; --unset FIELD clears a field")
    return cleaned_text


def get_today() -> str:
    """Return the day of today as ISO 8601."""
    return date.today().isoformat()


def make_entry_json(entry: ConceptEntry) -> dict[str, Any]:
    """Make the JSON of an entry, as commands that change it print it."""
    return {
        "concept": entry.id,
        "subject_field": entry.subject_field,
        "definition": entry.definition,
        "note": entry.note,
        "confidence": entry.confidence,
        "termbase": entry.termbase,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "terms": [
            {
                "locale": term.locale.tag,
                "text": term.text,
                "status": term.status.value,
                "forbidden": term.forbidden,
                "shared": term.shared,
                "part_of_speech": term.part_of_speech,
                "case_sensitive": term.case_sensitive,
                "valid_from": term.valid_from,
                "valid_to": term.valid_to,
                "note": term.note,
                "source": term.source,
            }
            for term in entry.terms
        ],
        "relations": [relation_text(relation) for relation in entry.relations],
    }


def make_entry_rows(entry: ConceptEntry) -> list[list[object]]:
    """Make the rows of an entry for tables, one for each term."""
    return [
        [entry.id, term.locale.tag, get_status_word(term), term.text]
        for term in entry.terms
    ]


TERM_COLUMNS = ("concept", "locale", "status", "term")
