"""Restoring the diacritics of a headline that was read from an address.

`le mo ky cong uoc ha noi` can be read in many ways. A word gets its diacritics if a
term of the termbase contains it, or if the memory always spells it so next to the same
words; every other word stays as it is. The result is a proposal, to be confirmed by the
page itself.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tm.text.capitals import capitalise_first
from tm.text.locale import Locale
from tm.text.normal import fold_text, fold_tone_style, nfc
from tm.text.word_pattern import ALPHANUMERIC_PATTERN

_MAX_WORD_COUNT = 60
"""Longer texts are no headlines, and each word costs two searches."""
_MIN_TERM_WORD_COUNT = 2
"""The fewest words of a term: a single syllable is too ambiguous."""
_MIN_TRIPLE_COUNT = 2
"""The least evidence for a word, from runs of three words that contain it."""
_MAX_COUNT_PER_RUN = 3
"""The most that one run counts, so that a frequent phrase does not outweigh others."""
_MIN_TRIPLE_SHARE = 0.95
"""The share of the runs of three words that must have a spelling."""
_MIN_PAIR_COUNT = 3
"""How often a run of two words must occur."""
_MIN_PAIR_SHARE = 0.98
"""The share of the runs of two words that must have a spelling."""
_SUFFICIENT_PAIR_COUNT = 15
# Tuned on news by tests/quality/test_headlines.py: with _MIN_TRIPLE_COUNT = 1,
# three times as many words are wrong, and only 5 % more words get diacritics.

_SYLLABLE_PATTERN = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    "(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ieu?|iu|o|oa|oai|oay|oe|oi|oo|u|ua|uay|ue|ui|"
    "uo|uoi|uou|uu|uy|uya|uyen?|uyu|y|ye|yeu)(?:ch?|m|ng?|nh|p|t)?"
)
_QUOTES_AND_DASHES = " \"'“”‘’«»()[]-–—"
_SENTENCE_ENDS = ".!?…:;"
_MIN_SYLLABLE_SHARE = 0.6
"""The least share of a headline's words that must be possible syllables."""


@dataclass(frozen=True, slots=True)
class AccentedRun:
    """The spelling of a run of words where it occurs in a text with diacritics."""

    words: tuple[str, ...]
    opens_sentence: bool = False
    """Whether it begins a sentence, so that its capital is no evidence."""


@dataclass(frozen=True, slots=True)
class DiacriticSource:
    """A source of words with diacritics, for one language."""

    locale: Locale
    find_terms: Callable[[Sequence[str]], Iterable[str]]
    """Returns terms whose words may occur in a headline, the best first."""
    find_spellings: Callable[[Sequence[str]], Sequence[AccentedRun]]
    """Returns spellings of a run of words in the memory."""


def restore_diacritics(headline: str, diacritic_source: DiacriticSource) -> str | None:
    """Restore the diacritics for which there is evidence; None if there is none.

    >>> nothing = lambda words: ()
    >>> terms = lambda words: ["Lễ mở ký", "Công ước Hà Nội"]
    >>> vietnamese = DiacriticSource(
    ...     Locale("vi"), find_terms=terms, find_spellings=nothing
    ... )
    >>> restore_diacritics("le mo ky cong uoc ha noi sap toi", vietnamese)
    'Lễ mở ký Công ước Hà Nội sap toi'
    """
    words = headline.split()
    if not 1 < len(words) <= _MAX_WORD_COUNT:
        return None
    if not _may_be_in_language(diacritic_source.locale, words):
        return None
    evidence = _SpellingEvidence(words, diacritic_source.find_spellings)
    accented_words: list[str | None] = [
        evidence.find_spelling(word_index) for word_index in range(len(words))
    ]
    for word_index, term_words in _place_terms(
        words, diacritic_source.find_terms(words), evidence
    ):
        accented_words[word_index : word_index + len(term_words)] = term_words
    if all(
        accented_word is None or accented_word.lower() == plain_word
        for accented_word, plain_word in zip(accented_words, words, strict=True)
    ):
        return None
    if accented_words[0] is not None:
        accented_words[0] = capitalise_first(accented_words[0])
    return " ".join(
        accented_word or plain_word
        for accented_word, plain_word in zip(accented_words, words, strict=True)
    )


def split_words(text: str) -> list[str]:
    """List the words of a text with their diacritics and capitals.

    >>> split_words("phòng, chống tội phạm (A05)")
    ['phòng', 'chống', 'tội', 'phạm', 'A05']
    """
    return ALPHANUMERIC_PATTERN.findall(nfc(text))


