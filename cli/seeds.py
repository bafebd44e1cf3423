"""What comes with Padanan: the seed articles and the starter termbase."""

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
