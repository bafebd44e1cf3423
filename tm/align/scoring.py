"""How well sentences go together: lengths and words, against chance.

Each score is a log-likelihood ratio: how much likelier the target is as a translation
of the source than as any text of its kind. So beads of all shapes, and omissions, can
be weighed against one another.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tm.align.anchors import ALIKE, SURE, Word
from tm.align.lattice import Lattice, Scores, Shape
from tm.align.lexicon import Lexicon

Table = NDArray[np.float32]

_CHANCE = 0.1
"""Share of words of a translation that nothing in its source accounts for."""
_RAREST, _COMMONEST = 1 / 1500, 1 / 65
"""Bounds of how often a word is thought to occur."""
_LEAST_LEXICAL = -4.0
"""Unrelated words speak no louder than this against a bead, in nats a sentence."""
_LENGTH_SPREAD = 0.09
_LONGEST = 3
"""Most sentences that a side of a bead holds."""
_SHORT = 80
"""Characters of a line that, without an end mark, is a heading, caption or button."""
_END_MARKS = frozenset('.!?…:;,"”’»)]。！？」』）')


@dataclass(frozen=True, slots=True)
class Weights:
    """How the parts of a score are weighed; found on news of the development set."""

    length: float = 0.6
    lexical: float = 1.6
    glue: float = 2.0
    """Against joining a short line without an end mark to its neighbour."""
    priors: Mapping[Shape, float] = field(
        default_factory=lambda: {
            (1, 1): 0.0,
            (1, 0): -3.0,
            (0, 1): -3.0,
            (1, 2): -2.5,
            (2, 1): -2.5,
            (2, 2): -6.0,
            (1, 3): -5.0,
            (3, 1): -5.0,
        }
    )


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of the sentences of one text."""

    sentences: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...]
    """Of each sentence."""
    lengths: Scores
    """Characters of each sentence, at least 1."""
    is_line: NDArray[np.bool_]
    """Whether a sentence is a short line without an end mark."""
    frequency: Mapping[str, float]
    """Share of each form in the text's words, within bounds."""

    @classmethod
    def of(cls, sentences: Sequence[str], words: Iterable[Sequence[Word]]) -> "Side":
        """The side that sentences and their words make."""
        of_each = tuple(map(tuple, words))
        counts = Counter(word.form for sentence in of_each for word in sentence)
        total = max(1, counts.total())
        return cls(
            sentences=tuple(sentences),
            words=of_each,
            lengths=np.array([max(1, len(s.strip())) for s in sentences], float),
            is_line=np.array([_is_line(sentence) for sentence in sentences], bool),
            frequency={
                form: min(max(count / total, _RAREST), _COMMONEST)
                for form, count in counts.items()
            },
        )

    def part(self, start: int, end: int) -> "Side":
        """Some of the sentences, with frequencies of the whole text."""
        return Side(
            self.sentences[start:end],
            self.words[start:end],
            self.lengths[start:end],
            self.is_line[start:end],
            self.frequency,
        )


def lattice(
    source: Side,
    target: Side,
    *,
    ratio: float,
    weights: Weights,
    lexicon: Lexicon | None,
) -> Lattice:
    """All beads between two sides with their scores.

    `ratio`: characters of the target for one of the source.
    """
    size = len(source.sentences), len(target.sentences)
    onto_target, onto_source = _lexical(source, target, lexicon)
    scores = {}
    for (a, b), prior in weights.priors.items():
        if a > size[0] or b > size[1]:
            continue
        score = np.full((size[0] - a + 1, size[1] - b + 1), float(prior))
        if a and b:
            score += weights.length * _length(source, target, (a, b), ratio)
            forward = _summed(onto_target[a], b, axis=1)[: size[0] - a + 1]
            backward = _summed(onto_source[b], a, axis=0)[:, : size[1] - b + 1]
            score += weights.lexical * (forward + backward) / 2
            score -= weights.glue * _glued(source.is_line, a)[:, None]
            score -= weights.glue * _glued(target.is_line, b)[None, :]
        scores[a, b] = score
    scores.setdefault((0, 1), np.zeros((size[0] + 1, 0)))
    return Lattice(size, scores)


def _is_line(sentence: str) -> bool:
    text = sentence.strip()
    return len(text) < _SHORT and text[-1:] not in _END_MARKS


def _glued(is_line: NDArray[np.bool_], count: int) -> Scores:
    """How many short lines a run of sentences would join."""
    if count == 1:
        return np.zeros(len(is_line))
    return np.asarray(_windows(is_line.astype(float), count), float)


def _windows(numbers: Scores, count: int) -> Scores:
    """Sums of each `count` numbers in a row."""
    sums = np.concatenate([[0.0], np.cumsum(numbers)])
    return np.asarray(sums[count:] - sums[:-count], float)


def _summed(table: Table, count: int, *, axis: int) -> Table:
    """Sums of each `count` rows or columns that follow one another."""
    if count == 1:
        return table
    length = table.shape[axis] - count + 1
    parts = [
        np.take(table, range(start, start + length), axis=axis)
        for start in range(count)
    ]
    return np.asarray(sum(parts[1:], parts[0]), np.float32)


