"""Making concepts and changing them: `padanan terms add` and `edit`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.terms.entry_options import (
    COLUMNS,
    RoughDateType,
    TermDetails,
    concept_options,
    details,
    entry_json,
    entry_rows,
    given_id,
    given_relations,
    given_terms,
    plain,
    term_options,
)
from glossary.entries import editing
from glossary.entries.difference import FieldChange, compare_entries
from glossary.entries.entry import PERSON, ConceptEntry
from glossary.entries.notation import (
    STANDINGS,
    TermName,
    clean_term_text,
    parse_concept_id,
    parse_relation,
    parse_status,
    term_name,
)
from tm.errors import InputError, UnknownName

if TYPE_CHECKING:
    from glossary.workbench import EntryEdit

_FIELDS = {
    "domain": "subject_field",
    "definition": "definition",
    "note": "note",
    "confidence": "confidence",
    "from": "valid_from",
    "to": "valid_to",
}
_TERM_FIELDS = {
    "source": "source",
    "part-of-speech": "part_of_speech",
    "case": "case_sensitive",
    "term-note": "note",
    "term-from": "valid_from",
    "term-to": "valid_to",
}
_DEMOTED = [word for word in STANDINGS if word != "preferred"]


@command(
    examples="""
    padanan terms add --term vi="Thứ trưởng" --term id="Wakil Menteri" --domain office
    padanan terms add --term vi="Bộ X" --relation "part of=state-015" --from 2025-03-01
    padanan terms add --person --term vi="Lê Văn A" --office "state-001@2021-04..2026"
    padanan check m.tmx --only term.inconsistent | padanan terms add --from-finding -
    """
)
@term_options
@concept_options
@click.option(
    "--from-finding",
    "finding",
    metavar="FINGERPRINT|-",
    help="Take the terms from a finding of term.inconsistent on standard input.",
)
@click.option("--id", "id", help="Its id; made from domain and first term if absent.")
@click.option("--person", is_flag=True, help="The terms are names of a person.")
@click.option("--yes", is_flag=True, help="Add it though another concept has the term.")
def add(
    workspace: Workspace,
    id: str | None,
    person: bool,
    yes: bool,
    finding: str | None,
    relations: Sequence[str],
    offices: Sequence[str],
    **given: Any,  # the options of terms and of the concept, which click has typed
) -> None:
    """Make a concept of terms in any number of languages.

    --from-finding reads what `padanan check` prints as JSON lines, and takes the only
    finding there is about renderings, or the one with the fingerprint: the phrase, its
    usual rendering as the term to use, and the rare one as a term not to use.

    A term that another concept has already needs a domain that tells the two apart,
    or --yes. A person is a concept of the domain `person`, with the names for terms;
    --office says which offices were held, and when.
    """
    from glossary.glossary import Glossary
    from glossary.workbench import add_entry
    from tm.store.history.change_set import change_set

    if person and given["domain"] not in (None, PERSON):
        raise InputError(f"--person means --domain {PERSON}; leave one of them out")
    given["domain"] = PERSON if person else given["domain"]
    terms = given_terms(given)
    if finding is not None:
        from cli.terms.from_finding import terms_of_finding

        terms = [*terms_of_finding(finding), *terms]
    said = _details(given)
    fields: dict[str, Any] = {  # names of fields, whose values are texts
        field: plain(given[option])
        for option, field in _concept_options()
        if given[option] is not None
    }
    entry = ConceptEntry(
        id=given_id(id),
        terms=tuple(said.of(term) for term in terms),
        relations=tuple(given_relations(relations, offices)),
        **fields,
    )
    _heed_homonyms(workspace, entry, yes=yes)
    with change_set(
        workspace.database,
        command="terms add",
        who=workspace.who,
        detail=", ".join(term.text for term in entry.terms),
    ) as changes:
        made, warnings = add_entry(Glossary(workspace.database), entry, changes)
    for warning in warnings:
        workspace.warn(warning)
    emit(
        workspace,
        entry_json(made) | {"import": changes.name},
        columns=COLUMNS,
        rows=entry_rows(made),
    )


@command(
    examples="""
    padanan terms edit ministry-002 --admitted id=Kemkampub --note "seen in 2025"
    padanan terms edit office-002 --prefer id="Deputi Menteri" --demote admitted
    padanan terms edit office-002 --of id="Wakil Menteri" --case exact
    padanan terms edit office-002 --unset note --drop id="Wamen"
    padanan terms edit office-002 --editor
    """
)
@click.argument("concept")
@term_options
@concept_options
@click.option("--of", metavar="LOCALE=TEXT", help="The term that is spoken of.")
@click.option("--prefer", metavar="LOCALE=TEXT", help="The term to use from now on.")
@click.option(
    "--demote",
    type=click.Choice(_DEMOTED),
    default="superseded",
    show_default=True,
    help="What the term to use before becomes.",
)
@click.option("--on", type=RoughDateType(), help="The day from which --prefer holds.")
@click.option("--rename", nargs=2, metavar="LOCALE=TEXT NEW", help="Respell a term.")
@click.option("--drop", multiple=True, metavar="LOCALE=TEXT", help="Remove a term.")
@click.option("--drop-relation", multiple=True, metavar="KIND=CONCEPT")
@click.option("--unset", multiple=True, metavar="FIELD", help="Take a value away.")
@click.option("--editor", is_flag=True, help="Edit all of it in $EDITOR.")
def edit(
    workspace: Workspace,
    concept: str,
    editor: bool,
    **given: Any,  # the other options, which click has typed
) -> None:
    """Change a concept: its fields, its terms, their statuses.

    --term, --admitted, --deprecated, --superseded and --forbidden add a term, or give
    one that is there that status. What is said of terms (--source, --case …) is said
    of them, or of the one named by --of.
    """
    concept = parse_concept_id(concept)
    if not editor:
        store_edit(workspace, concept, _wished(given), command_="terms edit")
        return
    if any(value for name, value in given.items() if name != "demote"):
        raise InputError("--editor goes without other changes")
    from cli.terms.editor_form import filled_in
    from glossary.glossary import Glossary

    before = Glossary(workspace.database).entry(concept)
    with filled_in(workspace, before) as after:
        store_edit(
            workspace,
            concept,
            lambda _: after,
            command_="terms edit",
            expected=before,
        )


def store_edit(
    workspace: Workspace,
    concept: str,
    change: "EntryEdit",
    *,
    command_: str,
    expected: ConceptEntry | None = None,
) -> None:
    """Change one concept in a change set of its own, and print what changed."""
    from glossary.glossary import Glossary
    from glossary.workbench import edit_entry
    from tm.store.history.change_set import change_set

    with change_set(
        workspace.database, command=command_, who=workspace.who, detail=concept
    ) as changes:
        before, after, warnings = edit_entry(
            Glossary(workspace.database), concept, change, changes, expected=expected
        )
    for warning in warnings:
        workspace.warn(warning)
    report(workspace, after, compare_entries(before, after), changes.name)


def report(
    workspace: Workspace,
    entry: ConceptEntry,
    changed: Sequence[FieldChange],
    name: str | None,
) -> None:
    """Print an entry and what was changed in it."""
    emit(
        workspace,
        entry_json(entry) | {"changed": changes_json(changed), "import": name},
        columns=["concept", "field", "before", "after"],
        rows=[[entry.id, one.field, one.before, one.after] for one in changed],
    )
    if name is None:
        workspace.say(f"{entry.id} is like that already; nothing was changed")


def changes_json(changed: Sequence[FieldChange]) -> list[dict[str, str | None]]:
    """Changes of fields as JSON."""
    return [
        {"field": one.field, "before": one.before, "after": one.after}
        for one in changed
    ]


def _concept_options() -> list[tuple[str, str]]:
    """Names of click's parameters, and the fields that they set."""
    return [
        ({"from": "valid_from", "to": "valid_to"}.get(option, option), field)
        for option, field in _FIELDS.items()
    ]


