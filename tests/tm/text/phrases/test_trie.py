"""Many texts are read as each alone, and each as plain words say."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.phrases.trie import ChunkWords, PhraseHits, PhraseTrie, PhraseWords

_PHRASES: dict[PhraseWords, int] = {
    phrase: 16 << at
    for at, phrase in enumerate(
        [
            ("a",),
            ("a", "b"),
            ("a", "b", "a"),
            ("b", "a", "b", "c"),
            ("c*",),
            ("ca*",),
            ("a", "ca*"),
            ("ca",),
            ("*b", "a"),
            ("*b", "c*"),
        ]
    )
}
_WORD = re.compile("[a-z]+")
_TEXTS = st.text("abc12-  \0\u2003\u3000\ud800") | st.text()


def _piece(piece: str) -> ChunkWords:
    words = [(found[0], found.start()) for found in _WORD.finditer(piece)]
    return ("1" in piece) + 2 * ("2" in piece), words


Read = tuple[int, dict[PhraseWords, list[int]]]
"""The bits of a text, and the places of each phrase."""


def _plain(text: str) -> Read:
    """What a pattern of each phrase tells."""
    words = [*_WORD.finditer(text)]
    bits, found = ("1" in text) + 2 * ("2" in text), {}
    for phrase, own in _PHRASES.items():
        pattern = " ".join(part.replace("*", "[a-z]*") for part in phrase)
        found[phrase] = [
            word.start()
            for at, word in enumerate(words)
            if re.fullmatch(pattern, " ".join(w[0] for w in words[at:][: len(phrase)]))
        ]
        bits |= own * bool(found[phrase])
    return bits, found


def _told(trie: PhraseTrie, bits: int, found: PhraseHits) -> Read:
    return bits, {
        phrase: trie.find_offsets(found, own) for phrase, own in _PHRASES.items()
    }


def _tell_each(trie: PhraseTrie, texts: list[str]) -> Iterator[Read]:
    remaining_texts = iter(texts)
    for bits_of_texts, hits in trie.find_in_batches(texts):
        for bits, text in zip(bits_of_texts, remaining_texts, strict=False):
            yield (
                bits,
                {
                    phrase: hits.find_offsets(text, own)
                    for phrase, own in _PHRASES.items()
                },
            )


@given(st.lists(_TEXTS, max_size=5))
def test_a_trie_finds_what_patterns_find(texts: list[str]) -> None:
    trie, other = PhraseTrie(_PHRASES, _piece), PhraseTrie(_PHRASES, _piece)
    plain = [*map(_plain, texts)]
    assert [_told(trie, *trie.find(text)) for text in texts] == plain
    assert [*_tell_each(other, texts)] == plain


def test_a_trie_of_no_phrases_finds_none() -> None:
    trie = PhraseTrie({}, _piece)
    assert [bits for bits, _ in trie.find_in_batches(["a 1", ""])] == [[1, 0]]
    assert trie.find("a 1")[0] == 1


@pytest.mark.thorough
def test_texts_of_any_length_are_read() -> None:
    trie = PhraseTrie(_PHRASES, _piece)
    texts = ["a b " * 60_000, "ca", "x " * 140_000, "2", "y" * 300_000]
    alone = PhraseTrie(_PHRASES, _piece)
    assert [*_tell_each(trie, texts)] == [
        _told(alone, *alone.find(text)) for text in texts
    ]