def _length(source: Side, target: Side, shape: Shape, ratio: float) -> Scores:
    """Log-likelihood ratio of the lengths of both sides of each bead of a shape."""
    a, b = shape
    there = _windows(source.lengths, a)[:, None]
    here = _windows(target.lengths, b)[None, :]
    variance = _LENGTH_SPREAD**2 + 2.0 / (there + here / ratio)
    together = _log_normal(np.log(here / (ratio * there)), variance)
    chance = np.maximum(
        _background(target.lengths, here, b), _background(source.lengths, there, a)
    )
    return np.asarray(together - chance, float)


def _background(lengths: Scores, sums: Scores, count: int) -> Scores:
    logs = np.log(lengths)
    spread = max(float(logs.var()), 0.25)
    return _log_normal(np.log(sums) - logs.mean() - np.log(count), spread)


def _log_normal(deviation: Scores, variance: Scores | float) -> Scores:
    return np.asarray(
        -0.5 * (deviation**2 / variance + np.log(2 * np.pi * variance)), float
    )


def _lexical(
    source: Side, target: Side, lexicon: Lexicon | None
) -> tuple[dict[int, Table], dict[int, Table]]:
    """Lexical scores of each pair: target words by 1–3 source sentences, and back."""
    source_forms, target_forms = _forms(source), _forms(target)
    onto_target, onto_source = _links(source_forms, target_forms, lexicon)
    source_counts = _counts(source, source_forms)
    target_counts = _counts(target, target_forms)
    forward = _explained(
        onto_target,
        onto_source,
        source_counts,
        target_counts,
        target_forms,
        target.frequency,
    )
    backward = _explained(
        onto_source,
        onto_target,
        target_counts,
        source_counts,
        source_forms,
        source.frequency,
    )
    return forward, {count: table.T for count, table in backward.items()}


def _forms(side: Side) -> dict[str, Word]:
    """One word of each form; keys of all of the same form are put together."""
    forms: dict[str, Word] = {}
    for sentence in side.words:
        for word in sentence:
            known = forms.get(word.form)
            if known is None:
                forms[word.form] = word
            elif known != word:
                keys = tuple(dict.fromkeys([*known.keys, *word.keys]))
                sound = known.sound or word.sound
                expected = max(known.expected, word.expected)
                forms[word.form] = Word(word.form, keys, sound, expected)
    return forms


def _counts(side: Side, forms: Mapping[str, Word]) -> Table:
    """How often each form stands in each sentence: forms × sentences."""
    number = {form: row for row, form in enumerate(forms)}
    table = np.zeros((len(forms), len(side.words)), np.float32)
    for column, sentence in enumerate(side.words):
        for word in sentence:
            table[number[word.form], column] += 1
    return table


def _links(
    sources: Mapping[str, Word], targets: Mapping[str, Word], lexicon: Lexicon | None
) -> tuple[Table, Table]:
    """p(target form | source form) as targets × sources, and the other way round."""
    onto_target = np.zeros((len(targets), len(sources)), np.float32)
    by_key: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for column, word in enumerate(sources.values()):
        for key in word.keys:
            by_key[key].append(column)
        if word.sound:
            by_sound[word.sound].append(column)
    for row, word in enumerate(targets.values()):
        if word.sound in by_sound:
            onto_target[row, by_sound[word.sound]] = ALIKE
        for key in word.keys:
            onto_target[row, by_key.get(key, [])] = SURE
    onto_source = onto_target.T.copy()
    if lexicon is not None:
        _look_up(onto_target, sources, targets, lexicon.targets)
        _look_up(onto_source, targets, sources, lexicon.sources)
    return onto_target, onto_source


def _look_up(
    links: Table,
    given: Mapping[str, Word],
    sought: Mapping[str, Word],
    translations: Callable[[str], Mapping[str, float]],
) -> None:
    """Put what a lexicon knows into the links, where it is more than is there."""
    rows = {form: row for row, form in enumerate(sought)}
    for column, form in enumerate(given):
        for word, probability in translations(form).items():
            row = rows.get(word)
            if row is not None and probability > links[row, column]:
                links[row, column] = probability


def _explained(
    links: Table,
    returns: Table,
    given_counts: Table,
    counts: Table,
    forms: Mapping[str, Word],
    frequency: Mapping[str, float],
) -> dict[int, Table]:
    """How well 1–3 given sentences account for the words of each other sentence.

    Tables of given × other sentences. A word that nothing in the given text could
    account for is left out of it.
    """
    expected = np.array([word.expected for word in forms.values()], np.float32)
    covered = np.maximum(np.minimum(returns.sum(axis=0), 1), expected)
    counted = covered > 0
    links, counts = links[counted], counts[counted]
    chance = (1 - (1 - _CHANCE) * covered[counted])[:, None]
    frequencies = np.array([frequency[form] for form in forms], np.float32)[counted]
    mass = links @ given_counts
    sizes = np.maximum(given_counts.sum(axis=0), 1)
    tables = {}
    for count in range(1, min(_LONGEST, given_counts.shape[1]) + 1):
        share = _summed(mass, count, axis=1) / _summed(sizes, count, axis=0)
        ratios = np.log((1 - chance) * share / frequencies[:, None] + chance)
        tables[count] = np.maximum(ratios.T @ counts, _LEAST_LEXICAL)
    return tables