def _details(given: Mapping[str, Any]) -> TermDetails:
    names = ("source", "part_of_speech", "case", "term_note", "term_from", "term_to")
    return details(**{name: given[name] for name in names})


def _heed_homonyms(workspace: Workspace, entry: ConceptEntry, *, yes: bool) -> None:
    """Warn of other concepts with these terms; ask where no domain tells them apart."""
    from glossary.workbench import Workbench, find_homonyms, is_same_domain

    with workspace.database.reading() as connection:
        bench = Workbench(connection)
        alike = [
            (bench.entry(id), terms)
            for id, terms in find_homonyms(bench, entry).items()
        ]
    unclear = []
    for other, terms in alike:
        texts = ", ".join(repr(term.text) for term in terms)
        field = other.subject_field or "no domain"
        workspace.warn(f"{texts} is a term of {other.id} already ({field})")
        if is_same_domain(other, entry) and len(terms) < len(entry.terms):
            unclear.append(other.id)
    if not unclear or yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm("Add another concept all the same?", err=True):
            return
        raise click.Abort
    raise InputError(
        f"no domain tells it from {', '.join(unclear)}; give another --domain, or "
        "--yes if it is another concept"
    )


def _wished(given: Mapping[str, Any]) -> "EntryEdit":
    """The change that options ask for. Raises InputError where they ask for none."""
    steps: list[Callable[[ConceptEntry], ConceptEntry]] = [
        *_field_steps(given),
        *_term_steps(given),
        *_relation_steps(given),
    ]
    if not steps:
        raise InputError("nothing to change; see `padanan terms edit --help`")

    def change(entry: ConceptEntry) -> ConceptEntry:
        for step in steps:
            entry = step(entry)
        return entry

    return change


