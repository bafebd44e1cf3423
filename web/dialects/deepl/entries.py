"""The entries of a glossary as DeepL sends them: TSV or CSV."""

import csv
from collections.abc import Mapping
from io import StringIO

from tm.errors import InputError


def parse_entries(text: str, entries_format: str) -> dict[str, str]:
    """Parse the lines of a glossary. Raises InputError, with the line.

    >>> parse_entries("họp báo\\tjumpa pers", "tsv")
    {'họp báo': 'jumpa pers'}
    >>> parse_entries('"họp, báo",jumpa pers,vi,id', "csv")
    {'họp, báo': 'jumpa pers'}
    """
    if entries_format == "tsv":
        rows = [line.split("\t") for line in text.splitlines()]
    elif entries_format == "csv":
        rows = list(csv.reader(StringIO(text)))
    else:
        raise InputError(f"entries_format is {entries_format!r}; give tsv or csv")
    target_by_source: dict[str, str] = {}
    for entry_number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < 2 or (entries_format == "tsv" and len(row) > 2):
            raise InputError(f"entry {entry_number} has {len(row)} columns, not 2")
        source_term, target_term = row[0].strip(), row[1].strip()
        if not source_term or not target_term:
            raise InputError(f"entry {entry_number} lacks a term")
        if source_term in target_by_source:
            raise InputError(f"entry {entry_number} repeats the term {source_term!r}")
        target_by_source[source_term] = target_term
    return target_by_source


def format_entries(entries: Mapping[str, str]) -> str:
    """Format entries as TSV."""
    return "\n".join(f"{source}\t{target}" for source, target in entries.items())
