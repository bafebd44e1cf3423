"""A plain scan of all segments, by a fast library: what lookup is held against.

Similarities are those of `tm.match.match_rate.compute_similarity`. Every segment is
compared with every query; nothing is left out or guessed at.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from lookup_peers import CodedTokens, make_cdist_search
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tm.match.match_rate import Query
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
        self._tokens = CodedTokens(_list_tokens(texts, locale))
        self._marked = [
            text_index
            for text_index, form in enumerate(self._forms)
            if not form.isascii()
        ]
        marked_texts = [texts[text_index] for text_index in self._marked]
        self._bare = CodedTokens(_list_tokens(marked_texts, locale, is_bare=True))

    def hits(self, text: str, threshold: int) -> Hits:
        """Every segment that is so similar by the rules of match rates."""
        query = Query.of(Segment.of(self.locale, text))
        score_by_row: dict[int, float] = dict(
            make_cdist_search(self._tokens)(query.match_tokens, threshold)
        )
        if not query.has_diacritics:
            for bare_index, score in make_cdist_search(self._bare)(
                query.folded_tokens, threshold
            ):
                row = self._marked[bare_index]
                score_by_row[row] = max(score, score_by_row.get(row, 0))
        if query.is_short:
            form = match_form(
                query.segment.text, is_vietnamese=self.locale.language == "vi"
            )
            form_pairs = [(form, self._forms)]
            if not query.has_diacritics:
                form_pairs.append((fold_text(query.segment.text), self._loose))
            for wanted_form, stored_forms in form_pairs:
                for row, score in find_by_characters(
                    wanted_form, stored_forms, threshold
                ):
                    # Equal characters with other tokens differ in spaces.
                    score_by_row[row] = max(min(score, 99.0), score_by_row.get(row, 0))
        return sorted(score_by_row.items(), key=lambda hit: (-hit[1], hit[0]))


def find_by_characters(text: str, stored_texts: Sequence[str], threshold: int) -> Hits:
    """Every string that is so similar character by character."""
    distances: NDArray[np.uint32] = process.cdist(
        [text], stored_texts, scorer=Levenshtein.distance, dtype=np.uint32, workers=1
    )[0]
    lengths = np.fromiter(
        map(len, stored_texts), dtype=np.int64, count=len(stored_texts)
    )
    longest = np.maximum(lengths, len(text))
    rows = np.flatnonzero(distances <= longest * (100 - threshold) // 100)
    scored_rows = [
        (row, compute_similarity_from_distance(int(distances[row]), int(longest[row])))
        for row in rows
    ]
    return sorted(
        ((int(row), score) for row, score in scored_rows), key=lambda hit: -hit[1]
    )


def _list_tokens(
    texts: Iterable[str], locale: Locale, *, is_bare: bool = False
) -> Iterator[list[str]]:
    """The tokens of each text; those of a million at once would be gigabytes."""
    for text in texts:
        match_tokens = list_match_tokens(text, locale)
        yield [fold_text(token) for token in match_tokens] if is_bare else match_tokens
