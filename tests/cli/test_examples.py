"""The examples of every help: each can be typed as it stands, and nearly all are run.

They are run one after the other in one folder, which has the files that they name; keys
and ids in them stand for some that exist.
"""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import click
import pytest

from cli.console.workspace import Workspace
from cli.program import padanan
from tests.cli.calling import call
from tests.exports.documents.building import docx, paragraph, run
from tests.paths import ROOT
from tm.store.history.hash_chain import EMPTY_HEAD

_SEEDS = ROOT / "seeds" / "articles"
_SHELL_SIGNS = (">", ">>", "|")


def _commands(
    command: click.Command, context: click.Context
) -> Iterator[tuple[str, click.Command]]:
    yield context.command_path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _commands(
                found, click.Context(found, parent=context, info_name=name)
            )


_ROOT_CONTEXT = click.Context(padanan, info_name="padanan")
COMMANDS = dict(_commands(padanan, _ROOT_CONTEXT))
EXAMPLES = list(
    dict.fromkeys(
        line.strip()
        for command in COMMANDS.values()
        for line in (command.epilog or "").splitlines()[2:]
    )
)


def split_calls(example: str) -> list[list[str]]:
    """The arguments of each call of Padanan in an example, without the shell's words.

    >>> split_calls("padanan check a.txt | padanan dismiss - > b.txt")
    [['check', 'a.txt'], ['dismiss', '-']]
    """
    calls: list[list[str]] = []
    for part in re.split(r" \| ", example):
        words = shlex.split(part)
        if words[0] == "padanan":
            cut = next((n for n, w in enumerate(words) if w in _SHELL_SIGNS), None)
            calls.append(words[1:cut])
    return calls


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_typed(example: str) -> None:
    """Options, their values and the number of arguments are those of the command."""
    for words in split_calls(example):
        context = padanan.make_context("padanan", [*words], obj=Workspace())
        command: click.Command = padanan
        while isinstance(command, click.Group):
            name, found, words = command.resolve_command(
                context, [*context._protected_args, *context.args]
            )
            assert found is not None and name is not None
            context = found.make_context(name, words, parent=context)
            command = found


def test_the_sections_of_a_help_have_one_order() -> None:
    """What it does, its options, its commands, its examples."""
    for path in COMMANDS:
        help_text = call(*path.split()[1:], "--help").out
        titles = re.findall(r"^ ?(?: )?(\w+):$", help_text, re.MULTILINE)
        order = ["Options", "Commands", "Examples"]
        assert titles == [title for title in order if title in titles], path
        assert titles[-1] == "Examples" and help_text.startswith("Usage: "), path


def test_a_file_to_write_is_named_alike_everywhere() -> None:
    for path, command in COMMANDS.items():
        for option in command.params:
            if option.name == "output_path" and isinstance(option, click.Option):
                assert option.opts == ["-O", "--output"], path


_NOT_RUN = (
    *(
        "https://",
        "postgresql:",
        "--editor",
        "--neural",
        "padanan demo",
        "padanan mcp",
        "padanan serve",
        "tokens Budi --revoke",
        "completion",
    ),
    *("unzip", "cat ", "padanan init", "padanan migrate", "--replace", "old.db"),
    *(
        "house.xlsx",
        "strings.xlsx",
        "seeds/articles",
        "--from-finding",
        "x1f2e3d4c5b6a",
    ),
    *("redo i3", "export - --as", "review --split"),
    *("review --merge", "review --move", "review --pair"),
)
"""What needs a network, a server, a person, an extra or a state of its own."""
_RUN = [example for example in EXAMPLES if not any(map(example.__contains__, _NOT_RUN))]
_PAIR = ("-s", "vi", "-t", "id")
_FILES_OF_UNITS = (
    *("memory.tmx", "project.tmx", "m.tmx", "huge.tmx", "memory.xlsx", "units.jsonl"),
    *("backup.jsonl.gz", "pairs.csv", "to-fill.po", "filled.po", "story.xlf"),
    *("corpus.tsv.gz", "pairs.tsv", "texts.tsv", "held-out.tsv"),
)
_TEXTS = {
    "queries.txt words.txt sentences.txt": "Menteri Luar Negeri\n",
    "output.txt reference.txt new.txt old.txt": "Menteri itu tiba di Jakarta.\n",
    "berita.txt source.txt": "Bộ trưởng Bộ Y tế đến Hà Nội.\n",
    "answer.txt": "Menteri Kesehatan tiba di Hanoi.\n",
    "a.txt b.txt": "Ia datang.\nDia pergi.\n",
    "list.txt": "page.id.txt\n",
    "heads.txt": f"2026-11-30 {EMPTY_HEAD}\n",
    "glossary.txt": "họp báo\tkonferensi pers\n",
    "bodies.txt": "Cục Lâm sản\tDirektorat Hasil Hutan\n",
    "corpus.vi": "họp báo\n",
    "corpus.id": "konferensi pers\n",
    "house.csv": "Tiếng Việt,Indo,Remarks\nhọp báo,konferensi pers,pers\n",
    "new.csv": "concept_id,vi,id,status\noffice-002,,Wamen Keamanan,preferred\n",
    "film.srt": "1\n00:00:01,000 --> 00:00:02,000\nhọp báo\n",
    "app.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Save"\nmsgstr "Simpan"\n',
}
"""Small files by their names."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the files of the examples; what stands for their keys."""
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        _enter(folder, patch)
        return folder, _fill(folder)


