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
from tm.text.normal import fold_tone_style, folded, nfc

_WORD = re.compile(r"[^\W_]+")
_MAX_WORDS = 60
"""Words; more are no headline, and each costs two searches."""
_MIN_TERM_WORDS = 2
"""Words: a syllable alone is too many words at once."""
_MIN_TRIPLES = 2
"""The least evidence for a word from runs of three words around it."""
_MAX_PER_RUN = 3
"""What one run counts for at most, or a frequent phrase would drown the others."""
_TRIPLE_SHARE = 0.95
_MIN_PAIRS = 3
"""How often a run of two words must be there."""
_PAIR_SHARE = 0.98
_MANY_PAIRS = 15
# Tuned on news by tests/quality/test_headlines.py: at _TRIPLES = 1 three times as many
# words are wrong for a twentieth more that are marked.

_SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    "(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ieu?|iu|o|oa|oai|oay|oe|oi|oo|u|ua|uay|ue|ui|"
    "uo|uoi|uou|uu|uy|uya|uyen?|uyu|y|ye|yeu)(?:ch?|m|ng?|nh|p|t)?"
)
_QUOTES = " \"'“”‘’«»()[]-–—"
_ENDS = ".!?…:;"
_FEWEST_SYLLABLES = 0.6
"""The share of a headline's words that must look like its language."""


@dataclass(frozen=True, slots=True)
class AccentedRun:
    """The spelling of a run of words at one place of a text with diacritics."""

    words: tuple[str, ...]
    opens_sentence: bool = False
    """Whether it begins a sentence, where a capital says nothing."""


@dataclass(frozen=True, slots=True)
class DiacriticSource:
    """A source of words with diacritics, for one language."""

    locale: Locale
    terms: Callable[[Sequence[str]], Iterable[str]]
    """Terms whose words may stand among those of a headline, the best first."""
    places: Callable[[Sequence[str]], Sequence[AccentedRun]]
    """Spellings of a run of words in the memory, at some of its places."""


def restore_diacritics(headline: str, source: DiacriticSource) -> str | None:
    """Restore the diacritics that are supported; None if none is.

    >>> nothing = lambda words: ()
    >>> terms = lambda words: ["Lễ mở ký", "Công ước Hà Nội"]
    >>> vietnamese = DiacriticSource(Locale("vi"), terms=terms, places=nothing)
    >>> restore_diacritics("le mo ky cong uoc ha noi sap toi", vietnamese)
    'Lễ mở ký Công ước Hà Nội sap toi'
    """
    words = headline.split()
    if not 1 < len(words) <= _MAX_WORDS:
        return None
    if not _looks_like(source.locale, words):
        return None
    evidence = _SpellingEvidence(words, source.places)
    marked_words: list[str | None] = [
        evidence.word(place) for place in range(len(words))
    ]
    for place, term in _place_terms(words, source.terms(words), evidence):
        marked_words[place : place + len(term)] = term
    if all(
        word is None or word.lower() == word_without_marks
        for word, word_without_marks in zip(marked_words, words, strict=True)
    ):
        return None
    if marked_words[0] is not None:
        marked_words[0] = capitalise_first(marked_words[0])
    return " ".join(
        word or word_without_marks
        for word, word_without_marks in zip(marked_words, words, strict=True)
    )


def words_of(text: str) -> list[str]:
    """List the words of a text with their diacritics and capitals.

    >>> words_of("phòng, chống tội phạm (A05)")
    ['phòng', 'chống', 'tội', 'phạm', 'A05']
    """
    return _WORD.findall(nfc(text))


def find_runs(text: str, run: Sequence[str]) -> list[AccentedRun]:
    """Find a run of words in a text, whatever their diacritics.

    >>> [place.words for place in find_runs("Tại Hà Nội, hà nội.", ["ha", "noi"])]
    [('Hà', 'Nội'), ('hà', 'nội')]
    """
    composed = nfc(text)
    if composed.isascii() or composed.isupper():
        return []  # a text without marks, or without small letters, is no model
    bare = folded(composed)
    if len(bare) != len(composed):
        return []
    bare_run = " ".join(run)
    places = []
    start = bare.find(bare_run)
    while start >= 0:
        end = start + len(bare_run)
        if not (bare[start - 1 : start].isalnum() or bare[end : end + 1].isalnum()):
            text_before = composed[:start].rstrip(_QUOTES)
            opens = not text_before or text_before[-1] in _ENDS
            places.append(AccentedRun(tuple(composed[start:end].split(" ")), opens))
        start = bare.find(bare_run, start + 1)
    return places


