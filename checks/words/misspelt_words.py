"""The check of spelling: words that hardly anybody writes, close to a usual one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.text.invisible_characters import is_broken_word
from checks.words.speller import (
    MIN_FREQUENCY_RATIO,
    Speller,
    SpellingCorrection,
    make_speller,
)
from checks.words.word_lists import read_state
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
"""A word of letters outside addresses, paths, names and placeholders."""
_SENTENCE_START = re.compile(
    r"(?:^|[.!?…:]['\"”’»)]*\s)['\"“‘«(\s]*([^\W\d_]{2,})(?![\w@/\\_~+=.:{’'-])"
)
"""The first word of a sentence."""
_APOSTROPHE = re.compile("['’]")
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN_DIVISOR, _MIN_FOREIGN_WORDS = 2, 4
"""A text is foreign if one word in 2 is unusual, and at least 4 are."""
_UnitsByText = dict[str, dict[str, list[int]]]
"""By word as written and by text that has it, the indexes of the units."""


@check(
    "spell.word",
    level=Level.CORPUS,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[DICTIONARIES, _ALLOWED],
    state=read_state,
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
    word_speller = context.vocabulary and make_speller(
        context.vocabulary, context.target
    )
    if not word_speller:
        return
    search = _MisspellingSearch(word_speller, context)
    misspellings = search.find_misspellings(units)
    unit_counts = _count_units(
        units,
        {
            search.correct(word).word
            for word, units_by_text in misspellings.items()
            if 1 < len(units_by_text) <= len(units) / MIN_FREQUENCY_RATIO
        },
    )
    for word, units_by_text in sorted(misspellings.items()):
        correction = search.correct(word)
        # A word of several texts is deliberate, unless its correction is far more
        # frequent.
        if (
            len(units_by_text) > 1
            and MIN_FREQUENCY_RATIO * len(units_by_text) > unit_counts[correction.word]
        ):
            continue
        for unit_index in sorted(chain.from_iterable(units_by_text.values())):
            yield from _report_word(word, correction, units[unit_index])


@dataclass(frozen=True, slots=True)
class _MisspellingSearch:
    """Searches texts for misspellings."""

    speller: Speller
    context: Context

    def correct(self, word: str) -> SpellingCorrection:
        """Find the correction of a word that is known to be misspelt."""
        correction = self.speller.correct(word.lower())
        assert correction is not None
        return correction

    def find_misspellings(self, units: Sequence[Unit]) -> _UnitsByText:
        """Find the misspelt words of all units."""
        units_by_text: _UnitsByText = defaultdict(lambda: defaultdict(list))
        allowed = map(str.lower, _ALLOWED.read_value(self.context.options))
        allowed_words = {*self.context.terms.words, *allowed}
        usual_words = self.speller.usual_words
        for unit_index, unit in enumerate(units):
            text = unit.target
            unusual_words = {*_WORD.findall(text)} - usual_words
            if not unusual_words or _is_foreign(unusual_words, text):
                continue
            first_words = {
                token for token in _SENTENCE_START.findall(text) if token[1:].islower()
            }
            for token in unusual_words:
                if not token.islower() and token not in first_words:
                    continue
                word = self._strip_clitic(token)
                lower_word = word.lower()
                if (
                    self.speller.correct(lower_word) is None
                    or lower_word in allowed_words
                ):
                    continue
                if not _contains_word(unit.source, lower_word):
                    units_by_text[word][text].append(unit_index)
        return dict(units_by_text)

    def _strip_clitic(self, token: str) -> str:
        """Strip clitics such as `l'` and `'s` from a word that no list has."""
        parts = _APOSTROPHE.split(token)
        if len(parts) == 1 or self.speller.is_listed("'".join(parts).lower()):
            return token
        return max(parts, key=len)


def _count_units(units: Sequence[Unit], words_to_count: set[str]) -> Counter[str]:
    """Count the units that have each of the words."""
    counts: Counter[str] = Counter()
    for unit in units if words_to_count else ():
        counts.update(words_to_count.intersection(_WORD.findall(unit.target)))
    return counts


def _is_foreign(unusual_words: set[str], text: str) -> bool:
    """Whether so many words of a text are unusual that its language must be another."""
    count = sum(map(str.islower, unusual_words))
    if count < _MIN_FOREIGN_WORDS:
        return False
    return _FOREIGN_DIVISOR * count > sum(map(str.islower, {*_WORD.findall(text)}))


def _contains_word(text: str | None, word: str) -> bool:
    return bool(text) and word in _LETTERS.findall((text or "").lower())


def _report_word(
    word: str, correction: SpellingCorrection, unit: Unit
) -> Iterator[Finding]:
    """Report each occurrence of a misspelt word in a unit."""
    suggestion = (
        capitalise_first(correction.word) if word[0].isupper() else correction.word
    )
    word_pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    for token in _WORD.finditer(unit.target):
        match = word_pattern.search(token[0])
        if match is None:
            continue
        span = Span(token.start() + match.start(), token.start() + match.end())
        if is_broken_word(unit.target, span):
            continue
        yield Finding(
            "suggestion",
            span,
            arguments={"suggestion": suggestion},
            fix=suggestion if correction.is_certain else None,
            about=unit,
        )