def find_runs(text: str, run_words: Sequence[str]) -> list[AccentedRun]:
    """Find a run of words in a text, whatever their diacritics.

    >>> [run.words for run in find_runs("Tại Hà Nội, hà nội.", ["ha", "noi"])]
    [('Hà', 'Nội'), ('hà', 'nội')]
    """
    composed_text = nfc(text)
    if composed_text.isascii() or composed_text.isupper():
        return []  # without diacritics or lower case, a text is no evidence
    folded_text = fold_text(composed_text)
    if len(folded_text) != len(composed_text):
        return []
    run_text = " ".join(run_words)
    accented_runs = []
    run_start = folded_text.find(run_text)
    while run_start >= 0:
        run_end = run_start + len(run_text)
        if not (
            folded_text[run_start - 1 : run_start].isalnum()
            or folded_text[run_end : run_end + 1].isalnum()
        ):
            text_before = composed_text[:run_start].rstrip(_QUOTES_AND_DASHES)
            opens_sentence = not text_before or text_before[-1] in _SENTENCE_ENDS
            accented_runs.append(
                AccentedRun(
                    tuple(composed_text[run_start:run_end].split(" ")), opens_sentence
                )
            )
        run_start = folded_text.find(run_text, run_start + 1)
    return accented_runs


class _SpellingEvidence:
    """The spellings of each word of a headline in the memory, by its neighbours."""

    def __init__(
        self,
        words: Sequence[str],
        find_spellings: Callable[[Sequence[str]], Sequence[AccentedRun]],
    ) -> None:
        self._cased_spelling_counters: list[Counter[str]] = [Counter() for _ in words]
        self._triple_spelling_counters: list[Counter[str]] = [Counter() for _ in words]
        self._pair_spelling_sets: list[set[str]] = [set() for _ in words]
        self._sure_pair_occurrence_counters: list[Counter[str]] = [
            Counter() for _ in words
        ]
        self._sure_pair_run_counters: list[Counter[str]] = [Counter() for _ in words]
        for word_index in range(len(words) - 2):
            self._count_spellings_in_triples(
                word_index, find_spellings(words[word_index : word_index + 3])
            )
        spelling_by_triples_of_words = [
            self._find_spelling_by_triples(word_index)
            for word_index in range(len(words))
        ]
        for word_index in range(len(words) - 1):
            # Pairs are frequent and costly, so they are read for unsure words only.
            if (
                spelling_by_triples_of_words[word_index] is None
                or spelling_by_triples_of_words[word_index + 1] is None
            ):
                self._count_spellings_in_pairs(
                    word_index, find_spellings(words[word_index : word_index + 2])
                )

    def find_spelling(self, word_index: int) -> str | None:
        """Find the spelling of a word; None if the evidence is not sufficient."""
        spelling = self._find_spelling_by_triples(
            word_index
        ) or self._find_spelling_by_pairs(word_index)
        return (
            None
            if spelling is None
            else self._find_most_frequent_case(word_index, spelling)
        )

    def has_spelling(self, word_index: int, spelling: str) -> bool:
        """Whether a word occurs in this spelling next to one of its neighbours."""
        return (
            spelling in self._pair_spelling_sets[word_index]
            or spelling in self._triple_spelling_counters[word_index]
        )

    def _count_spellings_in_triples(
        self, word_index: int, runs: Sequence[AccentedRun]
    ) -> None:
        """Count the spellings of each word in a run of three."""
        for run_spelling, count in self._count_spellings(word_index, runs).items():
            for offset, word in enumerate(run_spelling):
                self._triple_spelling_counters[word_index + offset][word] += min(
                    count, _MAX_COUNT_PER_RUN
                )

    def _count_spellings_in_pairs(
        self, word_index: int, runs: Sequence[AccentedRun]
    ) -> None:
        """Count the spellings of each word in a run of two."""
        run_spelling_counts = self._count_spellings(word_index, runs)
        for run_spelling, count in run_spelling_counts.items():
            is_sure = count >= max(
                _MIN_PAIR_COUNT, _MIN_PAIR_SHARE * run_spelling_counts.total()
            )
            for offset, word in enumerate(run_spelling):
                self._pair_spelling_sets[word_index + offset].add(word)
                if is_sure:
                    self._sure_pair_occurrence_counters[word_index + offset][word] += (
                        count
                    )
                    self._sure_pair_run_counters[word_index + offset][word] += 1

    def _count_spellings(
        self, word_index: int, runs: Sequence[AccentedRun]
    ) -> Counter[tuple[str, ...]]:
        """Count the spellings of a run, ignoring case and tone style."""
        for run in runs:
            for offset, word in enumerate(run.words):
                if offset or not run.opens_sentence or _is_name(run.words):
                    self._cased_spelling_counters[word_index + offset][word] += 1
        return Counter(tuple(map(_normalise_spelling, run.words)) for run in runs)

    def _find_spelling_by_triples(self, word_index: int) -> str | None:
        """Find the spelling of a word that nearly all runs of three have."""
        spelling_counts = self._triple_spelling_counters[word_index]
        if not spelling_counts:
            return None
        (spelling, count), *_ = spelling_counts.most_common(1)
        is_sure = count >= max(
            _MIN_TRIPLE_COUNT, _MIN_TRIPLE_SHARE * spelling_counts.total()
        )
        return (
            spelling
            if is_sure
            and set(self._sure_pair_occurrence_counters[word_index]) <= {spelling}
            else None
        )

    def _find_spelling_by_pairs(self, word_index: int) -> str | None:
        """Find the only spelling of a word in sure runs of two."""
        spelling_counts = self._sure_pair_occurrence_counters[word_index]
        if len(spelling_counts) != 1 or not set(
            self._triple_spelling_counters[word_index]
        ) <= set(spelling_counts):
            return None
        ((spelling, count),) = spelling_counts.items()
        if (
            self._sure_pair_run_counters[word_index][spelling] > 1
            or count >= _SUFFICIENT_PAIR_COUNT
        ):
            return spelling
        return None

    def _find_most_frequent_case(self, word_index: int, spelling: str) -> str:
        """Return the most frequent capitalisation of a spelling."""
        word_counts = Counter(
            {
                word: count
                for word, count in self._cased_spelling_counters[word_index].items()
                if _normalise_spelling(word) == spelling
            }
        )
        return word_counts.most_common(1)[0][0] if word_counts else spelling


