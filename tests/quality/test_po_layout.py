"""How often msgcat would lay out an entry otherwise than we do: pinned.

Run `pytest -s tests/quality/test_po_layout.py` to see the figures.
"""

import random
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from exports.po_text import entry_text

ENTRIES = 6000
SIGNS = (
    "abc đệ ABC 123 .,;:!?()[]{}\"«»“”‘’'-–—/\\\t%&*+=<>@#$₫€…|~^_` "
    "会あア한글ไท 😀\u00a0\u200b"
)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def changed_by_msgcat(texts: list[str]) -> int:
    """How many entries with these texts msgcat changes."""
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    entries = [
        entry_text(polib.POEntry(msgid=text, msgstr=text))
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
    changed = changed_by_msgcat(texts[:ENTRIES])
    print(f"{changed} of {ENTRIES} sentences and terms changed by msgcat")
    assert changed == 0


def test_few_strings_of_random_signs_are_laid_out_otherwise() -> None:
    chosen = random.Random(1)
    texts = [
        "".join(chosen.choices(SIGNS, k=chosen.randint(50, 200))).strip() or "x"
        for _ in range(1000)
    ]
    changed = changed_by_msgcat(texts)
    print(f"{changed} of {len(texts)} strings of random signs changed by msgcat")
    assert changed <= 40
