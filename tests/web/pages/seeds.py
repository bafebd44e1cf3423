"""The memory of the seed articles, with the starter termbase, as `make demo` has it."""

from pathlib import Path

from glossary.seed_files import find_seeds_folder
from tests.cli.calling import call


def make_seeds_database(path: Path) -> Path:
    """Make the database of the seeds."""
    articles = find_seeds_folder() / "articles"
    pair = articles / "hoi-nghi-rung-ngap-man"
    database = ("--database", str(path))
    for words in (
        ("ingest", f"{pair}.id.txt", "--source", f"{pair}.vi.txt"),
        ("ingest", str(articles / "konvensi-hanoi.id.txt"), "--no-fetch"),
        ("terms", "import", "--starter"),
    ):
        called = call(*words, *database)
        assert called.code == 0, called.err
    return path
