"""What the speed tricks of text, match and align gain over the plain way.

    python benchmarks/text_tricks.py

Each trick and its plain counterpart run in turn on the sentences of the seed articles;
printed are medians of CPU time in milliseconds, and the gain. See
docs/architecture/speed.md.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import regex

from tm.align.lexicon.lexicon import sort_with_order
from tm.align.sentences import split_into_sentences
from tm.match.index.token_ids import TokenIds
from tm.text import tokens as token_module
from tm.text.locale import Locale
from tm.text.nfc_quick_check import list_unnormalised_texts
from tm.text.normal import fold_text, fold_tone_style, match_form, nfc
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.segment import compute_content_key, compute_content_keys
from tm.text.tokens import list_match_tokens
from tm.text.values import reader
from tm.text.values.conventions import load_conventions
from tm.text.vectorised import TextArray

_ROUNDS = 15
_ARTICLES = Path(__file__).parent.parent / "seeds" / "articles"
_VIETNAMESE = Locale("vi")


def main() -> None:
    """Print a table of all tricks."""
    texts = _texts()
    encoded = [text.encode() for text in texts]
    array, _ = TextArray.of(texts)
    is_vietnamese = [True] * len(array.text_indexes)
    places = array.find_tokens(
        array.compute_match_points(vietnamese_flags=is_vietnamese)
    )
    numbers = np.random.default_rng(1).integers(0, 10**9, 400_000)
    bits = shared_prefilter("vi")
    load_conventions(_VIETNAMESE)
    bits.read_bits(texts[0])
    trie = bits._bits_by_text._trie
    cases: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "tm.text.vectorised: match form and tokens": (
            lambda: _vectorised(texts),
            lambda: [list_match_tokens(text, _VIETNAMESE) for text in texts],
        ),
        "tm.text.vectorised: folding": (
            lambda: TextArray.of(texts)[0].fold_texts(),
            lambda: [fold_text(text) for text in texts],
        ),
        "tm.text.phrases.trie: many texts by arrays": (
            lambda: list(trie.find_in_each(texts)),
            lambda: [trie.find(text) for text in texts],
        ),
        "tm.text.nfc_quick_check": (
            lambda: list_unnormalised_texts(encoded),
            lambda: _changed_by_nfc(encoded),
        ),
        "tm.text.tokens: `re` for common characters": (
            lambda: [list_match_tokens(text, _VIETNAMESE) for text in texts],
            lambda: [_regex_tokens(text) for text in texts],
        ),
        "tm.text.normal: composed tone marks": (
            lambda: [fold_tone_style(text) for text in texts],
            lambda: [_decomposed_tones(text) for text in texts],
        ),
        "tm.text.values.plain_numbers": (
            lambda: [reader.read_values(text, _VIETNAMESE) for text in texts],
            lambda: _without_plain_numbers(texts),
        ),
        "tm.text.segment: copied hashes": (
            lambda: compute_content_keys(encoded),
            lambda: [compute_content_key(data) for data in encoded],
        ),
        "tm.match.index.token_ids": (
            lambda: TokenIds().number_tokens(places),
            lambda: _plain_ids(array.write_spaced_tokens(places)),
        ),
        "tm.align.lexicon.lexicon: sort_with_order": (
            lambda: sort_with_order(numbers.copy()),
            lambda: numbers.copy()[np.argsort(numbers, kind="stable")],
        ),
    }
    for name, pair in cases.items():
        fast, plain = _medians(*pair)
        print(f"{name:50} {fast:8.2f} {plain:8.2f}  {1 - fast / plain:5.0%}")


def _texts() -> list[str]:
    found: list[str] = []
    for path in sorted(_ARTICLES.glob("*.txt")):
        text = nfc(path.read_text("utf-8"))
        found += [span.of(text) for span in split_into_sentences(text, _VIETNAMESE)]
    return found * max(1, 2_000 // len(found))


def _medians(*functions: Callable[[], object]) -> list[float]:
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(_ROUNDS):
        for row, function in zip(times, functions, strict=True):
            start = time.process_time()
            function()
            row.append(1_000 * (time.process_time() - start))
    return [statistics.median(row) for row in times]


def _vectorised(texts: list[str]) -> object:
    letters, _ = TextArray.of(texts)
    return letters.find_tokens(
        letters.compute_match_points(
            vietnamese_flags=[True] * len(letters.text_indexes)
        )
    )


def _regex_tokens(text: str) -> list[str]:
    pattern: regex.Pattern[str] = token_module._TOKEN_PATTERN
    form = match_form(text, is_vietnamese=True)
    return [found[0] for found in pattern.finditer(form)]


def _changed_by_nfc(encoded: list[bytes]) -> list[int]:
    decoded = ((place, data.decode()) for place, data in enumerate(encoded))
    return [place for place, text in decoded if nfc(text).strip() != text or not text]


def _decomposed_tones(text: str) -> str:
    from unicodedata import normalize

    from tm.text.normal import _DECOMPOSED_TONE_PATTERN, _move_tone

    return normalize(
        "NFC", _DECOMPOSED_TONE_PATTERN.sub(_move_tone, normalize("NFD", text))
    )


def _without_plain_numbers(texts: list[str]) -> object:
    kept = reader._choose_plain_number_pattern
    reader._choose_plain_number_pattern = lambda *_: None
    try:
        return [reader.read_values(text, _VIETNAMESE) for text in texts]
    finally:
        reader._choose_plain_number_pattern = kept


def _plain_ids(texts: list[bytes]) -> list[int]:
    ids: dict[bytes, int] = {}
    return [ids.setdefault(token, len(ids)) for text in texts for token in text.split()]


if __name__ == "__main__":
    main()