def _field_steps(given: Mapping[str, Any]) -> "list[EntryEdit]":
    # Any: each field has its type.
    values: dict[str, Any] = {
        field: plain(given[option])
        for option, field in _concept_options()
        if given[option] is not None
    }
    for name in given["unset"]:
        if name in _FIELDS:
            values[_FIELDS[name]] = None
        elif name not in _TERM_FIELDS:
            raise UnknownName("field", name, (*_FIELDS, *_TERM_FIELDS))
    return [lambda entry: replace(entry, **values)] if values else []


def _term_steps(given: Mapping[str, Any]) -> "list[EntryEdit]":
    steps: list[EntryEdit] = []
    if given["rename"]:
        name, text = given["rename"]
        steps.append(
            _step(editing.rename_term, TermName.parse(name), clean_term_text(text))
        )
    for name in given["drop"]:
        steps.append(_step(editing.without_term, TermName.parse(name)))
    spoken: list[TermName] = []
    if given["prefer"]:
        new = TermName.parse(given["prefer"])
        demoted = parse_status(given["demote"])
        steps.append(_step(editing.prefer_term, new, demoted=demoted, on=given["on"]))
        spoken.append(new)
    elif given["on"]:
        raise InputError("--on goes with --prefer")
    for term in given_terms(given):
        word = term.status, term.forbidden
        steps.append(_step(editing.with_status, term_name(term), word))
        spoken.append(term_name(term))
    return [*steps, *_detail_steps(given, spoken)]


def _detail_steps(
    given: Mapping[str, Any], spoken: Sequence[TermName]
) -> "list[EntryEdit]":
    """What is said of the terms that are given, or of the one that --of names."""
    said = _details(given)
    cleared = [_TERM_FIELDS[name] for name in given["unset"] if name in _TERM_FIELDS]
    if not said.facts and not cleared:
        if given["of"]:
            raise InputError("--of: say what of the term, such as --case exact")
        return []
    names = [TermName.parse(given["of"])] if given["of"] else list(spoken)
    if not names:
        raise InputError("say of which term, with --of LOCALE=TEXT")
    gone: dict[str, Any] = dict.fromkeys(cleared)

    def change(entry: ConceptEntry) -> ConceptEntry:
        for name in names:
            term = editing.find_term(entry, name)
            entry = editing.with_term(entry, said.of(replace(term, **gone)))
        return entry

    return [change]


def _relation_steps(given: Mapping[str, Any]) -> "list[EntryEdit]":
    gone = map(parse_relation, given["drop_relation"])
    new = given_relations(given["relations"], given["offices"])
    return [
        *(_step(editing.remove_relation, one.kind, one.concept) for one in gone),
        *(_step(editing.add_relation, one) for one in new),
    ]


def _step(
    change: Callable[..., ConceptEntry], *arguments: object, **named: object
) -> "EntryEdit":
    """A function of `editing` with all of its arguments but the entry."""
    return lambda entry: change(entry, *arguments, **named)
