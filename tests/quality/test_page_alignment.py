"""Alignment of pages on the development set, with floors.

The texts of the set get what pages have around them; headlines are kept, missing or
those of another story. Printed with `pytest -s tests/quality/test_page_alignment.py`.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tm.articles.article_units import align_units
from tm.articles.page.copied_page import read_page
from tm.articles.page_article import make_article, make_segments
from tm.text.locale import Locale

_DATA = Path(os.environ.get("PADANAN_SHARED", ROOT.parent / "shared")) / "data"
_LOCALES = Locale("vi"), Locale("id")
_OTHER_HEADLINE = "Nelayan Ben Sua bangun dermaga kayu baru tahun depan"
_LONGEST_HEADLINE = 160

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("level", "shape", "f1_floor", "precision_floor"),
    [
        ("news", "plain", 0.978, 0.980),
        pytest.param(*("news", "paged", 0.978, 0.980), marks=pytest.mark.thorough),
        pytest.param(
            *("news", "no headline", 0.968, 0.980), marks=pytest.mark.thorough
        ),
        ("news", "other headline", 0.975, 0.980),
        ("clean", "paged", 0.985, 0.995),
        pytest.param(
            *("clean", "no headline", 0.985, 0.995), marks=pytest.mark.thorough
        ),
        ("light", "paged", 0.985, 0.995),
        pytest.param(
            *("light", "no headline", 0.983, 0.990), marks=pytest.mark.thorough
        ),
    ],
)
def test_pages_are_aligned_at_least_this_well(
    level: str, shape: str, f1_floor: float, precision_floor: float
) -> None:
    right = found = wanted = used = used_right = 0
    for texts, lines, gold in _documents(level):
        texts, is_kept = _make_pages(*texts, shape)
        pairs = _align(texts, lines)
        expected = {pair for pair in gold if is_kept or 0 not in pair[1]}
        found += len(pairs)
        wanted += len(expected)
        right += sum(pair in expected for pair in pairs)
        used += sum(score >= 0.7 for score in pairs.values())
        used_right += sum(
            score >= 0.7 and pair in expected for pair, score in pairs.items()
        )
    f1, precision = 2 * right / (found + wanted), used_right / used
    print(f"\n{level} {shape}: F1 {f1:.4f}, in use {used}, right {precision:.4f}")
    assert f1 >= f1_floor
    assert precision >= precision_floor


Pair = tuple[frozenset[int], frozenset[int]]


def _documents(
    level: str,
) -> Iterator[tuple[tuple[str, str], tuple[list[str], list[str]], set[Pair]]]:
    paths = sorted((_DATA / "align" / "vi-id" / level).glob("*.gold.json"))
    if not paths:
        pytest.skip("the shared development data is not beside the checkout")
    for path in paths:
        source_raw, target_raw, source_lines, target_lines = (
            path.with_name(path.name.replace(".gold.json", suffix)).read_text("utf-8")
            for suffix in (".src.raw.txt", ".tgt.raw.txt", ".src.txt", ".tgt.txt")
        )
        beads = json.loads(path.read_text("utf-8"))
        gold = {(frozenset(a), frozenset(b)) for a, b in beads if a and b}
        lines = source_lines.strip().split("\n"), target_lines.strip().split("\n")
        yield (source_raw, target_raw), lines, gold


def _make_pages(source: str, target: str, shape: str) -> tuple[tuple[str, str], bool]:
    """Return the two pages, and whether the target's headline is its own."""
    source_blocks, target_blocks = source.split("\n\n"), target.split("\n\n")
    has_headline = len(target_blocks[0]) < _LONGEST_HEADLINE
    if shape == "paged":
        source_blocks = [
            *("Xã hội", "Thứ tư, 12/11/2025, 09:30 (GMT+7)"),
            *(*source_blocks, "Bùi Thu Cúc"),
        ]
        target_blocks = [
            *("Vietnam.vn - Nền tảng quảng bá Việt Nam", target_blocks[0]),
            *("Báo MẫuBáo Mẫu12/11/2025", *target_blocks[1:]),
            *("Komentar (0)", "Berita terkait", "Pasar malam ramai"),
        ]
    elif shape == "no headline" and has_headline:
        target_blocks = target_blocks[1:]
    elif shape == "other headline" and has_headline:
        target_blocks[0] = _OTHER_HEADLINE
    is_kept = shape in ("plain", "paged") or not has_headline
    return ("\n\n".join(source_blocks), "\n\n".join(target_blocks)), is_kept


def _align(
    texts: tuple[str, str], lines: tuple[list[str], list[str]]
) -> dict[Pair, float]:
    source, target = (
        make_article(read_page(text, path="page.txt", locale=locale))[0]
        for text, locale in zip(texts, _LOCALES, strict=True)
    )
    units = align_units(
        target, make_segments(target), make_segments(source), profile="news"
    )
    pairs: dict[Pair, float] = {}
    positions = [0, 0]
    for unit in units:
        assert unit.target is not None
        sides = []
        for side, text in enumerate((unit.source.text, unit.target.text)):
            numbers, positions[side] = _find_lines(text, lines[side], positions[side])
            sides.append(numbers)
        pair = sides[0], sides[1]
        pairs[pair] = max(pairs.get(pair, 0.0), unit.origin.score or 0.0)
    return pairs


def _find_lines(text: str, lines: list[str], start: int) -> tuple[frozenset[int], int]:
    """Return the numbers of the lines that a text is from, and where it ends."""
    plain_lines = [_plain(line) for line in lines]
    whole, plain_text = "".join(plain_lines), _plain(text)
    begin = whole.find(plain_text, max(0, start - 5))
    begin = begin if begin >= 0 else whole.find(plain_text)
    if begin < 0:
        return frozenset({-1}), start
    end = begin + len(plain_text)
    numbers, offset = set(), 0
    for number, line in enumerate(plain_lines):
        if offset < end and begin < offset + len(line):
            numbers.add(number)
        offset += len(line)
    return frozenset(numbers), end


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text).lower())
