"""A plain scan of all segments, by a fast library: what lookup is held against.

Similarities are those of `tm.match.rank.compute_similarity`. Every segment is compared
with every query; nothing is left out or guessed at.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from lookup_peers import Coded, cdist
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tm.match.rank import Query
from tm.match.similarity import compute_similarity_from_distance
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens

Hits = list[tuple[int, float]]
"""Place and similarity of each segment that reaches a threshold, the best first."""


class Oracle:
    """Some segments, to be compared with queries one after the other."""

    def __init__(self, texts: Sequence[str], locale: Locale) -> None:
        self.locale = locale
        vietnamese = locale.language == "vi"
        self._forms = [match_form(text, is_vietnamese=vietnamese) for text in texts]
        self._loose = [fold_text(text) for text in texts]
        self._tokens = Coded(_tokens(texts, locale))
        self._marked = [
            place for place, form in enumerate(self._forms) if not form.isascii()
        ]
        marked = [texts[place] for place in self._marked]
        self._bare = Coded(_tokens(marked, locale, bare=True))

    def hits(self, text: str, threshold: int) -> Hits:
        """Every segment that is so similar by the rules of match rates."""
        query = Query.of(Segment.of(self.locale, text))
        best: dict[int, float] = dict(
            cdist(self._tokens)(query.match_tokens, threshold)
        )
        if not query.has_diacritics:
            for place, score in cdist(self._bare)(query.bare_tokens, threshold):
                row = self._marked[place]
                best[row] = max(score, best.get(row, 0))
        if query.is_short:
            form = match_form(
                query.segment.text, is_vietnamese=self.locale.language == "vi"
            )
            lanes = [(form, self._forms)]
            if not query.has_diacritics:
                lanes.append((fold_text(query.segment.text), self._loose))
            for wanted, stored in lanes:
                for row, score in characters(wanted, stored, threshold):
                    # Equal characters with other tokens differ in spaces.
                    best[row] = max(min(score, 99.0), best.get(row, 0))
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))


def characters(text: str, stored: Sequence[str], threshold: int) -> Hits:
    """Every string that is so similar character by character."""
    distances: NDArray[np.uint32] = process.cdist(
        [text], stored, scorer=Levenshtein.distance, dtype=np.uint32, workers=1
    )[0]
    lengths = np.fromiter(map(len, stored), dtype=np.int64, count=len(stored))
    longest = np.maximum(lengths, len(text))
    rows = np.flatnonzero(distances <= longest * (100 - threshold) // 100)
    scored = [
        (row, compute_similarity_from_distance(int(distances[row]), int(longest[row])))
        for row in rows
    ]
    return sorted(((int(row), score) for row, score in scored), key=lambda hit: -hit[1])


def _tokens(
    texts: Iterable[str], locale: Locale, *, bare: bool = False
) -> Iterator[list[str]]:
    """The tokens of each text; those of a million at once would be gigabytes."""
    for text in texts:
        found = list_match_tokens(text, locale)
        yield [fold_text(token) for token in found] if bare else found