class _SpellingEvidence:
    """The spellings of each word of a headline in the memory, by its neighbours."""

    def __init__(
        self,
        words: Sequence[str],
        places: Callable[[Sequence[str]], Sequence[AccentedRun]],
    ) -> None:
        self._spellings: list[Counter[str]] = [Counter() for _ in words]
        self._triples: list[Counter[str]] = [Counter() for _ in words]
        self._pairs: list[set[str]] = [set() for _ in words]
        self._sure_pairs: list[Counter[str]] = [Counter() for _ in words]
        self._pair_counts: list[Counter[str]] = [Counter() for _ in words]
        for place in range(len(words) - 2):
            self._add_triple(place, places(words[place : place + 3]))
        decided = [self._by_triples(place) for place in range(len(words))]
        for place in range(len(words) - 1):
            # Pairs are frequent, and so costly; two sure words need no more.
            if decided[place] is None or decided[place + 1] is None:
                self._add_pair(place, places(words[place : place + 2]))

    def word(self, place: int) -> str | None:
        """How a word is written, or None where that is not sure."""
        form = self._by_triples(place) or self._by_pairs(place)
        return None if form is None else self._most_frequent_case(place, form)

    def has(self, place: int, form: str) -> bool:
        """Whether a word is ever written in this way beside one of its neighbours."""
        return form in self._pairs[place] or form in self._triples[place]

    def _add_triple(self, place: int, runs: Sequence[AccentedRun]) -> None:
        for form, count in self._count_spellings(place, runs).items():
            for offset, word in enumerate(form):
                self._triples[place + offset][word] += min(count, _MAX_PER_RUN)

    def _add_pair(self, place: int, runs: Sequence[AccentedRun]) -> None:
        forms = self._count_spellings(place, runs)
        for form, count in forms.items():
            sure = count >= max(_MIN_PAIRS, _PAIR_SHARE * forms.total())
            for offset, word in enumerate(form):
                self._pairs[place + offset].add(word)
                if sure:
                    self._sure_pairs[place + offset][word] += count
                    self._pair_counts[place + offset][word] += 1

    def _count_spellings(
        self, place: int, runs: Sequence[AccentedRun]
    ) -> Counter[tuple[str, ...]]:
        """How often a run is written in which way, capitals and tone style aside."""
        for run in runs:
            for offset, word in enumerate(run.words):
                if offset or not run.opens_sentence or _is_name(run.words):
                    self._spellings[place + offset][word] += 1
        return Counter(tuple(map(_spelling_key, run.words)) for run in runs)

    def _by_triples(self, place: int) -> str | None:
        seen = self._triples[place]
        if not seen:
            return None
        (form, count), *_ = seen.most_common(1)
        is_sure = count >= max(_MIN_TRIPLES, _TRIPLE_SHARE * seen.total())
        return form if is_sure and set(self._sure_pairs[place]) <= {form} else None

    def _by_pairs(self, place: int) -> str | None:
        sure = self._sure_pairs[place]
        if len(sure) != 1 or not set(self._triples[place]) <= set(sure):
            return None
        ((form, count),) = sure.items()
        if self._pair_counts[place][form] > 1 or count >= _MANY_PAIRS:
            return form
        return None

    def _most_frequent_case(self, place: int, form: str) -> str:
        """A word as it is mostly written, in capitals too."""
        fitting = Counter(
            {
                word: count
                for word, count in self._spellings[place].items()
                if _spelling_key(word) == form
            }
        )
        return fitting.most_common(1)[0][0] if fitting else form


def _place_terms(
    words: Sequence[str], terms: Iterable[str], evidence: _SpellingEvidence
) -> list[tuple[int, list[str]]]:
    """Place terms among the words, the longest first, without overlaps.

    One run of words may be several terms, which differ in their marks: then it is none.
    Two words alone are a term only where they are a name, the memory has it too, and
    they cannot as well belong to their neighbours: `dien bien` is `diễn biến` as well.
    """
    spellings: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for text in terms:
        term_words = words_of(text)
        if len(term_words) >= _MIN_TERM_WORDS:
            forms = spellings.setdefault(tuple(map(folded, term_words)), {})
            forms.setdefault(tuple(map(_spelling_key, term_words)), term_words)
    runs = [
        (length, place, next(iter(forms.values())))
        for length in range(len(words), _MIN_TERM_WORDS - 1, -1)
        for place in range(len(words) - length + 1)
        if len(forms := spellings.get(tuple(words[place : place + length]), {})) == 1
    ]
    is_free = [True] * len(words)
    placed_terms = []
    for length, place, term in runs:
        if not all(is_free[place : place + length]):
            continue
        if length == _MIN_TERM_WORDS and (
            not _is_name(term)
            or any(
                other == length
                and abs(other_place - place) == 1
                and all(is_free[other_place:][:length])
                for other, other_place, _ in runs
            )
            or not all(
                evidence.has(place + offset, _spelling_key(word))
                for offset, word in enumerate(term)
            )
        ):
            continue
        is_free[place : place + length] = [False] * length
        placed_terms.append((place, term))
    return placed_terms


def _spelling_key(word: str) -> str:
    """A word as it is compared: in small letters, the tone mark in one place."""
    return fold_tone_style(word.lower())


def _is_name(words: Sequence[str]) -> bool:
    return all(word[:1].isupper() for word in words)


def _looks_like(locale: Locale, words: Sequence[str]) -> bool:
    """Whether a headline may be in a language; of most, nobody can tell by its letters.

    >>> _looks_like(Locale("vi"), "le mo ky cong uoc ha noi".split())
    True
    >>> _looks_like(Locale("vi"), "president visits hanoi for signing ceremony".split())
    False
    """
    if locale.language != "vi":
        return True
    letters = [word for word in words if word.isalpha()]
    fitting = sum(_SYLLABLE.fullmatch(word) is not None for word in letters)
    return bool(letters) and fitting >= _FEWEST_SYLLABLES * len(letters)
