"""What the optimisations of text, match and align gain over the plain way.

    python benchmarks/text_optimisations.py

Each optimisation and its plain counterpart run in turn on the sentences of the seed
articles; printed are medians of CPU time in milliseconds, and the gain. See
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
from tm.text.values.conventions import load_conventions
from tm.text.vectorised import TextArray

_ROUND_COUNT = 15
_ARTICLES_FOLDER = Path(__file__).parent.parent / "seeds" / "articles"
_VIETNAMESE = Locale("vi")


FunctionPair = tuple[Callable[[], object], Callable[[], object]]
"""A step with its optimisation, and without."""


def main() -> None:
    """Print a table of all optimisations."""
    for name, function_pair in _make_functions().items():
        fast_seconds, plain_seconds = _measure_medians(*function_pair)
        print(
            f"{name:50} {fast_seconds:8.2f} {plain_seconds:8.2f}  "
            f"{1 - fast_seconds / plain_seconds:5.0%}"
        )


def _make_functions() -> dict[str, FunctionPair]:
    """Make what is measured, by the names of the optimisations."""
    texts = _read_sentences()
    encoded = [text.encode() for text in texts]
    text_array, _ = TextArray.of(texts)
    is_vietnamese = [True] * len(text_array.text_indexes)
    token_places = text_array.find_tokens(
        text_array.compute_match_points(vietnamese_flags=is_vietnamese)
    )
    random_numbers = np.random.default_rng(1).integers(0, 10**9, 400_000)
    phrase_bits = shared_prefilter("vi")
    load_conventions(_VIETNAMESE)
    phrase_bits.read_bits(texts[0])
    trie = phrase_bits._bits_by_text._trie
    return {
        "tm.text.vectorised: match form and tokens": (
            lambda: _tokenise_vectorised(texts),
            lambda: [list_match_tokens(text, _VIETNAMESE) for text in texts],
        ),
        "tm.text.vectorised: folding": (
            lambda: TextArray.of(texts)[0].fold_texts(),
            lambda: [fold_text(text) for text in texts],
        ),
        "tm.text.phrases.trie: many texts by arrays": (
            lambda: list(trie.find_in_batches(texts)),
            lambda: [trie.find(text) for text in texts],
        ),
        "tm.text.nfc_quick_check": (
            lambda: list_unnormalised_texts(encoded),
            lambda: _find_texts_changed_by_nfc(encoded),
        ),
        "tm.text.tokens: `re` for common characters": (
            lambda: [list_match_tokens(text, _VIETNAMESE) for text in texts],
            lambda: [_tokenise_by_regex(text) for text in texts],
        ),
        "tm.text.normal: composed tone marks": (
            lambda: [fold_tone_style(text) for text in texts],
            lambda: [_has_decomposed_tones(text) for text in texts],
        ),
        "tm.text.segment: copied hashes": (
            lambda: compute_content_keys(encoded),
            lambda: [compute_content_key(data) for data in encoded],
        ),
        "tm.match.index.token_ids": (
            lambda: TokenIds().assign_token_ids(token_places),
            lambda: _assign_ids_plainly(text_array.write_spaced_tokens(token_places)),
        ),
        "tm.align.lexicon.lexicon: sort_with_order": (
            lambda: sort_with_order(random_numbers.copy()),
            lambda: random_numbers.copy()[np.argsort(random_numbers, kind="stable")],
        ),
    }


def _read_sentences() -> list[str]:
    sentence_texts: list[str] = []
    for path in sorted(_ARTICLES_FOLDER.glob("*.txt")):
        text = nfc(path.read_text("utf-8"))
        sentence_texts += [
            span.of(text) for span in split_into_sentences(text, _VIETNAMESE)
        ]
    return sentence_texts * max(1, 2_000 // len(sentence_texts))


def _measure_medians(*functions: Callable[[], object]) -> list[float]:
    seconds_by_function: list[list[float]] = [[] for _ in functions]
    for _ in range(_ROUND_COUNT):
        for function_seconds, function in zip(
            seconds_by_function, functions, strict=True
        ):
            start_time = time.process_time()
            function()
            function_seconds.append(1_000 * (time.process_time() - start_time))
    return [
        statistics.median(function_seconds) for function_seconds in seconds_by_function
    ]


def _tokenise_vectorised(texts: list[str]) -> object:
    text_array, _ = TextArray.of(texts)
    return text_array.find_tokens(
        text_array.compute_match_points(
            vietnamese_flags=[True] * len(text_array.text_indexes)
        )
    )


def _tokenise_by_regex(text: str) -> list[str]:
    pattern: regex.Pattern[str] = token_module._TOKEN_PATTERN
    matched_form = match_form(text, is_vietnamese=True)
    return [token_match[0] for token_match in pattern.finditer(matched_form)]


def _find_texts_changed_by_nfc(encoded: list[bytes]) -> list[int]:
    decoded = (
        (text_index, text_bytes.decode())
        for text_index, text_bytes in enumerate(encoded)
    )
    return [
        text_index
        for text_index, text in decoded
        if nfc(text).strip() != text or not text
    ]


def _has_decomposed_tones(text: str) -> str:
    from unicodedata import normalize

    from tm.text.normal import _DECOMPOSED_TONE_PATTERN, _move_tone

    return normalize(
        "NFC", _DECOMPOSED_TONE_PATTERN.sub(_move_tone, normalize("NFD", text))
    )


def _assign_ids_plainly(texts: list[bytes]) -> list[int]:
    id_by_token: dict[bytes, int] = {}
    return [
        id_by_token.setdefault(token, len(id_by_token))
        for text in texts
        for token in text.split()
    ]


if __name__ == "__main__":
    main()