def _place_terms(
    headline_words: Sequence[str], terms: Iterable[str], evidence: _SpellingEvidence
) -> list[tuple[int, list[str]]]:
    """Place terms among the words, the longest first, without overlaps.

    A run of words that matches several terms with different diacritics is skipped. A
    term of two words is placed only if it is a name, the memory has it, too, and it
    overlaps no other term of two words: `dien bien` may be `diễn biến` as well.
    """
    term_words_by_spelling_by_run: dict[
        tuple[str, ...], dict[tuple[str, ...], list[str]]
    ] = {}
    for term in terms:
        term_words = split_words(term)
        if len(term_words) >= _MIN_TERM_WORD_COUNT:
            term_words_by_spelling = term_words_by_spelling_by_run.setdefault(
                tuple(map(fold_text, term_words)), {}
            )
            term_words_by_spelling.setdefault(
                tuple(map(_normalise_spelling, term_words)), term_words
            )
    candidate_runs = [
        (run_length, word_index, next(iter(term_words_by_spelling.values())))
        for run_length in range(len(headline_words), _MIN_TERM_WORD_COUNT - 1, -1)
        for word_index in range(len(headline_words) - run_length + 1)
        if len(
            term_words_by_spelling := term_words_by_spelling_by_run.get(
                tuple(headline_words[word_index : word_index + run_length]), {}
            )
        )
        == 1
    ]
    unplaced_word_flags = [True] * len(headline_words)
    placed_terms = []
    for run_length, word_index, run_words in candidate_runs:
        if not all(unplaced_word_flags[word_index : word_index + run_length]):
            continue
        if run_length == _MIN_TERM_WORD_COUNT and (
            not _is_name(run_words)
            or any(
                other_run_length == run_length
                and abs(other_word_index - word_index) == 1
                and all(unplaced_word_flags[other_word_index:][:run_length])
                for other_run_length, other_word_index, _ in candidate_runs
            )
            or not all(
                evidence.has_spelling(word_index + offset, _normalise_spelling(word))
                for offset, word in enumerate(run_words)
            )
        ):
            continue
        unplaced_word_flags[word_index : word_index + run_length] = [False] * run_length
        placed_terms.append((word_index, run_words))
    return placed_terms


def _normalise_spelling(word: str) -> str:
    """Normalise a word for comparison: lower case, one tone style."""
    return fold_tone_style(word.lower())


def _is_name(words: Sequence[str]) -> bool:
    """Whether all words are capitalised."""
    return all(word[:1].isupper() for word in words)


def _may_be_in_language(locale: Locale, headline_words: Sequence[str]) -> bool:
    """Whether a headline may be in a language; only Vietnamese is checked.

    >>> _may_be_in_language(Locale("vi"), "le mo ky cong uoc ha noi".split())
    True
    >>> words = "president visits hanoi for signing ceremony".split()
    >>> _may_be_in_language(Locale("vi"), words)
    False
    """
    if locale.language != "vi":
        return True
    alphabetic_words = [word for word in headline_words if word.isalpha()]
    syllable_count = sum(
        _SYLLABLE_PATTERN.fullmatch(word) is not None for word in alphabetic_words
    )
    return bool(alphabetic_words) and syllable_count >= _MIN_SYLLABLE_SHARE * len(
        alphabetic_words
    )
