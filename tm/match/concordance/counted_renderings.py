"""How a phrase was translated: the words of each translation that stand for it.

They are found by known translations, by what the translations of the phrase share and
others lack, and by word links. A translation in which none of them is found is counted
as not linked, never guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tm.finding import Span
from tm.match.concordance.concordance import ConcordanceHit
from tm.text.normal import fold_text
from tm.text.tokens import Token, split_tokens

WordLinks = Sequence[tuple[Span, Span, float]]
"""Spans of a text and of its translation that are linked, with probabilities."""
LinkWords = Callable[[str, str], WordLinks]
"""Links the words of a text with those of its translation, with probabilities."""
_MAX_RUN_WORDS = 5
"""The most words of a translation that are counted together."""
_MIN_SHARED_HITS = 2
_MIN_SPECIFICITY = 10.0
"""How much more often a run must be in translations of the phrase than in others."""
_CERTAIN_SHARE = 0.3
"""The share of all translations by which a run needs no word links."""
_LONGER_RUN_SHARE = 0.7
"""The share of a run's hits that a longer one needs, to be preferred."""
_MAX_GAP_WORDS = 1
"""The most words without a link inside a rendering."""
_MIN_LINK_PROBABILITY = 0.35
_SURE_LINK_PROBABILITY = 0.5
"""The least probability of a link by which a word stands for other words."""


@dataclass(frozen=True, slots=True)
class LocatedHit:
    """A hit with the words of its translation that stand for the phrase."""

    hit: ConcordanceHit
    target_span: Span | None
    """None if no words could be linked with the phrase."""


@dataclass(frozen=True, slots=True)
class CountedRendering:
    """A rendering of a phrase with the hits that have it."""

    text: str
    """As most of the hits write it, or else with the fewest capitals, as in a sentence
    rather than a headline."""
    located_hits: tuple[LocatedHit, ...]

    @property
    def count(self) -> int:
        """The number of hits with this rendering."""
        return len(self.located_hits)


@dataclass(frozen=True, slots=True)
class CountedRenderings:
    """The renderings of a phrase, the most frequent first."""

    renderings: tuple[CountedRendering, ...]
    unlinked_hits: tuple[LocatedHit, ...]
    """Hits in whose translation no rendering was found."""

    @property
    def hit_count(self) -> int:
        """All hits with a translation."""
        return len(self.unlinked_hits) + sum(
            rendering.count for rendering in self.renderings
        )


@dataclass(frozen=True)
class OtherTargets:
    """Translations of other texts, to find words that only those of a phrase have."""

    texts: frozenset[str]

    @cached_property
    def run_counts(self) -> Counter[str]:
        """How many of them have each run of words; counted once for all phrases."""
        return _count_runs(self.texts)


def count_renderings(
    hits: Iterable[ConcordanceHit],
    link_words: LinkWords,
    *,
    known_translations: Sequence[str] = (),
    other_targets: OtherTargets | None = None,
) -> CountedRenderings:
    """Count the renderings of the phrase of hits.

    `known_translations`: those of the phrase in the termbase; `other_targets`: some
    translations of any texts; without them nothing tells what a phrase has.
    """
    translated_hits = [hit for hit in hits if hit.target is not None]
    target_texts = [_read_target_text(hit) for hit in translated_hits]
    shared_runs = _SharedRuns(target_texts, other_targets or OtherTargets(frozenset()))
    located_hits = []
    for hit, target_text in zip(translated_hits, target_texts, strict=True):
        span = _find_known_translation(target_text, known_translations)
        if span is None:
            links = link_words(hit.source.text, target_text)
            span = shared_runs.find_most_shared_run(
                hit, target_text, links
            ) or _find_linked_words(hit, target_text, links)
        located_hits.append(LocatedHit(hit, span))
    hits_by_form: dict[str, list[LocatedHit]] = {}
    for located_hit in located_hits:
        if located_hit.target_span is not None:
            form = fold_text(_read_rendering(located_hit))
            hits_by_form.setdefault(form, []).append(located_hit)
    renderings = [
        CountedRendering(
            _choose_spelling(Counter(map(_read_rendering, form_hits))),
            tuple(form_hits),
        )
        for form_hits in hits_by_form.values()
    ]
    renderings.sort(key=lambda rendering: (-rendering.count, rendering.text))
    unlinked_hits = (hit for hit in located_hits if hit.target_span is None)
    return CountedRenderings(tuple(renderings), tuple(unlinked_hits))


def _choose_spelling(spelling_counts: Counter[str]) -> str:
    """The most frequent spelling; of equally frequent ones that of fewest capitals."""
    return min(
        spelling_counts,
        key=lambda spelling: (
            -spelling_counts[spelling],
            sum(map(str.isupper, spelling)),
        ),
    )


