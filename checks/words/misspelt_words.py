"""The check of spelling: rare words that are close to a frequent one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.language_data import read_own_table
from checks.text.invisible_characters import is_broken_word
from checks.text.territory_names import is_territory, list_named_territories
from checks.words.edited_words import (
    WholeWords,
    find_misspelt_halves,
    find_split_words,
    find_uneven_repeats,
)
from checks.words.speller import (
    MIN_FREQUENCY_RATIO,
    Speller,
    SpellingCorrection,
    make_speller,
)
from checks.words.word_lists import read_word_list_state
from tm.finding import Finding, Severity, Span
from tm.text.capitals import capitalise_first
from tm.text.word_pattern import (
    LETTERS_PATTERN,
    WORD_END_PATTERN,
    WORD_PATTERN,
    WORD_START_PATTERN,
)

DICTIONARIES_OPTION: Option[tuple[str, ...]] = Option(
    "spell.word", "dictionaries", (), "folders with Hunspell dictionaries"
)
_ALLOWED_WORDS_OPTION: Option[tuple[str, ...]] = Option(
    "spell.word", "allowed", (), "words that are correct"
)
_CHECKED_WORD_PATTERN = re.compile(
    rf"(?<![\w@#$%&/\\.:_~+=<{{’'-]){WORD_PATTERN.pattern}"
    r"(?![\w@/\\_~+={’'-]|[.:]\w)"
)
"""A word of letters outside addresses, paths, names and placeholders."""
_FIRST_WORD_PATTERN = re.compile(
    r"(?:^|(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?…:]['\"”’»)]*\s)"
    r"['\"“‘«(\s]*([^\W\d_]{2,})(?![\w@/\\_~+=.:{’'-])"
)
"""The first word of a sentence; a name may follow an initial or a title: `Dr. Sari`."""
_MID_SENTENCE_WORD_PATTERN = re.compile(
    r"(?:(?<=[^\W\d_A-Z] )|(?<=[^\W\d_], )|(?<=[)\d] ))([^\W\d_]{2,})"
)
_TWO_FIRST_WORDS_PATTERN = re.compile(
    rf"{_FIRST_WORD_PATTERN.pattern} ([^\W\d_]{{2,}})"
)
"""The first two words of a sentence."""
_MAX_SHORT_NAME_LETTERS = 6
"""How many letters a short name has at most, which resembles many words."""
_MIN_NAME_LETTERS, _MIN_LONG_STATE_LETTERS = 7, 8
"""How long a misspelt word of a name must be, and a state to be no other name."""
_MIN_FREQUENCY_OF_NAME_WORD = 5e-5
"""How frequent a word is of which a word with a capital is a slip: one in 20,000."""
_MIN_NEIGHBOUR_LETTERS = 6
"""How long the words with capitals beside it are."""
_MIN_HEADING_WORD_LETTERS = 9
"""How long a capitalised word of a heading is that resembles hardly any name."""
_APOSTROPHE_PATTERN = re.compile("['’]")
_FOREIGN_DIVISOR, _MIN_FOREIGN_WORDS = 2, 4
"""A text is foreign if one word in 2 is unusual, and at least 4 are."""
_UnitIndexesByWord = dict[str, dict[str, list[int]]]
"""By word as written and by text that has it, the indexes of the units."""


@check(
    "spell.word",
    level=Level.CORPUS,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[DICTIONARIES_OPTION, _ALLOWED_WORDS_OPTION],
    yields_to=("name.variant", "spell.place", "style.rule"),
    state=read_word_list_state,
)
def find_misspelt_word(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A rare word that is close to a common one: menhgadapi for menghadapi.

    The check reads words in lower case, at the beginning of a sentence, in names of
    bodies and states (`Sektretariat`), and long words of headings. It ignores words of
    the source and of the termbase, words that stand in several texts, short words that
    begin a sentence, and other names: words before another name, or with a capital
    elsewhere. It also ignores words with a hyphen, unless one half of a doubled word is
    misspelt (`perusahaan-perudahaan`) or the two halves are one word (`ber-macam`). It
    also finds errors in words between usual words with capitals (`Direktorat Pilitik
    Militer`), one half of a compound (`sosial-ekononi`), words written apart (`memper
    oleh`) and repeated letters (`berukukuran`). The check needs the extra `spell`,
    which brings word lists for Indonesian, Vietnamese and English; other languages need
    a Hunspell dictionary as well, which also makes the check more reliable in
    Indonesian and Vietnamese.
    """
    speller = context.vocabulary and make_speller(
        context.vocabulary, context.target_locale
    )
    if not speller:
        return
    misspelling_search = _MisspellingSearch(speller, context)
    unit_indexes_by_misspelling = misspelling_search.find_misspellings(units)
    unit_count_by_word = _count_units(
        units,
        {
            misspelling_search.correct(word).word
            for word, unit_indexes_by_text in unit_indexes_by_misspelling.items()
            if 1 < len(unit_indexes_by_text) <= len(units) / MIN_FREQUENCY_RATIO
        },
    )
    for word, unit_indexes_by_text in sorted(unit_indexes_by_misspelling.items()):
        correction = misspelling_search.correct(word)
        # A word of several texts is deliberate, unless its correction is far more
        # frequent.
        if (
            len(unit_indexes_by_text) > 1
            and MIN_FREQUENCY_RATIO * len(unit_indexes_by_text)
            > unit_count_by_word[correction.word]
        ):
            continue
        for unit_index in sorted(chain.from_iterable(unit_indexes_by_text.values())):
            yield from _report_word(word, correction, units[unit_index])
    if context.language.repeats_by_hyphen:
        yield from find_uneven_repeats(units, speller.frequent_words)
        yield from find_misspelt_halves(
            units, speller.frequent_words, misspelling_search.find_certain_word
        )
    if speller.word_forms.suffixes and context.vocabulary:
        standard_form_by_word = read_own_table(
            context.target_locale.language, "house_style.toml"
        ).get("words", {})
        whole_word_lexicon = WholeWords(
            context.vocabulary.frequency_by_word,
            context.vocabulary.foreign_frequency_tables,
            speller.word_forms,
            standard_form_by_word,
        )
        yield from find_split_words(units, whole_word_lexicon)


