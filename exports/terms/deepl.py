"""Glossaries of DeepL: two columns with a tab between, without a header.

DeepL refuses a file as a whole for one entry that breaks its rules: no empty text, no
white space at the ends, no control characters, no source twice, at most 1,024 bytes.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.catalogue import term_formats
from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.term_format import TermItem, TermWriteOptions
from exports.terms import omegat
from exports.terms.pairs import TermPairMaker
from glossary.entries.entry import ConceptEntry, TermStatus

LONGEST = 1024
"""Bytes of UTF-8 of either text."""


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """A concept for each line."""
    return omegat.read(path, options)


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """A line for each source term, with the first of its translations."""
    pairs = TermPairMaker(options, term_formats["deepl"].features, "DeepL")
    translations: dict[str, str] = {}
    add = pairs.tally.add
    for pair in pairs.pairs(entries):
        source, target = _text(pair.source.text), _text(pair.target.text)
        add(
            "statuses of terms",
            TermStatus.ADMITTED in (pair.source.status, pair.target.status),
        )
        if not source or not target:
            add("terms without text")
        elif max(len(source.encode()), len(target.encode())) > LONGEST:
            add(f"terms of more than {LONGEST:,} bytes")
        elif translations.setdefault(source, target) != target:
            add("further translations of a term, of which DeepL takes one")
    for source, target in translations.items():
        file.write(f"{source}\t{target}\n".encode())
    return WriteResult(len(translations), pairs.left_out, pairs.tally.losses())


def _text(text: str) -> str:
    """The text without what DeepL refuses."""
    letters = (
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text
    )
    return " ".join("".join(letters).split())
