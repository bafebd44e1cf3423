"""Fragments: stored segments that share a long run of words with a text.

Parts of one news sentence recur inside another: a name, an office, a whole clause. A
fragment is the longest common run of tokens; it never crosses the end of a sentence,
and it has words, not marks alone.

The fuzzy index proposes: a run is found by its rarest word, if that is among the rarer
half of the segment's words, so runs of frequent words only are missed. At most a
thousand segments are searched for a text, by its rarest words, and the twenty with the
longest runs are compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tm.match.index.common_run import SENTENCE_END_MARKS, WordRunQuery
from tm.match.lookup import open_index
from tm.match.rank import (
    SHORT_QUERY_TOKENS,
    Match,
    MatchType,
    Query,
    SharedRun,
    rate_match,
)
from tm.settings import Penalties
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import Token, tokens

MIN_WORDS = 5
"""Words of a run that counts whatever the length of the text."""
_MIN_SHARE = 0.4
"""Share of the text's words that counts too, if the run has three words."""
_MIN_WORDS_OF_SHARE = 3
_MAX_SEGMENTS = 300
"""Segments read at most, while those before have no translation."""
_BATCH = 20


@dataclass(frozen=True, slots=True)
class _TokenizedText:
    """A text cut into tokens; those that end a sentence equal no other."""

    tokens: Sequence[Token]
    forms: Sequence[str]

    @classmethod
    def of(
        cls, text: str, locale: Locale, prefix: str, *, ignores_diacritics: bool
    ) -> "_TokenizedText":
        all_tokens = tokens(text)
        vietnamese = locale.language == "vi"
        forms = []
        for number, token in enumerate(all_tokens):
            form = match_form(token.text, vietnamese=vietnamese)
            if token.text in SENTENCE_END_MARKS:
                form = f"{prefix}{number}"
            forms.append(folded(form) if ignores_diacritics else form)
        return cls(all_tokens, forms)


def fragments(
    database: Database,
    query: Query,
    target: Locale,
    *,
    penalties: Penalties,
    limit: int = 5,
) -> list[Match]:
    """List translated units that share a long run with a text, the longest first.

    Of several that share a run of the same length the most similar comes first, then
    the shortest. A text of up to six tokens must stand in them whole, and have three
    words at least.
    """
    if len(query.match_tokens) < _MIN_WORDS_OF_SHARE:
        return []
    segment, ignores_diacritics = query.segment, not query.has_diacritics
    text = _TokenizedText.of(
        segment.text, segment.locale, "q", ignores_diacritics=ignores_diacritics
    )
    min_words = _min_run_words(text)
    matches: dict[tuple[str, str], Match] = {}
    with open_lookup_reader(database) as reader:
        run_query = WordRunQuery.of(query.match_tokens, min_words)
        proposed = open_index(database).segments_sharing_run(reader, query, run_query)
        for numbers in _batches(proposed):
            runs = dict(
                _runs(
                    text,
                    segment.locale,
                    reader.texts(numbers),
                    ignores_diacritics=ignores_diacritics,
                )
            )
            for number, unit in reader.units_with(list(runs), target):
                fragment = rate_match(query, unit, target, penalties=penalties)
                if fragment is not None and fragment.target is not None:
                    pair = fragment.source.text, fragment.target.text
                    run = runs[number]
                    matches[pair] = replace(fragment, type=MatchType.FRAGMENT, run=run)
            if len(matches) >= limit:
                break
    return sorted(matches.values(), key=_sort_key)[:limit]


def _batches(proposed: Mapping[int, int]) -> Iterator[list[int]]:
    """Yield the proposed segments in batches, the longest runs first."""
    by_run = sorted(proposed, key=lambda number: (-proposed[number], number))
    for start in range(0, min(len(by_run), _MAX_SEGMENTS), _BATCH):
        yield by_run[start : start + _BATCH]


def _runs(
    query: _TokenizedText,
    locale: Locale,
    texts: Mapping[int, str],
    *,
    ignores_diacritics: bool,
) -> Iterator[tuple[int, SharedRun]]:
    """Yield each segment whose longest run is long enough, with the run."""
    min_words = _min_run_words(query)
    for number, text in texts.items():
        run = _longest_run(
            query,
            _TokenizedText.of(text, locale, "s", ignores_diacritics=ignores_diacritics),
        )
        if run is not None and run.words >= min_words:
            yield number, run


def _longest_run(query: _TokenizedText, segment: _TokenizedText) -> SharedRun | None:
    """Find the longest run that two texts share, without marks at its ends."""
    matcher = SequenceMatcher(None, query.forms, segment.forms, autojunk=False)
    start, stored_start, size = matcher.find_longest_match()
    word_places = [
        place
        for place in range(start, start + size)
        if query.tokens[place].is_word or query.tokens[place].kind == "number"
    ]
    if not word_places:
        return None
    first, last = word_places[0], word_places[-1]
    shift = stored_start - start
    return SharedRun(
        (query.tokens[first].start, query.tokens[last].end),
        (segment.tokens[first + shift].start, segment.tokens[last + shift].end),
        len(word_places),
    )


def _min_run_words(text: _TokenizedText) -> int:
    """The fewest words that a run must have for this text."""
    words = sum(token.is_word or token.kind == "number" for token in text.tokens)
    if len(text.tokens) <= SHORT_QUERY_TOKENS:
        return max(words, _MIN_WORDS_OF_SHARE)
    share = max(_MIN_WORDS_OF_SHARE, -int(-words * _MIN_SHARE // 1))
    return min(MIN_WORDS, share)


def _sort_key(match: Match) -> tuple[object, ...]:
    words = match.run.words if match.run else 0
    target = match.target.text if match.target else ""
    return -words, -match.rate, len(match.source.text), match.source.text, target