@dataclass(frozen=True, slots=True)
class _MisspellingSearch:
    """Searches texts for misspellings."""

    speller: Speller
    context: Context

    def correct(self, word: str) -> SpellingCorrection:
        """Find the correction of a misspelt word."""
        correction = self.speller.correct(word.lower())
        assert correction is not None
        return correction

    def find_certain_word(self, word: str) -> str | None:
        """Find the word that a word in lower case was certainly meant to be."""
        if word in self.context.terms.term_words:
            return None
        correction = self.speller.correct(word)
        return correction.word if correction and correction.is_certain else None

    def find_misspellings(self, units: Sequence[Unit]) -> _UnitIndexesByWord:
        """Find the misspelt words of all units."""
        unit_indexes_by_word: _UnitIndexesByWord = defaultdict(
            lambda: defaultdict(list)
        )
        user_words = map(
            str.lower, _ALLOWED_WORDS_OPTION.read_value(self.context.options)
        )
        allowed_words = {*self.context.terms.term_words, *user_words}
        frequent_words = self.speller.frequent_words
        misspelt_names: set[str] = set()
        for unit_index, unit in enumerate(units):
            text = unit.target
            unusual_words = {*_CHECKED_WORD_PATTERN.findall(text)} - frequent_words
            if not unusual_words or _is_foreign_text(unusual_words, text):
                continue
            first_words = {
                written_word
                for written_word in _FIRST_WORD_PATTERN.findall(text)
                if written_word[1:].islower()
            } - (set() if unit.is_heading else self._find_first_names(text))
            for written_word in unusual_words:
                is_name = not written_word.islower() and written_word not in first_words
                is_in_heading = (
                    is_name
                    and unit.is_heading
                    and self._is_misspelt_in_heading(written_word, units)
                )
                is_name = is_name and not is_in_heading
                if is_name and not self._is_misspelt_name(written_word, text):
                    continue
                if (
                    not is_in_heading
                    and not written_word.islower()
                    and self._may_be_short_name(written_word)
                ):
                    continue
                word = self._strip_clitic(written_word)
                lower_word = word.lower()
                if (
                    self.speller.correct(lower_word) is None
                    or lower_word in allowed_words
                ):
                    continue
                if not _contains_word(unit.source, lower_word):
                    misspelt_names.update([word] if is_name else [])
                    unit_indexes_by_word[word][text].append(unit_index)
        capitalised_words = {word for word in unit_indexes_by_word if word[0].isupper()}
        for name in _find_mid_sentence_words(units, capitalised_words - misspelt_names):
            del unit_indexes_by_word[name]
        return dict(unit_indexes_by_word)

    def _is_misspelt_name(self, written_word: str, text: str) -> bool:
        """Whether a capitalised word is a misspelt word of a name.

        Persons are called as they like, so it must resemble a word that names of
        bodies and places have (`Sektretariat Jenderal`), or a state: `Autralia`, or a
        shorter one among others.
        """
        if not written_word.istitle() or len(written_word) < _MIN_NAME_LETTERS:
            return False
        correction = self.speller.correct(written_word.lower())
        if correction is None:
            return False
        if correction.word in self.speller.word_forms.name_words:
            return True
        if self._stands_among_usual_words(written_word, text, correction):
            return True
        locale, cache = self.context.target_locale, self.context.cache
        return is_territory(correction.word.capitalize(), locale, cache) and (
            len(correction.word) >= _MIN_LONG_STATE_LETTERS
            or len(list_named_territories(text, locale, cache)) > 1
        )

    def _stands_among_usual_words(
        self, written_word: str, text: str, correction: SpellingCorrection
    ) -> bool:
        """Whether a word with a capital is a common word between others with capitals.

        `Direktorat Pilitik Militer`: a name has another name beside it.
        """
        vocabulary = self.context.vocabulary
        if (
            vocabulary is None
            or not self.speller.word_forms.suffixes
            or not correction.is_certain
            or vocabulary.frequency_by_word.get(correction.word, 0.0)
            < _MIN_FREQUENCY_OF_NAME_WORD
        ):
            return False
        for word_match in re.finditer(
            rf"([^\W\d_]+) {re.escape(written_word)} ([^\W\d_]+)", text
        ):
            word_before, word_after = word_match.groups()
            if (
                {word_before.lower(), word_after.lower()} <= self.speller.frequent_words
                and word_before.istitle()
                and word_after.istitle()
                and min(len(word_before), len(word_after)) >= _MIN_NEIGHBOUR_LETTERS
            ):
                return True
        return False

    def _is_misspelt_in_heading(self, written_word: str, units: Sequence[Unit]) -> bool:
        """Whether a capitalised word of a heading is misspelt, not a name.

        It is long, or a text below has the right word in small letters.
        """
        if not written_word.istitle():
            return False
        correction = self.speller.correct(written_word.lower())
        if correction is None or not correction.is_certain:
            return False
        return len(written_word) >= _MIN_HEADING_WORD_LETTERS or any(
            correction.word in _CHECKED_WORD_PATTERN.findall(unit.target)
            for unit in units
            if not unit.is_heading
        )

    def _may_be_short_name(self, written_word: str) -> bool:
        """Whether a capitalised word may be a short name, which resembles many words.

        A misspelt function word is no name: `Namum`.
        """
        function_words = self.context.language.function_words
        if not function_words or len(written_word) > _MAX_SHORT_NAME_LETTERS:
            return False
        correction = self.speller.correct(written_word.lower())
        return correction is not None and correction.word not in function_words

    def _find_first_names(self, text: str) -> set[str]:
        """Find the first words of sentences that begin with a person's full name.

        The second word has a capital, and is no common word, unless the first is as
        short as many names are: `Taha Abdullah`. Or it is a verb of speaking.
        """
        office_words = self.context.language.office_words
        speech_verbs = self.context.language.speech_verbs
        return {
            first_word
            for first_word, second_word in _TWO_FIRST_WORDS_PATTERN.findall(text)
            if second_word in speech_verbs
            or (
                second_word.istitle()
                and second_word.lower() not in office_words
                and (
                    second_word.lower() not in self.speller.frequent_words
                    or len(first_word) <= _MAX_SHORT_NAME_LETTERS
                )
            )
        }

    def _strip_clitic(self, written_word: str) -> str:
        """Strip clitics such as `l'` and `'s` from a word that no list has."""
        word_parts = _APOSTROPHE_PATTERN.split(written_word)
        if len(word_parts) == 1 or self.speller.is_listed("'".join(word_parts).lower()):
            return written_word
        return max(word_parts, key=len)


