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

FILTERS_BY_CHECK = {
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
_FINDING_PATTERN = re.compile(r"# \(pofilter\) (\w+): (.*)")
_PLACE_PATTERN = re.compile(r"#: unit-(\d+)$")
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
    options = parser.parse_args()
    lines = options.file.read_text("utf-8").split("\n")
    units = [json.loads(line) for line in lines if line.strip()]
    for unit, filter_name, message in run_pofilter(
        options.pofilter, units, options.target
    ):
        print(json.dumps({"unit": unit, "check": filter_name, "message": message}))


def run_pofilter(program: str, units: Units, target: str) -> list[tuple[str, str, str]]:
    """What pofilter says of units: id, filter, message."""
    with tempfile.TemporaryDirectory() as folder:
        input_path, output_path = Path(folder) / "in.po", Path(folder) / "out.po"
        input_path.write_text(
            _HEADER + "".join(map(_make_po_entry, range(len(units)), units)), "utf-8"
        )
        command = [
            program,
            f"--language={target}",
            "--progress=none",
            str(input_path),
            str(output_path),
        ]
        subprocess.run(command, check=True, capture_output=True)
        lines = (
            output_path.read_text("utf-8").split("\n") if output_path.exists() else []
        )
    unit_messages: list[tuple[str, str]] = []
    finding_rows: list[tuple[str, str, str]] = []
    for line in lines:
        if match := _FINDING_PATTERN.fullmatch(line):
            unit_messages.append((match[1], match[2]))
        elif match := _PLACE_PATTERN.fullmatch(line):
            finding_rows += [
                (units[int(match[1])]["id"], *message) for message in unit_messages
            ]
            unit_messages = []
    return finding_rows


def map_kinds_to_filters(
    checks_by_kind: Mapping[str, Iterable[str]],
) -> dict[str, list[str]]:
    """By kind of error, the filters meant for it, for the scorer's `--expected`."""
    return {
        kind_name: sorted(
            {filter_name for check in checks for filter_name in _list_filters(check)}
        )
        for kind_name, checks in checks_by_kind.items()
    }


def _list_filters(check: str) -> Sequence[str]:
    prefix_names = (name for name in FILTERS_BY_CHECK if check.startswith(name))
    return (
        FILTERS_BY_CHECK[max(prefix_names, key=len)]
        if any(map(check.startswith, FILTERS_BY_CHECK))
        else ()
    )


def _make_po_entry(number: int, unit: Mapping[str, str]) -> str:
    source, target = (unit[side].translate(_ESCAPES) for side in ("source", "target"))
    return (
        f'#: unit-{number}\nmsgctxt "{number}"\nmsgid "{source}"\nmsgstr "{target}"\n\n'
    )


if __name__ == "__main__":
    main()
