"""The check of spelling: words that hardly anybody writes, close to a usual one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.text.invisible import is_broken
from checks.words.speller import RATIO, Slip, Speller, speller
from checks.words.word_lists import state
from tm.finding import Finding, Severity, Span
from tm.text.capitals import capitalise_first

DICTIONARIES: Option[tuple[str, ...]] = Option(
    "spell.word", "dictionaries", (), "folders with Hunspell dictionaries"
)
_ALLOWED: Option[tuple[str, ...]] = Option(
    "spell.word", "allowed", (), "words that are correct"
)
_WORD = re.compile(
    r"(?<![\w@#$%&/\\.:_~+=<{’'-])[^\W\d_]+(?:[’'][^\W\d_]+)*"
    r"(?![\w@/\\_~+={’'-]|[.:]\w)"
)
"""A word of letters that is no part of an address, a path, a name, a placeholder."""
_START = re.compile(
    r"(?:^|[.!?…:]['\"”’»)]*\s)['\"“‘«(\s]*([^\W\d_]{2,})(?![\w@/\\_~+=.:{’'-])"
)
"""The first word of a sentence."""
_APOSTROPHE = re.compile("['’]")
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN, _FEWEST = 2, 4
"""One word in so many, and so many at least, that are unusual in a foreign text."""
_Places = dict[str, dict[str, list[int]]]
"""By word as written, the texts in which it stands, with the numbers of their units."""


@check(
    "spell.word",
    level=Level.CORPUS,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[DICTIONARIES, _ALLOWED],
    state=state,
)
def misspelt_word(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A rare word that is close to a common one: menhgadapi for menghadapi.

    Checked are words in lower case, and words at the beginning of a sentence.
    Ignored are words of the source, of the termbase, words with a hyphen, and words
    that stand in several texts. The check needs the extra `spell`, which brings
    word lists for Indonesian, Vietnamese and English; other languages need a
    Hunspell dictionary as well, which also makes the check more reliable in
    Indonesian and Vietnamese.
    """
    word_speller = context.vocabulary and speller(context.vocabulary, context.target)
    if not word_speller:
        return
    search = _Search(word_speller, context)
    places = search.places(units)
    frequent = _counted(
        units,
        {
            search.slip(word).meant
            for word, texts in places.items()
            if 1 < len(texts) <= len(units) / RATIO
        },
    )
    for word, texts in sorted(places.items()):
        slip = search.slip(word)
        # What is written twice is meant, unless the other is written ever so often.
        if len(texts) > 1 and RATIO * len(texts) > frequent[slip.meant]:
            continue
        for number in sorted(chain.from_iterable(texts.values())):
            yield from _findings(word, slip, units[number])


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for slips in texts."""

    speller: Speller
    context: Context

    def slip(self, word: str) -> Slip:
        """What is meant by a word that was found to be a slip."""
        slip = self.speller.slip(word.lower())
        assert slip is not None
        return slip

    def places(self, units: Sequence[Unit]) -> _Places:
        """The words that are slips, and where."""
        places: _Places = defaultdict(lambda: defaultdict(list))
        allowed = map(str.lower, _ALLOWED.read_value(self.context.options))
        passed = {*self.context.terms.words, *allowed}
        usual = self.speller.usual
        for number, unit in enumerate(units):
            text = unit.target
            strange = {*_WORD.findall(text)} - usual
            if not strange or _is_foreign(strange, text):
                continue
            first = {token for token in _START.findall(text) if token[1:].islower()}
            for token in strange:
                if not token.islower() and token not in first:
                    continue
                word = self._judged(token)
                small = word.lower()
                if self.speller.slip(small) is None or small in passed:
                    continue
                if not _has(unit.source, small):
                    places[word][text].append(number)
        return dict(places)

    def _judged(self, token: str) -> str:
        """What is judged of a word: all, or what it is without `l'` and `'s`."""
        parts = _APOSTROPHE.split(token)
        if len(parts) == 1 or self.speller.lists("'".join(parts).lower()):
            return token
        return max(parts, key=len)


def _counted(units: Sequence[Unit], words_to_count: set[str]) -> Counter[str]:
    """How many units have each of some words."""
    counts: Counter[str] = Counter()
    for unit in units if words_to_count else ():
        counts.update(words_to_count.intersection(_WORD.findall(unit.target)))
    return counts


def _is_foreign(strange: set[str], text: str) -> bool:
    """Whether so many words of a text are unusual that it is in another language."""
    count = sum(map(str.islower, strange))
    if count < _FEWEST:
        return False
    return _FOREIGN * count > sum(map(str.islower, {*_WORD.findall(text)}))


def _has(text: str | None, word: str) -> bool:
    return bool(text) and word in _LETTERS.findall((text or "").lower())


def _findings(word: str, slip: Slip, unit: Unit) -> Iterator[Finding]:
    """One for each place of the word in a text."""
    suggestion = capitalise_first(slip.meant) if word[0].isupper() else slip.meant
    itself = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    for token in _WORD.finditer(unit.target):
        match = itself.search(token[0])
        if match is None:
            continue
        span = Span(token.start() + match.start(), token.start() + match.end())
        if is_broken(unit.target, span):
            continue
        yield Finding(
            "suggestion",
            span,
            arguments={"suggestion": suggestion},
            fix=suggestion if slip.is_certain else None,
            about=unit,
        )
