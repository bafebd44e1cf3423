"""Has pofilter answer as `padanan check` does, so that one scorer scores both.

    python benchmarks/pofilter.py --pofilter PATH check -s vi -t id --format jsonl FILE

pofilter is a program of the Translate Toolkit, run as such; FILE holds JSON lines.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FILTERS = {
    "acro.": ("acronyms",),
    "bracket.pair": ("brackets",),
    "caps.": ("simplecaps", "startcaps", "acronyms"),
    "char.": ("validchars",),
    "code.": ("variables", "xmltags", "printf", "pythonbraceformat"),
    "email.": ("emails",),
    "num.": ("numbers",),
    "punct.double": ("endpunc", "puncspacing"),
    "punct.end": ("endpunc",),
    "punct.": ("puncspacing",),
    "quote.": ("doublequoting", "singlequoting"),
    "seg.addition": ("long", "sentencecount"),
    "seg.empty": ("untranslated", "blank"),
    "seg.omission": ("short", "sentencecount"),
    "seg.language": ("unchanged",),
    "seg.partly": ("unchanged",),
    "seg.untranslated": ("unchanged",),
    "space.double": ("doublespacing",),
    "space.edge": ("startwhitespace", "endwhitespace"),
    "url.": ("urls",),
    "word.doubled": ("doublewords",),
}
"""By our check, or the beginning of its id: the filters meant for the same."""
_FOUND = re.compile(r"# \(pofilter\) (\w+): (.*)")
_PLACE = re.compile(r"#: unit-(\d+)$")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t"})
_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

Units = Sequence[Mapping[str, str]]
"""Each with id, source and target."""


def main() -> None:
    """Print what pofilter finds in a file as JSON lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pofilter", default="pofilter", help="the program")
    parser.add_argument("command", choices=["check"])
    parser.add_argument("-s", "--source", required=True)
    parser.add_argument("-t", "--target", required=True)
    parser.add_argument("--format", choices=["jsonl"], default="jsonl")
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    lines = chosen.file.read_text("utf-8").split("\n")
    units = [json.loads(line) for line in lines if line.strip()]
    for unit, name, message in filtered(chosen.pofilter, units, chosen.target):
        print(json.dumps({"unit": unit, "check": name, "message": message}))


def filtered(program: str, units: Units, target: str) -> list[tuple[str, str, str]]:
    """What pofilter says of units: id, filter, message."""
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "in.po", Path(folder) / "out.po"
        given.write_text(
            _HEADER + "".join(map(_entry, range(len(units)), units)), "utf-8"
        )
        command = [
            program,
            f"--language={target}",
            "--progress=none",
            str(given),
            str(found),
        ]
        subprocess.run(command, check=True, capture_output=True)
        lines = found.read_text("utf-8").split("\n") if found.exists() else []
    said: list[tuple[str, str]] = []
    result: list[tuple[str, str, str]] = []
    for line in lines:
        if match := _FOUND.fullmatch(line):
            said.append((match[1], match[2]))
        elif match := _PLACE.fullmatch(line):
            result += [(units[int(match[1])]["id"], *one) for one in said]
            said = []
    return result


def meant(kinds: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """By kind of error, the filters meant for it, for the scorer's `--expected`."""
    return {
        kind: sorted({one for check in checks for one in _filters(check)})
        for kind, checks in kinds.items()
    }


def _filters(check: str) -> Sequence[str]:
    begins = (name for name in FILTERS if check.startswith(name))
    return FILTERS[max(begins, key=len)] if any(map(check.startswith, FILTERS)) else ()


def _entry(number: int, unit: Mapping[str, str]) -> str:
    source, target = (unit[side].translate(_ESCAPES) for side in ("source", "target"))
    return (
        f'#: unit-{number}\nmsgctxt "{number}"\nmsgid "{source}"\nmsgstr "{target}"\n\n'
    )


if __name__ == "__main__":
    main()
