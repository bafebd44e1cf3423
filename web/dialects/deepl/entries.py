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
    entries: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        if not any(value.strip() for value in row):
            continue
        if len(row) < 2 or (entries_format == "tsv" and len(row) > 2):
            raise InputError(f"entry {number} has {len(row)} columns, not 2")
        source, target = row[0].strip(), row[1].strip()
        if not source or not target:
            raise InputError(f"entry {number} lacks a term")
        if source in entries:
            raise InputError(f"entry {number} repeats the term {source!r}")
        entries[source] = target
    return entries


def format_entries(entries: Mapping[str, str]) -> str:
    """Format entries as TSV."""
    return "\n".join(f"{source}\t{target}" for source, target in entries.items())