def _find_mid_sentence_words(units: Iterable[Unit], words: set[str]) -> set[str]:
    """Find the capitalised words that also stand inside a sentence: they are names."""
    if not words:
        return set()
    return {
        word
        for unit in units
        if not unit.is_heading
        for word in words.intersection(_MID_SENTENCE_WORD_PATTERN.findall(unit.target))
    }


def _count_units(units: Sequence[Unit], words_to_count: set[str]) -> Counter[str]:
    """Count the units that have each of the words."""
    unit_count_by_word: Counter[str] = Counter()
    for unit in units if words_to_count else ():
        unit_count_by_word.update(
            words_to_count.intersection(_CHECKED_WORD_PATTERN.findall(unit.target))
        )
    return unit_count_by_word


def _is_foreign_text(unusual_words: set[str], text: str) -> bool:
    """Whether a text has too many unusual words to be in the expected language."""
    unusual_word_count = sum(map(str.islower, unusual_words))
    if unusual_word_count < _MIN_FOREIGN_WORDS:
        return False
    return _FOREIGN_DIVISOR * unusual_word_count > sum(
        map(str.islower, {*_CHECKED_WORD_PATTERN.findall(text)})
    )


def _contains_word(text: str | None, word: str) -> bool:
    return bool(text) and word in LETTERS_PATTERN.findall((text or "").lower())


def _report_word(
    word: str, correction: SpellingCorrection, unit: Unit
) -> Iterator[Finding]:
    """Report each occurrence of a misspelt word in a unit."""
    suggestion = (
        capitalise_first(correction.word) if word[0].isupper() else correction.word
    )
    word_pattern = re.compile(
        rf"{WORD_START_PATTERN}{re.escape(word)}{WORD_END_PATTERN}"
    )
    for token_match in _CHECKED_WORD_PATTERN.finditer(unit.target):
        word_match = word_pattern.search(token_match[0])
        if word_match is None:
            continue
        span = Span(
            token_match.start() + word_match.start(),
            token_match.start() + word_match.end(),
        )
        if is_broken_word(unit.target, span):
            continue
        yield Finding(
            "suggestion",
            span,
            arguments={"suggestion": suggestion},
            fix=suggestion if correction.is_certain else None,
            checked_unit=unit,
        )
