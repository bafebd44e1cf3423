"""The command `demo`, which shows the main commands on the seed articles."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import (
    chdir,
    contextmanager,
    nullcontext,
    redirect_stderr,
    redirect_stdout,
)
from pathlib import Path
from shutil import which

import click

import cli
from cli.console.command import command
from cli.console.workspace import Workspace
from glossary.seed_files import find_seeds_folder
from tm.articles.archive.archive import Archive
from tm.articles.archive.article_filter import ArticleFilter
from tm.errors import InputError
from tm.store.database import Database
from tm.text.locale import Locale

_SETTINGS_TEXT = """\
# Made by `padanan demo`.
source = "vi"
target = "id"
database = "demo.db"
"""
_DATABASE_FILE_NAME = "demo.db"
_NEW_SENTENCE = (
    "Mỗi hộ nhận chăm sóc trung bình 3 ha và cam kết giữ độ che phủ của cây ở mức ít "
    "nhất 70% diện tích."
)
_DEMO_FILES = (
    "padanan.toml",
    "demo.db",
    "demo.db-wal",
    "demo.db-shm",
    "memory.tmx",
    "konvensi-hanoi.po",
    "news.tsv",
)
_NEWS_FILE_NAME = "news.tsv"
_NEWS_TEXT = (
    "source\ttarget\n"
    "Thứ trưởng Bộ Công an Phạm Thế Tùng cho biết 16,7 tỷ đồng đã được chi.\t"
    "Wakil Menteri Pertahanan Pham The Tung mengatakan 16,7 juta dong telah "
    "dibelanjakan .\n"
)
"""A translation with a wrong title, a wrong amount and a space too many."""


@command(
    examples="""
    padanan demo
    padanan demo --all my-demo
    """
)
@click.argument("folder", default="demo-output")
@click.option("--all", "shows_all", is_flag=True, help="Show all steps at length.")
def demo(workspace: Workspace, folder: str, shows_all: bool) -> int:
    """Run the main commands on the seed articles, and show their output.

    All files are written to FOLDER, which is emptied of an earlier demo first; nothing
    else is touched.
    """
    seeds_folder = find_seeds_folder()
    demo_folder = Path(folder)
    _prepare_folder(demo_folder)
    # As an option, which takes precedence over a database that the environment names.
    global_options = [
        "--format",
        workspace.chosen_output_format or "table",
        "--database",
        _DATABASE_FILE_NAME,
    ]
    list_steps = _list_all_steps if shows_all else _list_best_steps
    with chdir(demo_folder):
        step_number = 0
        for step_title, arguments, is_shown in list_steps(seeds_folder):
            if step_title:
                step_number += 1
                click.secho(f"\n{step_number}. {step_title}", bold=True)
            click.secho(
                f"$ padanan {shlex.join(_shorten_paths(arguments, seeds_folder))}",
                fg="cyan",
            )
            with nullcontext() if is_shown else _discard_output():
                step_exit_code = cli.run([*arguments, *global_options])
            if step_exit_code > 1:
                return step_exit_code
    program_path = (
        "padanan" if which("padanan") else Path(sys.executable).parent / "padanan"
    )
    made_file_names = ", ".join(
        name for name in _DEMO_FILES[1:] if (demo_folder / name).is_file()
    )
    click.secho(f"\nMade in {folder}: {made_file_names}.", bold=True)
    if not shows_all:
        click.echo("All steps, articles and exports among them: padanan demo --all")
    click.echo(f"Continue there: cd {folder}, then `{program_path} --help`.")
    click.echo(f"See it in a browser: cd {folder} && {program_path} serve")
    return 0


@contextmanager
def _discard_output() -> Iterator[None]:
    """Discard what a step prints that only prepares the next ones."""
    with (
        open(os.devnull, "w", encoding="utf-8") as null_device,
        redirect_stdout(null_device),
        redirect_stderr(null_device),
    ):
        yield


def _prepare_folder(demo_folder: Path) -> None:
    if demo_folder.exists() and not demo_folder.is_dir():
        raise InputError(f"{demo_folder}: this is a file; give a folder")
    if (
        demo_folder.is_dir()
        and any(demo_folder.iterdir())
        and not (demo_folder / _DEMO_FILES[0]).exists()
    ):
        raise InputError(
            f"{demo_folder}: this folder contains other files; give an empty one"
        )
    demo_folder.mkdir(parents=True, exist_ok=True)
    for file_name in _DEMO_FILES:
        (demo_folder / file_name).unlink(missing_ok=True)
    (demo_folder / _DEMO_FILES[0]).write_text(_SETTINGS_TEXT, "utf-8")


_Step = tuple[str, list[str], bool]
"""Title (empty for a step of the same number), arguments, whether its output shows."""


def _list_best_steps(seeds_folder: Path) -> Iterator[_Step]:
    """List the steps that show the most in the fewest lines."""
    page_pair_prefix = str(seeds_folder / "articles" / "hoi-nghi-rung-ngap-man")
    yield (
        "Read an Indonesian page with its Vietnamese original, and the official terms.",
        [
            "ingest",
            f"{page_pair_prefix}.id.txt",
            "--source",
            f"{page_pair_prefix}.vi.txt",
        ],
        False,
    )
    yield "", ["terms", "import", "--starter"], False
    yield (
        "How was a sentence like this translated? ⇒ is the match, repaired.",
        ["lookup", _NEW_SENTENCE, "--limit", "1"],
        True,
    )
    Path(_NEWS_FILE_NAME).write_text(_NEWS_TEXT, "utf-8")
    yield (
        "Check a new translation: each finding with both sides and its fix.",
        ["check", _NEWS_FILE_NAME],
        True,
    )
    yield (
        "An official title in three languages, typed without diacritics.",
        ["terms", "lookup", "thu truong cong an", "--limit", "1"],
        True,
    )
    yield (
        "Give all of it to other tools, with the origin of every unit.",
        ["export", "memory.tmx"],
        True,
    )


def _list_all_steps(seeds_folder: Path) -> Iterator[_Step]:
    for step_title, arguments in _list_demo_steps(seeds_folder):
        yield step_title, arguments, True


def _list_demo_steps(seeds_folder: Path) -> Iterator[tuple[str, list[str]]]:
    page_path = str(seeds_folder / "articles" / "konvensi-hanoi.id.txt")
    page_pair_prefix = str(seeds_folder / "articles" / "hoi-nghi-rung-ngap-man")
    yield (
        "Read an Indonesian page; its Vietnamese headline comes from the source URL.",
        ["ingest", page_path, "--no-fetch"],
    )
    yield (
        "Read a page with its Vietnamese original, and align the two.",
        [
            "ingest",
            f"{page_pair_prefix}.id.txt",
            "--source",
            f"{page_pair_prefix}.vi.txt",
        ],
    )
    yield "Import the starter termbase.", ["terms", "import", "--starter"]
    yield "Show the article side by side.", ["show", _find_article_key("mangrove")]
    yield (
        "Find how a similar sentence was translated.",
        ["lookup", _NEW_SENTENCE],
    )
    yield (
        "Find every use of a phrase.",
        ["concordance", "rừng ngập mặn", "--limit", "3"],
    )
    yield (
        "Look up a title, typed without diacritics.",
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
    yield "Check the first page.", ["check", page_path, "-t", "id"]
    yield (
        "Export a TMX with the origin of every unit, for other tools.",
        ["export", "memory.tmx", "-s", "vi", "-t", "id"],
    )
    yield (
        "Export a PO for translators to fill, with the source URL of each entry.",
        [
            *("export", "konvensi-hanoi.po", "-s", "id", "-t", "vi"),
            *("--article", _find_article_key("konvensi hanoi")),
        ],
    )


def _find_article_key(headline: str) -> str:
    """Find the key of an article that an earlier step has stored."""
    with Database.open(_DATABASE_FILE_NAME) as database:
        article_filter = ArticleFilter(headline=headline, locale=Locale("id"))
        return Archive(database).find(article_filter)[0].key


def _shorten_paths(arguments: list[str], seeds_folder: Path) -> list[str]:
    return [
        argument.replace(str(seeds_folder.parent) + "/", "") for argument in arguments
    ]
