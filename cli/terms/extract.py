"""Candidates for the termbase: `padanan terms extract`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.console.file_options import parse_columns, table_reading_options
from cli.console.option_group import option_group
from cli.console.render import emit
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import (
    DateType,
    LocaleType,
    Workspace,
    command,
    source_option,
    target_option,
)
from exports.requested_locales import LocaleOption, locale_options
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale

if TYPE_CHECKING:
    from cli.terms.text_sources import TermTextSources
    from glossary.entries.entry import ConceptEntry
    from glossary.extraction.extraction import (
        Extraction,
        ExtractionOptions,
        TermCandidate,
    )
    from tm.store.units.filter import UnitFilter

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CandidateOptions:
    """What a command line says of the candidates to find."""

    min_count: int | None
    max_words: int | None
    limit: int
    everything: bool

    def options(self, known: Callable[[str], str | None]) -> "ExtractionOptions":
        """The same for the search; `known` gives the concept of a text, if any."""
        from glossary.extraction.extraction import ExtractionOptions

        return ExtractionOptions(
            min_count=self.min_count,
            max_words=self.max_words,
            limit=self.limit,
            known=known,
            with_known=self.everything,
        )


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """What a command line says of the units of the memory to read."""

    name: str | None
    publisher: str | None
    source_url: str | None
    since: str | None

    @property
    def is_given(self) -> bool:
        """Whether not all of them are meant."""
        return any(one is not None for one in astuple(self))

    def filter(self) -> "UnitFilter":
        """Those units."""
        from tm.store.units.filter import UnitFilter

        return UnitFilter(
            memory=self.name,
            publisher=self.publisher,
            source_url=self.source_url,
            since=self.since,
        )


@command(
    "extract",
    examples="""
    padanan terms extract --memory -s vi -t id -O candidates.csv
    padanan terms extract --article KEY -l id
    padanan terms extract project.tmx pairs.tsv -s vi -t id --limit 50
    padanan terms import candidates.csv
    """,
)
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--memory", is_flag=True, help="Read the units of the memory.")
@click.option("--article", metavar="KEY", help="Read a stored article.")
@click.option("-l", "--locale", type=LocaleType(), help="Find terms of one language.")
@source_option
@target_option
@option_group(
    "sought",
    CandidateOptions,
    click.option("--min-count", type=click.IntRange(1), help="How often, at least."),
    click.option("--max-words", type=click.IntRange(1, 50), help="How long, at most."),
    click.option("--limit", type=click.IntRange(1), default=200, show_default=True),
    click.option("--all", "everything", is_flag=True, help="Known terms too."),
)
@click.option("-O", "--output", type=click.Path(path_type=Path), help="Table to tick.")
@click.option("--bom/--no-bom", default=True, show_default=True, help="For Excel.")
@option_group(
    "part",
    MemoryPart,
    click.option("--in", "name", metavar="MEMORY", help="Only this memory."),
    click.option("--publisher", help="Only of this publisher."),
    click.option("--source-url", metavar="URL", help="Only of this original."),
    click.option("--since", type=DateType(), help="Only published then or later."),
)
@table_reading_options
def extract(
    workspace: Workspace,
    files: Sequence[Path],
    memory: bool,
    article: str | None,
    locale: Locale | None,
    source: Locale | None,
    target: Locale | None,
    sought: CandidateOptions,
    output: Path | None,
    bom: bool,
    part: MemoryPart,
    columns: str | None,
    sheet: str | None,
) -> int:
    """Find what texts repeat, as candidates for the termbase; a person decides.

    With -s and -t each comes with its likely translations. `-O` writes a table: put an
    x before the terms to take, mend what is wrong, and `padanan terms import` it.
    Nothing is stored before that.
    """
    from cli.terms.text_sources import TermTextSources
    from glossary.extraction.extraction import extract_terms as find
    from glossary.glossary import Glossary
    from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
    from tm.align.lexicon.starter_dictionary import starter

    if not files and not memory and article is None:
        raise InputError("nothing to read: give FILE, --memory or --article KEY")
    if not memory and part.is_given:
        raise InputError("--in, --publisher, --source-url and --since go with --memory")
    refuse_unused_options(bool(files), "a FILE", "columns", "sheet")
    refuse_unused_options(output is not None, "a table that -O writes", "bom")
    if output is not None and output.suffix.lower() not in (".csv", ".tsv"):
        raise UnknownName(
            "format of candidates", output.suffix or str(output), [".csv"]
        )
    left, right = _languages(workspace, locale, source, target)
    asking = locale_options(source, target)
    if locale is not None:
        asking = LocaleOption("-l"), asking[1]
    sources = TermTextSources(left, right, asking, parse_columns(columns), sheet)
    for file in files:
        sources.add_file(file)
    if article is not None:
        sources.add_article(workspace.database, article)
    if memory:
        sources.add_memory(workspace.database, part.filter())
    stored = Glossary(workspace.database).entries() if workspace.has_database else ()
    known = _known(stored, left)
    options = sought.options(lambda text: known.get(_form(text, left)))
    with workspace.progress("reading") as advance:
        found = find(
            sources.read,
            source=left,
            target=right,
            options=options,
            dictionary=starter(left, right) if right else EMPTY_DICTIONARY,
            progress=advance,
        )
    _say(workspace, found, sources)
    if output is not None:
        _write(workspace, found.candidates, output, bom=bom, sources=sources)
    else:
        _print(workspace, found.candidates, right)
    return 0 if found.candidates else 1


def _languages(
    workspace: Workspace,
    locale: Locale | None,
    source: Locale | None,
    target: Locale | None,
) -> tuple[Locale, Locale | None]:
    """One language, or the two of a pair: those given, else the default ones."""
    if locale is not None:
        if source is not None or target is not None:
            raise InputError("give -l for one language, or -s and -t for two")
        return locale, None
    left, right = workspace.source(source), workspace.target(target)
    if left.covers(right) or right.covers(left):
        raise InputError(f"source and target are both {left}; give -l {left} for one")
    return left, right


def _known(entries: "Iterable[ConceptEntry]", locale: Locale) -> dict[str, str]:
    """The concepts of the termbase by the terms of a language."""
    known: dict[str, str] = {}
    for entry in entries:
        for term in entry.in_locale(locale):
            known.setdefault(_form(term.text, locale), entry.id)
    return known


def _form(text: str, locale: Locale) -> str:
    from tm.text.normal import match_form

    return match_form(text, vietnamese=locale.language == "vi")


def _say(workspace: Workspace, found: "Extraction", sources: "TermTextSources") -> None:
    for words in sources.remarks:
        workspace.warn(words)
    for entry in sources.skipped[:_SHOWN]:
        place = f"{entry.path}:{entry.line}" if entry.line else entry.path
        workspace.warn(f"{place}: skipped: {entry.reason}")
    if len(sources.skipped) > _SHOWN:
        workspace.warn(f"and {len(sources.skipped) - _SHOWN} more entries skipped")
    said = f"{found.units:,} units, {found.words:,} words"
    said += f"; phrases that occur {found.min_count} times or more"
    if found.known:
        said += f"; known and left out: {found.known} (--all shows them)"
    workspace.say(said)
    if sources.target is not None and not found.pairs:
        workspace.say(
            f"no unit has both {sources.source} and {sources.target}, "
            "so no translations are proposed"
        )
    if not found.candidates:
        workspace.say("nothing is repeated that looks like a term")


def _write(
    workspace: Workspace,
    candidates: "Sequence[TermCandidate]",
    output: Path,
    *,
    bom: bool,
    sources: "TermTextSources",
) -> None:
    from exports.io.replace_file import replace_file
    from exports.terms import candidates_csv

    with replace_file(output) as file:
        candidates_csv.write_candidates(
            candidates,
            file,
            source=sources.source,
            target=sources.target,
            bom=bom,
            separator="\t" if output.suffix.lower() == ".tsv" else ",",
        )
    emit(workspace, {"file": str(output), "candidates": len(candidates)})


def _print(
    workspace: Workspace, candidates: "Sequence[TermCandidate]", target: Locale | None
) -> None:
    columns = ["term", "count", "documents", "score"]
    if target is not None:
        columns += ["translation", "together", "sure", "others"]
    if any(candidate.known for candidate in candidates):
        columns.append("known")
    emit(
        workspace,
        [_json(candidate) for candidate in candidates],
        columns=columns,
        rows=[_row(candidate, columns) for candidate in candidates],
    )


def _json(candidate: "TermCandidate") -> dict[str, Any]:
    example = candidate.example
    return {
        "term": candidate.text,
        "kind": candidate.kind.value,
        "count": candidate.count,
        "documents": candidate.documents,
        "score": round(candidate.score, 2),
        "known": candidate.known,
        "translation": candidate.equivalents[0].text if candidate.equivalents else None,
        "translations": [
            {
                "text": one.text,
                "count": one.count,
                "together": one.together,
                "score": round(one.score, 2),
            }
            for one in candidate.equivalents
        ],
        "example": {
            "source": example.source,
            "target": example.target,
            "document": example.document,
        }
        if example is not None
        else None,
    }


def _row(candidate: "TermCandidate", columns: Sequence[str]) -> list[object]:
    first, *others = candidate.equivalents or [None]
    cells: dict[str, object] = {
        "term": candidate.text,
        "count": candidate.count,
        "documents": candidate.documents,
        "score": round(candidate.score, 2),
        "translation": first.text if first else None,
        "together": first.together if first else None,
        "sure": round(first.score, 2) if first else None,
        "others": "; ".join(one.text for one in others if one),
        "known": candidate.known,
    }
    return [cells[name] for name in columns]
