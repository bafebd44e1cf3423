"""Proposing marks for a headline that an address keeps without them.

`le mo ky cong uoc ha noi` may be read in many ways. A word gets its marks where a term
of the termbase holds it, or where the memory writes it so in this neighbourhood, again
and again and never otherwise; every other word stays as it is. What comes of it is a
proposal, to be confirmed by the page itself.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tm.text.capitals import capitalise_first
from tm.text.locale import Locale
from tm.text.normal import fold_tone_style, folded, nfc

_WORD = re.compile(r"[^\W_]+")
_LONGEST_HEADLINE = 60
"""Words; more are no headline, and each costs two searches."""
_SHORTEST_TERM = 2
"""Words: a syllable alone is too many words at once."""
_TRIPLES = 2
"""The least evidence for a word from runs of three words around it."""
_MOST_OF_ONE = 3
"""What one run counts for at most, or a frequent phrase would drown the others."""
_TRIPLE_SHARE = 0.95
_PAIRS = 3
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
    """How a run of words is written at one place of a text with marks."""

    words: tuple[str, ...]
    opens: bool = False
    """Whether it opens a sentence: the capital of its first word then says nothing."""


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """A source of words with their marks, for one language."""

    locale: Locale
    terms: Callable[[Sequence[str]], Iterable[str]]
    """Terms whose words may stand among those of a headline, the best first."""
    places: Callable[[Sequence[str]], Sequence[AccentedRun]]
    """How a run of words without marks is written in the memory, some of its places."""


def with_marks(headline: str, source: MarkedWords) -> str | None:
    """A headline without marks, with those that are supported; None if none is.

    >>> nothing = lambda words: ()
    >>> terms = lambda words: ["Lễ mở ký", "Công ước Hà Nội"]
    >>> vietnamese = MarkedWords(Locale("vi"), terms=terms, places=nothing)
    >>> with_marks("le mo ky cong uoc ha noi sap toi", vietnamese)
    'Lễ mở ký Công ước Hà Nội sap toi'
    """
    words = headline.split()
    if not 1 < len(words) <= _LONGEST_HEADLINE:
        return None
    if not _looks_like(source.locale, words):
        return None
    evidence = _Evidence(words, source.places)
    found: list[str | None] = [evidence.word(place) for place in range(len(words))]
    for place, term in _claims(words, source.terms(words), evidence):
        found[place : place + len(term)] = term
    if all(
        word is None or word.lower() == old
        for word, old in zip(found, words, strict=True)
    ):
        return None
    if found[0] is not None:
        found[0] = capitalise_first(found[0])
    return " ".join(word or old for word, old in zip(found, words, strict=True))


def words_of(text: str) -> list[str]:
    """The words of a text, marks and capitals kept.

    >>> words_of("phòng, chống tội phạm (A05)")
    ['phòng', 'chống', 'tội', 'phạm', 'A05']
    """
    return _WORD.findall(nfc(text))


def written_in(text: str, run: Sequence[str]) -> list[AccentedRun]:
    """Where a text has a run of words in a row, whatever their marks.

    >>> [place.words for place in written_in("Tại Hà Nội, hà nội.", ["ha", "noi"])]
    [('Hà', 'Nội'), ('hà', 'nội')]
    """
    plain = nfc(text)
    if plain.isascii() or plain.isupper():
        return []  # a text without marks, or without small letters, is no model
    bare = folded(plain)
    if len(bare) != len(plain):
        return []
    wanted = " ".join(run)
    places = []
    at = bare.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (bare[at - 1 : at].isalnum() or bare[end : end + 1].isalnum()):
            before = plain[:at].rstrip(_QUOTES)
            opens = not before or before[-1] in _ENDS
            places.append(AccentedRun(tuple(plain[at:end].split(" ")), opens))
        at = bare.find(wanted, at + 1)
    return places


class _Evidence:
    """What the memory says of each word of a headline, by the words beside it."""

    def __init__(
        self,
        words: Sequence[str],
        places: Callable[[Sequence[str]], Sequence[AccentedRun]],
    ) -> None:
        self._written: list[Counter[str]] = [Counter() for _ in words]
        self._triples: list[Counter[str]] = [Counter() for _ in words]
        self._pairs: list[set[str]] = [set() for _ in words]
        self._sure_pairs: list[Counter[str]] = [Counter() for _ in words]
        self._sides: list[Counter[str]] = [Counter() for _ in words]
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
        return None if form is None else self._cased(place, form)

    def has(self, place: int, form: str) -> bool:
        """Whether a word is ever written in this way beside one of its neighbours."""
        return form in self._pairs[place] or form in self._triples[place]

    def _add_triple(self, place: int, found: Sequence[AccentedRun]) -> None:
        for form, count in self._noted(place, found).items():
            for offset, word in enumerate(form):
                self._triples[place + offset][word] += min(count, _MOST_OF_ONE)

    def _add_pair(self, place: int, found: Sequence[AccentedRun]) -> None:
        forms = self._noted(place, found)
        for form, count in forms.items():
            sure = count >= max(_PAIRS, _PAIR_SHARE * forms.total())
            for offset, word in enumerate(form):
                self._pairs[place + offset].add(word)
                if sure:
                    self._sure_pairs[place + offset][word] += count
                    self._sides[place + offset][word] += 1

    def _noted(
        self, place: int, found: Sequence[AccentedRun]
    ) -> Counter[tuple[str, ...]]:
        """How often a run is written in which way, capitals and tone style aside."""
        for written in found:
            for offset, word in enumerate(written.words):
                if offset or not written.opens or _is_name(written.words):
                    self._written[place + offset][word] += 1
        return Counter(tuple(map(_form, written.words)) for written in found)

    def _by_triples(self, place: int) -> str | None:
        seen = self._triples[place]
        if not seen:
            return None
        (form, count), *_ = seen.most_common(1)
        is_sure = count >= max(_TRIPLES, _TRIPLE_SHARE * seen.total())
        return form if is_sure and set(self._sure_pairs[place]) <= {form} else None

    def _by_pairs(self, place: int) -> str | None:
        sure = self._sure_pairs[place]
        if len(sure) != 1 or not set(self._triples[place]) <= set(sure):
            return None
        ((form, count),) = sure.items()
        if self._sides[place][form] > 1 or count >= _MANY_PAIRS:
            return form
        return None

    def _cased(self, place: int, form: str) -> str:
        """A word as it is mostly written, in capitals too."""
        fitting = Counter(
            {
                word: count
                for word, count in self._written[place].items()
                if _form(word) == form
            }
        )
        return fitting.most_common(1)[0][0] if fitting else form


def _claims(
    words: Sequence[str], terms: Iterable[str], evidence: _Evidence
) -> list[tuple[int, list[str]]]:
    """Where terms stand among the words: the longest first, none over another.

    One run of words may be several terms, which differ in their marks: then it is none.
    Two words alone are a term only where they are a name, the memory has it too, and
    they cannot as well belong to their neighbours: `dien bien` is `diễn biến` as well.
    """
    readings: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for text in terms:
        written = words_of(text)
        if len(written) >= _SHORTEST_TERM:
            forms = readings.setdefault(tuple(map(folded, written)), {})
            forms.setdefault(tuple(map(_form, written)), written)
    runs = [
        (length, place, next(iter(forms.values())))
        for length in range(len(words), _SHORTEST_TERM - 1, -1)
        for place in range(len(words) - length + 1)
        if len(forms := readings.get(tuple(words[place : place + length]), {})) == 1
    ]
    free = [True] * len(words)
    found = []
    for length, place, term in runs:
        if not all(free[place : place + length]):
            continue
        if length == _SHORTEST_TERM and (
            not _is_name(term)
            or any(
                other == length
                and abs(there - place) == 1
                and all(free[there:][:length])
                for other, there, _ in runs
            )
            or not all(
                evidence.has(place + offset, _form(word))
                for offset, word in enumerate(term)
            )
        ):
            continue
        free[place : place + length] = [False] * length
        found.append((place, term))
    return found


def _form(word: str) -> str:
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
