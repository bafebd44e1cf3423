"""How often msgcat would lay out an entry otherwise than we do: pinned.

Run `pytest -s tests/quality/test_po_layout.py` to see the figures.
"""

import random
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from uniseg.linebreak import line_break_units

from exports.po.entry_text import format_entry, wrap_line

ENTRIES = 6000
SIGNS = (
    "abc đệ ABC 123 .,;:!?()[]{}\"«»“”‘’'-–—/\\\t%&*+=<>@#$₫€…|~^_` "
    "会あア한글ไท 😀\u00a0\u200b"
)
PLAIN = ["abc", "Đệ", "12", *".,;:!?'’“”()%-", '"', " ", "  ", " - ", "a-b", "\n"]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def changed_by_msgcat(texts: list[str]) -> int:
    """How many entries with these texts msgcat changes."""
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    entries = [
        format_entry(polib.POEntry(msgid=text, msgstr=text))
        for text in dict.fromkeys(texts)
    ]
    whole = "\n".join((HEADER, *entries))
    done = subprocess.run(
        ["msgcat", "-"], input=whole.encode(), capture_output=True, check=True
    )
    theirs = done.stdout.decode().split("\n\n")
    pairs = zip(whole.split("\n\n"), theirs, strict=True)
    return sum(ours.strip() != other.strip() for ours, other in pairs)


def test_no_sentence_is_laid_out_otherwise(shared: Path) -> None:
    texts = [
        text
        for path in sorted((shared / "data" / "memory").glob("*.tsv"))
        for line in path.read_text("utf-8").split("\n")
        for text in line.split("\t")[:2]
        if text
    ]
    random.Random(1).shuffle(texts)
    # Every other text is of several lines, of which the last has an end or has none.
    chosen = [
        "\n".join(texts[at : at + 1 + at % 4]) + "\n" * (at % 8 > 3)
        for at in range(ENTRIES)
    ]
    changed = changed_by_msgcat(chosen)
    print(f"{changed} of {ENTRIES} sentences and terms changed by msgcat")
    assert changed == 0


@pytest.mark.thorough
def test_few_strings_of_random_signs_are_laid_out_otherwise() -> None:
    chosen = random.Random(1)
    texts = [
        "".join(chosen.choices(SIGNS, k=chosen.randint(50, 200))).strip() or "x"
        for _ in range(400)
    ]
    changed = changed_by_msgcat(texts)
    print(f"{changed} of {len(texts)} strings of random signs changed by msgcat")
    assert changed <= 16


def slow_filled(line: str, room: int) -> list[str]:
    """A line broken where uniseg breaks its words, each looked at by itself."""
    end = "\\n" if line.endswith("\\n") else ""
    parts = [""]
    for word in re.findall(r"[^ ]+ *| +", line.removesuffix(end)):
        units = [*line_break_units(word.rstrip(" "))] or [""]
        units[-1] += " " * (len(word) - len(word.rstrip(" ")))
        holds_on = word[0] in ";:,.!?)" or parts[-1].rstrip(" ").endswith("(")
        for number, unit in enumerate(units):
            if parts[-1].endswith("\\") or (holds_on and number == 0):
                parts[-1] += unit
            else:
                parts.append(unit)
    parts[-1] += end
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return lines


def test_what_is_known_of_plain_text_is_what_the_line_breaks_of_unicode_say() -> None:
    chosen = random.Random(1)
    for _ in range(300):
        line = "".join(chosen.choices(PLAIN, k=chosen.randint(1, 60)))
        line = line.replace('"', '\\"').replace("\n", "") + chosen.choice(["", "\\n"])
        for room in (8, 20, 60):
            assert wrap_line(line, room) == slow_filled(line, room), line
