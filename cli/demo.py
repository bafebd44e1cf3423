"""The command `demo`, which shows the main commands on the seed articles."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from shutil import which

import click

import cli
from cli.console.workspace import Workspace, command
from glossary.seed_files import find_seeds_folder
from tm.articles.archive.archive import Archive, ArticleFilter
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
)


@command(
    examples="""
    padanan demo
    padanan demo my-demo
    """
)
@click.argument("folder", default="demo-output")
def demo(workspace: Workspace, folder: str) -> int:
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
    with chdir(demo_folder):
        for step_number, (step_title, arguments) in enumerate(
            _list_demo_steps(seeds_folder), 1
        ):
            click.secho(f"\n{step_number}. {step_title}", bold=True)
            click.secho(
                f"$ padanan {shlex.join(_shorten_paths(arguments, seeds_folder))}",
                fg="cyan",
            )
            step_exit_code = cli.run([*arguments, *global_options])
            if step_exit_code > 1:
                return step_exit_code
    click.secho(
        f"\nMade in {folder}: memory.tmx, konvensi-hanoi.po, demo.db.", bold=True
    )
    program_path = (
        "padanan" if which("padanan") else Path(sys.executable).parent / "padanan"
    )
    click.echo(f"Continue there: cd {folder}, then `{program_path} --help`.")
    return 0


def _prepare_folder(demo_folder: Path) -> None:
    if demo_folder.exists() and not demo_folder.is_dir():
        raise InputError(f"{demo_folder} is a file; give a folder")
    if (
        demo_folder.is_dir()
        and any(demo_folder.iterdir())
        and not (demo_folder / _DEMO_FILES[0]).exists()
    ):
        raise InputError(f"{demo_folder} contains other files; give an empty folder")
    demo_folder.mkdir(parents=True, exist_ok=True)
    for file_name in _DEMO_FILES:
        (demo_folder / file_name).unlink(missing_ok=True)
    (demo_folder / _DEMO_FILES[0]).write_text(_SETTINGS_TEXT, "utf-8")


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
