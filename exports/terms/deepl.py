"""DeepL glossaries: two columns separated by a tab, without a header.

DeepL refuses a whole file for one invalid entry: empty texts, white space at the ends,
control characters, duplicate sources, or more than 1,024 bytes.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.format_registries import term_formats
from exports.term_format import TermItem, TermWriteOptions
from exports.terms import omegat
from exports.terms.pairs import TermPairMaker
from glossary.entries.entry import ConceptEntry, TermStatus

MAX_TERM_BYTES = 1024
"""Most bytes of a term in UTF-8."""


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read a concept from each line."""
    return omegat.read(path, options)


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """Write a line for each source term with its first translation."""
    pair_maker = TermPairMaker(options, term_formats["deepl"].features, "DeepL")
    target_text_by_source_text: dict[str, str] = {}
    count_loss = pair_maker.tally.add
    for pair in pair_maker.make_pairs(entries):
        source_text, target_text = (
            _clean_text(pair.source.text),
            _clean_text(pair.target.text),
        )
        count_loss(
            "statuses of terms",
            TermStatus.ADMITTED in (pair.source.status, pair.target.status),
        )
        if not source_text or not target_text:
            count_loss("terms without text")
        elif max(len(source_text.encode()), len(target_text.encode())) > MAX_TERM_BYTES:
            count_loss(f"terms of more than {MAX_TERM_BYTES:,} bytes")
        elif (
            target_text_by_source_text.setdefault(source_text, target_text)
            != target_text
        ):
            count_loss("further translations of a term, of which DeepL takes one")
    for source_text, target_text in target_text_by_source_text.items():
        file.write(f"{source_text}\t{target_text}\n".encode())
    return WriteResult(
        len(target_text_by_source_text),
        pair_maker.left_out_count,
        pair_maker.tally.list_losses(),
    )


def _clean_text(text: str) -> str:
    """Remove characters that DeepL refuses."""
    characters = (
        " "
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        else character
        for character in text
    )
    return " ".join("".join(characters).split())
