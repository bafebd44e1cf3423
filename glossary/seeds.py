"""What comes with Padanan: the seed articles and the starter termbase."""

import csv
from pathlib import Path

from tm.errors import NotFound


def seeds_folder() -> Path:
    """Where the seeds are, in a checkout or an installed package. Raises NotFound."""
    folder = Path(__file__).parents[1] / "seeds"
    if not (folder / "articles").is_dir():
        raise NotFound("the seed articles are not installed with this Padanan")
    return folder


def starter_termbase() -> Path:
    """The file of the starter termbase. Raises NotFound."""
    return seeds_folder() / "glossary" / "official_titles.csv"


def starter_concepts() -> frozenset[str]:
    """The ids of the concepts of the starter termbase. Raises NotFound."""
    with starter_termbase().open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index("concept_id")
    return frozenset(row[at] for row in rows)
