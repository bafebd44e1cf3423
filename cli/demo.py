"""The main job on the seed articles, command by command."""

import shlex
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import click

import cli
from cli.console.workspace import Workspace, command
from glossary.seeds import seeds_folder
from tm.articles.archive.archive import Archive, ArticleFilter
from tm.errors import InputError
from tm.store.database import Database
from tm.text.locale import Locale

_SETTINGS = """\
# Made by `padanan demo`.
source = "vi"
target = "id"
database = "demo.db"
"""
_DATABASE = "demo.db"
_NEW_SENTENCE = (
    "Mỗi hộ nhận chăm sóc trung bình 3 ha và cam kết giữ độ che phủ của cây ở mức ít "
    "nhất 70% diện tích."
)
_OURS = (
    "padanan.toml",
    "demo.db",
    "demo.db-wal",
    "demo.db-shm",
    "memory.tmx",
    "konvensi-hanoi.po",
)


@command(
    examples="""
    padanan demo
    padanan demo my-demo
    """
)
@click.argument("folder", default="demo-output")
def demo(workspace: Workspace, folder: str) -> int:
    """Do the main job on the seed articles, and show each command with its output.

    Everything it makes is in FOLDER, which it begins anew; nothing else is touched.
    """
    seeds = seeds_folder()
    place = Path(folder)
    _prepare(place)
    # By option, or a database that the environment names would be written to.
    style = ["--format", workspace.format, "--database", _DATABASE]
    with chdir(place):
        for number, (remark, words) in enumerate(_steps(seeds), 1):
            click.secho(f"\n{number}. {remark}", bold=True)
            click.secho(f"$ padanan {shlex.join(_short(words, seeds))}", fg="cyan")
            code = cli.run([*words, *style])
            if code > 1:
                return code
    click.secho(
        f"\nMade in {folder}: memory.tmx, konvensi-hanoi.po, demo.db.", bold=True
    )
    click.echo(f"Go on there: cd {folder}, and `padanan --help`.")
    return 0


def _prepare(place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise InputError(f"{place}: is a file; give a folder")
    if place.is_dir() and any(place.iterdir()) and not (place / _OURS[0]).exists():
        raise InputError(f"{place}: holds other files; give an empty folder")
    place.mkdir(parents=True, exist_ok=True)
    for name in _OURS:
        (place / name).unlink(missing_ok=True)
    (place / _OURS[0]).write_text(_SETTINGS, "utf-8")


def _steps(seeds: Path) -> Iterator[tuple[str, list[str]]]:
    article = str(seeds / "articles" / "konvensi-hanoi.id.txt")
    pair = str(seeds / "articles" / "hoi-nghi-rung-ngap-man")
    yield (
        "Read an Indonesian page; its Vietnamese headline comes from the source URL.",
        ["ingest", article, "--no-fetch"],
    )
    yield (
        "Read a page with its Vietnamese original, and align the two.",
        ["ingest", f"{pair}.id.txt", "--source", f"{pair}.vi.txt"],
    )
    yield "Import the starter termbase.", ["terms", "import", "--starter"]
    yield "Look at the article, both sides.", ["show", _key("mangrove")]
    yield (
        "How was a sentence like this one translated?",
        ["lookup", _NEW_SENTENCE],
    )
    yield "Where does a phrase stand?", ["concordance", "rừng ngập mặn", "--limit", "3"]
    yield (
        "What is this title called? Typed without marks.",
        [
            "terms",
            "lookup",
            "thu truong bo ngoai giao",
            "-l",
            "vi",
            "-t",
            "id",
        ],
    )
    yield "Check the first page.", ["check", article, "-t", "id"]
    yield (
        "Write a TMX with every unit's origin, for other tools.",
        ["export", "memory.tmx", "-s", "vi", "-t", "id"],
    )
    yield (
        "Write a PO for translators to fill, with the source URL at each entry.",
        [
            *("export", "konvensi-hanoi.po", "-s", "id", "-t", "vi"),
            *("--article", _key("konvensi hanoi")),
        ],
    )


def _key(headline: str) -> str:
    """The key of an article that the steps before have stored."""
    with Database.open(_DATABASE) as database:
        wanted = ArticleFilter(headline=headline, locale=Locale("id"))
        return Archive(database).find(wanted)[0].key


def _short(words: list[str], seeds: Path) -> list[str]:
    return [word.replace(str(seeds.parent) + "/", "") for word in words]