def _enter(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.chdir(folder)
    patch.setenv("PADANAN_DATABASE", str(folder / "memory.db"))
    patch.setenv("PADANAN_OFFLINE", "1")
    patch.setenv("PADANAN_SERVER_DATABASE", str(folder / "server.db"))


_SETTINGS = """\
source = "vi"
target = "id"
[server]
oidc_issuer = "https://id.example"
"""


def _fill(folder: Path) -> dict[str, str]:
    (folder / "padanan.toml").write_text(_SETTINGS, "utf-8")
    for names, text in _TEXTS.items():
        for name in names.split():
            (folder / name).write_text(text, "utf-8")
    docx(folder / "article.docx", paragraph(run("họp báo")))
    page = (_SEEDS / "hoi-nghi-rung-ngap-man.id.txt").read_bytes()
    for name in ("articles", "pages"):
        (folder / name).mkdir()
        (folder / name / "page.txt").write_bytes(page)
    for name in ("page.txt", "page.id.txt", "translation.id.txt", "article.txt"):
        (folder / name).write_bytes(page)
    original = (_SEEDS / "hoi-nghi-rung-ngap-man.vi.txt").read_bytes()
    for name in ("original.vi.txt", "page.vi.txt"):
        (folder / name).write_bytes(original)
    for words in (
        ("ingest", "page.id.txt", "--source", "original.vi.txt"),
        ("terms", "import", "--starter"),
        ("terms", "import", "glossary.txt", *_PAIR, "--termbase", "Client A"),
        ("terms", "import", "bodies.txt", *_PAIR, "--termbase", "ministry"),
        ("add", "họp báo", "jumpa pers", *_PAIR),
        ("add", "Có 5 xe.", "Ada 6 mobil .", *_PAIR),
        *(("export", name, *_PAIR, "--translated") for name in _FILES_OF_UNITS),
        *(("terms", "export", name) for name in ("glossary.tbx", "iate.tbx")),
        ("terms", "export", "client.tbx", "--domain", "office"),
        ("terms", "extract", "--memory", *_PAIR, "-O", "candidates.csv"),
        ("document", "extract", "article.docx", *_PAIR, "-O", "article.xlf"),
        ("pretranslate", "article.xlf", "-O", "filled.xlf"),
        ("rules", "sentences.srx", "-l", "fr"),
        ("check", "units.jsonl", *_PAIR, "--report", "findings.xlsx"),
        ("export", "x.tmx", *_PAIR, "--save-selection", "asean", "--query", "xe"),
        ("backup", "padanan-backup.zip"),
        ("people", "add", "Siti"),
        ("people", "add", "Budi", "--role", "translator"),
    ):
        called = call(*words)
        assert called.code in (0, 1), (words, called)
    [article] = map(json.loads, call("articles", "-l", "id").out.splitlines())
    unit = json.loads(call("lookup", "Có 5 xe.", *_PAIR).out)["matches"][0]
    return {
        "4f1c#12": f"{article['key']}#1",
        "4f1c": article["key"],
        "KEY": article["key"],
        "https://example.org/berita/konvensi-hanoi": article["source_url"],
        "836bf858c4937155": unit["unit"],
        "i12": "i1",
        "3f2a9c0d11e7b645": "0123456789abcdef",
    }


def _mark_further_examples() -> list[object]:
    """The first example of a command runs in `make test`, the others in test-all."""
    seen: set[str] = set()
    marked: list[object] = []
    for example in _RUN:
        found = re.search(r"padanan((?: [a-z-]+(?=\s|$)){0,2})", example)
        command = found[1] if found else ""
        marks = [pytest.mark.thorough] if command in seen else []
        marked.append(pytest.param(example, marks=marks))
        seen.add(command)
    return marked


@pytest.mark.slow
@pytest.mark.parametrize("example", _mark_further_examples())
def test_an_example_runs(
    example: str,
    world: tuple[Path, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may find nothing, or something; it is never refused, and never breaks."""
    folder, meanings = world
    copytree(folder, tmp_path / "copy")
    _enter(tmp_path / "copy", monkeypatch)
    line = example
    for key in sorted(meanings, key=len, reverse=True):
        line = re.sub(rf"(?<![\w/#]){re.escape(key)}(?![\w#])", meanings[key], line)
    for name in re.findall(r"-O (\S+)", line):
        if line.count(name) == 1:  # what is filled in place stays
            Path(name).unlink(missing_ok=True)
    typed = ""
    for words in split_calls(line):
        paths = [
            path
            for word in words
            for path in (sorted(map(str, Path().glob(word))) or [word])
        ]
        called = call(*paths, typed=typed, output_format="")
        assert called.code in (0, 1), called
        typed = called.out


def test_few_examples_are_not_run() -> None:
    assert len(_RUN) > 0.8 * len(EXAMPLES)