class _SharedRuns:
    """The runs of words that translations of a phrase share and others lack."""

    def __init__(
        self, target_texts: Sequence[str], other_targets: OtherTargets
    ) -> None:
        distinct_target_texts = set(target_texts)
        text_count_by_run = _count_runs(distinct_target_texts)
        text_count_by_run = Counter(
            {
                run: text_count
                for run, text_count in text_count_by_run.items()
                if text_count >= _MIN_SHARED_HITS
            }
        )
        common_texts = other_targets.texts & distinct_target_texts
        common_text_count_by_run = _count_runs(
            common_texts, only_runs=text_count_by_run
        )
        other_text_count = len(other_targets.texts) - len(common_texts)
        # Without other texts nothing tells a rendering from a frequent word.
        text_count_ratio = other_text_count / max(1, len(distinct_target_texts))
        self._min_certain_count = _CERTAIN_SHARE * len(distinct_target_texts)
        self._count_by_run = {
            run: count
            for run, count in text_count_by_run.items()
            if other_text_count
            and count * text_count_ratio
            >= _MIN_SPECIFICITY
            * (other_targets.run_counts[run] - common_text_count_by_run[run] + 0.5)
        }

    def find_most_shared_run(
        self, hit: ConcordanceHit, target_text: str, links: WordLinks
    ) -> Span | None:
        """Find the shared run of a translation that most of them have.

        A run that few of them have must be linked with the phrase; none may stand for
        other words.
        """
        tokens = _split_words(target_text)
        other_starts = _list_starts_of_other_words(hit, links)
        linked_starts = {
            target_span.start
            for source_span, target_span, _ in links
            if source_span.overlaps(hit.span)
        }
        candidate_runs = [
            (count, start, end)
            for start, end, run in _list_runs(tokens)
            if (count := self._count_by_run.get(run, 0))
            and other_starts.isdisjoint(token.start for token in tokens[start:end])
            and (
                count >= self._min_certain_count
                or not linked_starts.isdisjoint(
                    token.start for token in tokens[start:end]
                )
            )
        ]
        if not candidate_runs:
            return None
        highest_count = max(count for count, _, _ in candidate_runs)
        best_run = max(
            (
                run
                for run in candidate_runs
                if run[0] >= max(_MIN_SHARED_HITS, _LONGER_RUN_SHARE * highest_count)
            ),
            key=lambda run: (run[2] - run[1], run[0], -run[1]),
        )
        _, start, end = best_run
        return Span(tokens[start].start, tokens[end - 1].end)


def _count_runs(
    texts: Iterable[str], only_runs: Counter[str] | None = None
) -> Counter[str]:
    """Count the texts that have each run of words."""
    counts: Counter[str] = Counter()
    for text in texts:
        runs = {run for _, _, run in _list_runs(_split_words(text))}
        counts.update(runs if only_runs is None else runs & only_runs.keys())
    return counts


def _split_words(text: str) -> list[Token]:
    return [token for token in split_tokens(text) if token.is_word]


def _list_runs(
    tokens: Sequence[Token], max_word_count: int = _MAX_RUN_WORDS
) -> Iterator[tuple[int, int, str]]:
    """List the runs of words without a mark inside, each with start and end."""
    forms = [fold_text(token.text) for token in tokens]
    for start in range(len(tokens)):
        for end in range(start + 1, min(len(tokens), start + max_word_count) + 1):
            is_adjacent = (
                end == start + 1 or tokens[end - 1].start - tokens[end - 2].end <= 1
            )
            if not is_adjacent:
                break
            yield start, end, " ".join(forms[start:end])


def _find_known_translation(
    target_text: str, known_translations: Sequence[str]
) -> Span | None:
    """Find the longest known translation in a text, as whole words."""
    tokens = _split_words(target_text)
    known_token_lists = [_split_words(text) for text in known_translations]
    known_runs = {
        " ".join(fold_text(token.text) for token in known_tokens)
        for known_tokens in known_token_lists
    }
    max_word_count = max(map(len, known_token_lists), default=0)
    known_target_runs = [
        run for run in _list_runs(tokens, max_word_count) if run[2] in known_runs
    ]
    if not known_target_runs:
        return None
    start, end, _ = max(known_target_runs, key=lambda run: (run[1] - run[0], -run[0]))
    return Span(tokens[start].start, tokens[end - 1].end)


def _list_starts_of_other_words(hit: ConcordanceHit, links: WordLinks) -> set[int]:
    """List where the words begin that surely stand for other words than the phrase."""
    return {
        target_span.start
        for source_span, target_span, probability in links
        if probability >= _SURE_LINK_PROBABILITY and not source_span.overlaps(hit.span)
    }


def _find_linked_words(
    hit: ConcordanceHit, target_text: str, links: WordLinks
) -> Span | None:
    """Find the words linked with the phrase that stand together."""
    probability_by_start = {
        target_span.start: probability
        for source_span, target_span, probability in links
        if source_span.overlaps(hit.span) and probability >= _MIN_LINK_PROBABILITY
    }
    tokens = split_tokens(target_text)
    index_groups: list[list[int]] = []
    for index, token in enumerate(tokens):
        if token.start not in probability_by_start:
            continue
        if index_groups and index - index_groups[-1][-1] <= 1 + _MAX_GAP_WORDS:
            index_groups[-1].append(index)
        else:
            index_groups.append([index])
    if not index_groups:
        return None
    best_index_group = max(
        index_groups,
        key=lambda index_group: sum(
            probability_by_start[tokens[index].start] for index in index_group
        ),
    )
    return Span(tokens[best_index_group[0]].start, tokens[best_index_group[-1]].end)


def _read_target_text(hit: ConcordanceHit) -> str:
    assert hit.target is not None
    return hit.target.text


def _read_rendering(located_hit: LocatedHit) -> str:
    assert located_hit.target_span is not None
    return located_hit.target_span.of(_read_target_text(located_hit.hit))
