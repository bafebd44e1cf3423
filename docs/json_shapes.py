"""The keys of JSON results, read from what the commands print on the seed articles."""

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import cli

_SEEDS = Path(__file__).parents[1] / "seeds" / "articles"
_PAGE = "seeds/hoi-nghi-rung-ngap-man.id.txt"
_ORIGINAL = "seeds/hoi-nghi-rung-ngap-man.vi.txt"
_SEED = "seeds/konvensi-hanoi.id.txt"
_FILES = {
    "padanan.toml": """
source = "vi"
target = "id"
database = "memory.db"
author = "siti"
[align]
threshold = 1.0
""",
    "broken.po": 'msgid ""\nmsgstr ""\n\nmsgid "a\nmsgstr ""\n',
}
_COMMANDS = (
    f"ingest {_PAGE} --source {_ORIGINAL}",
    f"ingest {_SEED} --no-fetch",
    "terms import --starter",
    "articles",
    "show a097",
    "review",
    "lookup|Mỗi hộ nhận chăm sóc trung bình 3 ha và cam kết giữ độ che phủ của cây"
    " ở mức ít nhất 70% diện tích.|--explain",
    "concordance|rừng ngập mặn|--limit|2",
    "stats",
    "history",
    "terms lookup|thu truong cong an|--limit|1",
    "terms find|Thứ trưởng Bộ Công an Phạm Thế Tùng",
    "terms show office-002",
    "terms lint",
    "terms impact|office-009|id=Deputi Menteri",
    "terms extract --memory --limit 2",
    f"check {_SEED} --only punct,quote.pair",
    f"check {_SEED} --only punct --fix",
    "checks list num.value",
    "checks rules -t en",
    "checks measure --memory --kinds punct --rounds 1",
    "export memory.tmx",
    "import memory.tmx",
    "convert memory.tmx memory.jsonl",
    "validate broken.po",
    f"segment {_PAGE} -l id",
    f"align {_ORIGINAL} {_PAGE}",
    "analyse memory.jsonl",
    "undo last",
    "redo",
    "backup backup.zip",
    "restore backup.zip --database copy.db",
    "doctor",
    "report overview.html",
)
"""Command lines that follow each other; `|` separates words where one has spaces."""
_UNNAMED = "(list items)"


def shape_lines() -> Iterator[str]:
    """A section for each command: its lines, and a row for each key."""
    lines: dict[str, list[str]] = {}
    keys: dict[str, dict[str, set[str]]] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("seeds").symlink_to(_SEEDS)
        for name, text in _FILES.items():
            Path(name).write_text(text, "utf-8")
        with _environment():
            for line in _COMMANDS:
                first, *more = line.split("|")
                words = [*first.split(), *more]
                name = " ".join(words[: 2 if words[0] in ("terms", "checks") else 1])
                lines.setdefault(name, []).append(_shown(words))
                for result in _printed(words).splitlines():
                    _collect(json.loads(result), "", keys.setdefault(name, {}))
    for name, commands in lines.items():
        yield from (f"## {name}", "", "```sh", *commands, "```", "")
        yield from _rows(keys.get(name, {}))


def _shown(words: Sequence[str]) -> str:
    quoted = (f'"{word}"' if " " in word else word for word in words)
    return f"padanan {' '.join(quoted)} --format jsonl"


def _rows(keys: Mapping[str, set[str]]) -> Iterator[str]:
    if keys:
        yield from ("| key | type |", "|---|---|")
        for key, types in keys.items():
            yield f"| `{key}` | {', '.join(sorted(types))} |"
    else:
        yield "Prints nothing here: there is nothing to report."
    yield ""


def _collect(value: object, path: str, keys: dict[str, set[str]]) -> None:
    """Note the type at a path and below it; items of a list share one path."""
    if path:
        keys.setdefault(path, set()).add(_type(value))
    if isinstance(value, dict):
        for key, item in value.items():
            _collect(item, f"{path}.{key}" if path else key, keys)
    elif isinstance(value, list):
        for item in value:
            _collect(item, f"{path}[]" if path else _UNNAMED, keys)


def _type(value: object) -> str:
    names = {bool: "boolean", str: "string", type(None): "null", dict: "object"}
    if isinstance(value, list):
        return "list"
    return names.get(type(value), "number")


def _printed(words: Iterable[str]) -> str:
    """What a command prints on standard output as JSON lines."""
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, "utf-8", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(io.StringIO()):
        cli.run([*words, "--format", "jsonl"])
    return data.getvalue().decode()


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """The environment without what would change results; no network."""
    saved = dict(os.environ)
    for name in ("PADANAN_DATABASE", "PADANAN_AUTHOR"):
        os.environ.pop(name, None)
    os.environ["PADANAN_OFFLINE"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(saved)
