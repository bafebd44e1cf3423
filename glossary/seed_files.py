"""The files that come with Padanan: seed articles and starter termbase."""

from pathlib import Path

from tm.errors import NotFound
from tm.result_cache import lazy_constant


def find_seeds_folder() -> Path:
    """Find the folder of the seeds, in a checkout or a package. Raises NotFound."""
    seeds_folder = Path(__file__).parents[1] / "seeds"
    if not (seeds_folder / "articles").is_dir():
        raise NotFound("the seed articles are not installed with this Padanan")
    return seeds_folder


def find_starter_termbase() -> Path:
    """Find the file of the starter termbase. Raises NotFound."""
    return find_seeds_folder() / "glossary" / "official_titles.csv"


@lazy_constant
def read_starter_concept_ids() -> frozenset[str]:
    """Read the ids of the concepts of the starter termbase. Raises NotFound."""
    import csv

    with find_starter_termbase().open(encoding="utf-8", newline="") as file:
        column_names, *rows = csv.reader(file)
    id_column_index = column_names.index("concept_id")
    return frozenset(row[id_column_index] for row in rows)
