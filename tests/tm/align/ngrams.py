"""An encoder by the letters of sentences: near are those spelt alike."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tm.text.normal import fold_text


class NgramEncoder:
    """Counts of three letters in a row, hashed into a few hundred numbers."""

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        rows = np.zeros((len(sentences), 512), np.float32)
        for row, sentence in zip(rows, sentences, strict=True):
            letters = f" {fold_text(sentence)} "
            for start in range(len(letters) - 2):
                row[zlib.crc32(letters[start : start + 3].encode()) % 512] += 1
            row /= max(float(np.linalg.norm(row)), 1.0)
        return rows
