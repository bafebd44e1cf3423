"""Word formation of languages: affixes or syllables, read from data files.

`data/LANGUAGE/word_forms.toml` lists affixes or the parts of syllables, or says only
that a list of words is enough. A language without a file needs a dictionary.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checks.language_data import read_own_table
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.normal import nfc

_FILE_KIND = LanguageFileKind(
    "word_forms.toml",
    "affixes, or the parts of syllables",
    "spell.word reports more words, or none without a Hunspell dictionary",
)

_MIN_WORD_LETTERS = 4
"""How many letters a word must have to be checked, unless the data say otherwise."""
_MIN_ROOT_LETTERS = 4
"""How many letters a root must have; one less if a prefix swallows a letter."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWEL_DIACRITICS = frozenset("\u0302\u0306\u031b")
"""Diacritics that change a vowel: â, ă, ơ."""


@dataclass(frozen=True, slots=True, eq=False)
class Syllables:
    """Possible syllables of a language whose words are syllables."""

    onsets: tuple[str, ...]
    """The longest first; the last is empty."""
    rimes: frozenset[str]
    front_rime_letters: tuple[str, ...]
    """First letters of the rimes that follow only some onsets."""
    front_onsets: frozenset[str]
    """Onsets that stand only before a front rime."""
    non_front_onsets: frozenset[str]
    """Onsets that never stand before a front rime."""
    stops: tuple[str, ...]
    """Ends of rimes that allow only a few tones."""
    stop_tones: frozenset[str]
    """The tones that these rimes allow."""

    def is_possible(self, word: str) -> bool:
        """Whether a word is a possible syllable, in use or not.

        The tone must be on the vowel that has another diacritic, if any: `ườ`.
        """
        toneless_word, tone, is_tone_well_placed = _split_tone(word)
        if not is_tone_well_placed or (
            toneless_word.endswith(self.stops) and tone not in self.stop_tones
        ):
            return False
        return any(
            self._can_combine(onset, toneless_word[len(onset) :])
            for onset in self.onsets
            if toneless_word.startswith(onset)
        )

    def iterate_moved_tones(self, word: str) -> Iterator[str]:
        """Move the tone of a word to each of its other letters: ngừơi, người."""
        toneless_word, tone, _ = _split_tone(word)
        for tone_offset in range(1, len(toneless_word) + 1) if tone else ():
            moved_word = nfc(
                toneless_word[:tone_offset] + tone + toneless_word[tone_offset:]
            )
            if moved_word != word:
                yield moved_word

    def _can_combine(self, onset: str, rime: str) -> bool:
        """Whether an onset and a rime may form a syllable."""
        has_front_rime = rime.startswith(self.front_rime_letters)
        if onset in (self.non_front_onsets if has_front_rime else self.front_onsets):
            return False
        return rime in self.rimes or (onset[-1:] + rime in self.rimes and onset != "")


@dataclass(frozen=True, slots=True, eq=False)
class WordForms:
    """Affixes and syllables of a language; one object per language."""

    min_word_letters: int
    """How many letters a word must have to be checked."""
    swallowed_letter_by_prefix: Mapping[str, str]
    """By prefix, the letter of the root that it swallows, or nothing."""
    suffixes: tuple[str, ...]
    syllables: Syllables | None
    known_roots: frozenset[str] = frozenset()
    """Words that frequency lists lack, though they are right."""
    root_start_pattern_by_prefix: Mapping[str, re.Pattern[str]] = field(
        default_factory=dict
    )
    """By prefix, how the roots behind it begin; any root if it has none."""
    swallowing_root_pattern: re.Pattern[str] = re.compile("")
    """How a root goes on behind a swallowed letter."""
    excluded_suffixes_by_prefix: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )
    """By prefix, the suffixes that never stand in one word with it."""
    clitics: tuple[str, ...] = ()
    """Endings that follow a whole word, derived or not."""
    separable_prefixes: tuple[str, ...] = ()
    """Prefixes that are also words, from which a verb is written apart by mistake."""
    name_words: frozenset[str] = frozenset()
    """Words that names of bodies, offices and places are made of."""
    slips: tuple[tuple[re.Pattern[str], str], ...] = ()
    """Slips in endings, as patterns, and what is meant: `meningkatan`."""
    other_endings: tuple[tuple[re.Pattern[str], str], ...] = ()
    """Endings as spoken or as a loanword is written, and more frequent ones.

    `laper` and `lapar`, `statemen` and `statement`.
    """

    def is_other_form(self, word: str, frequent_word: str) -> bool:
        """Whether a word differs from a more frequent one only by its other ending."""
        return any(
            pattern.sub(frequent_ending, word) == frequent_word
            for pattern, frequent_ending in self.other_endings
        )

    def iterate_without_slips(self, word: str) -> Iterator[str]:
        """Iterate over the words that may be meant by one with a slip in its ending."""
        for pattern, ending in self.slips:
            if pattern.match(word):
                yield pattern.sub(ending, word)

    def is_known(self, word: str) -> bool:
        """Whether a word in lower case is a known root or derived from one."""
        return bool(self.known_roots) and (
            word in self.known_roots
            or any(root in self.known_roots for root in self._iterate_roots(word))
        )

    def find_root_frequency(
        self, word: str, frequency_by_word: Mapping[str, float]
    ) -> float:
        """Return the frequency of the most frequent root of a word."""
        if not self.suffixes and not self.swallowed_letter_by_prefix:
            return 0.0
        return max(
            (frequency_by_word.get(root, 0.0) for root in self._iterate_roots(word)),
            default=0.0,
        )

    def _iterate_roots(self, word: str) -> Iterator[str]:
        """Iterate over the possible roots of a word."""
        for suffix in ("", *self.suffixes):
            if not word.endswith(suffix):
                continue
            stem = word[: len(word) - len(suffix)]
            if suffix and len(stem) >= _MIN_ROOT_LETTERS:
                yield stem
            for prefix_length in range(
                2, min(_find_max_prefix_length(self), len(stem) - 2) + 1
            ):
                prefix = stem[:prefix_length]
                swallowed_letter = self.swallowed_letter_by_prefix.get(prefix)
                if (
                    swallowed_letter is None
                    or suffix in self.excluded_suffixes_by_prefix.get(prefix, ())
                ):
                    continue
                root = stem[prefix_length:]
                root_start_pattern = self.root_start_pattern_by_prefix.get(prefix)
                if len(root) >= _MIN_ROOT_LETTERS and (
                    root_start_pattern is None or root_start_pattern.match(root)
                ):
                    yield root
                if (
                    swallowed_letter
                    and len(root) >= _MIN_ROOT_LETTERS - 1
                    and self.swallowing_root_pattern.match(root)
                ):
                    yield swallowed_letter + root


@lazy_constant
def read_word_forms(language_tag: str) -> WordForms | None:
    """Read the word formation of a language; None without data."""
    word_form_table = read_own_table(language_tag, _FILE_KIND)
    if not word_form_table:
        return None
    affix_table = word_form_table.get("affixes", {})
    swallowed_letter_by_prefix = affix_table.get("swallowed", {})
    return WordForms(
        min_word_letters=word_form_table.get("shortest", _MIN_WORD_LETTERS),
        swallowed_letter_by_prefix={
            prefix: swallowed_letter_by_prefix.get(prefix, "")
            for prefix in affix_table.get("prefixes", "").split()
        },
        suffixes=tuple(affix_table.get("suffixes", "").split()),
        syllables=_read_syllables(word_form_table["syllables"])
        if "syllables" in word_form_table
        else None,
        known_roots=frozenset(word_form_table.get("roots", "").split()),
        root_start_pattern_by_prefix={
            prefix: re.compile(pattern)
            for prefix, pattern in affix_table.get("root_starts", {}).items()
        },
        swallowing_root_pattern=re.compile(affix_table.get("swallowing", "")),
        excluded_suffixes_by_prefix=_read_excluded_suffixes(
            affix_table.get("separate", {})
        ),
        other_endings=tuple(
            (re.compile(pattern), frequent_ending)
            for pattern, frequent_ending in word_form_table.get("other_endings", ())
        ),
        slips=tuple(
            (re.compile(pattern), ending)
            for pattern, ending in word_form_table.get("slips", ())
        ),
        name_words=frozenset(word_form_table.get("name_words", "").split()),
        separable_prefixes=tuple(affix_table.get("separable", "").split()),
        clitics=tuple(word_form_table.get("inflection", {}).get("clitics", "").split()),
    )


NO_WORD_FORMS = WordForms(_MIN_WORD_LETTERS, {}, (), None)
"""For a language without data on word formation, which needs a dictionary."""


@lazy_constant
def _find_max_prefix_length(word_forms: WordForms) -> int:
    return max(map(len, word_forms.swallowed_letter_by_prefix), default=0)


def _read_excluded_suffixes(
    suffix_list_text_by_prefix_list_text: Mapping[str, str],
) -> Mapping[str, frozenset[str]]:
    """Map each prefix to the suffixes that never stand with it.

    `suffix_list_text_by_prefix_list_text`: both are lists separated by spaces.
    """
    excluded_suffixes_by_prefix: defaultdict[str, frozenset[str]] = defaultdict(
        frozenset
    )
    for (
        prefix_list_text,
        suffix_list_text,
    ) in suffix_list_text_by_prefix_list_text.items():
        for prefix in prefix_list_text.split():
            excluded_suffixes_by_prefix[prefix] |= frozenset(suffix_list_text.split())
    return excluded_suffixes_by_prefix


def _read_syllables(syllable_table: Mapping[str, str]) -> Syllables:
    onsets = sorted(syllable_table["onsets"].split(), key=len, reverse=True)
    return Syllables(
        onsets=(*onsets, ""),
        rimes=frozenset(syllable_table["rimes"].split()),
        front_rime_letters=tuple(syllable_table["front"].split()),
        front_onsets=frozenset(syllable_table["before_front"].split()),
        non_front_onsets=frozenset(syllable_table["never_before_front"].split()),
        stops=tuple(syllable_table["stops"].split()),
        stop_tones=frozenset(syllable_table["stop_tones"]),
    )


def _split_tone(word: str) -> tuple[str, str, bool]:
    """Split a syllable into toneless form and tone; tell if the tone is placed right.

    >>> _split_tone("đường"), _split_tone("thừong")
    (('đương', '̀', True), ('thưong', '̀', True))
    >>> _split_tone("thưòng")
    ('thưong', '̀', False)
    """
    toneless_characters: list[str] = []
    tone, tone_letter_index, marked_letter_index = "", -1, -1
    letter_index = -1
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            if tone:
                return word, tone, False
            tone, tone_letter_index = character, letter_index
            continue
        if character in _VOWEL_DIACRITICS:
            marked_letter_index = letter_index
        elif not unicodedata.combining(character):
            letter_index += 1
        toneless_characters.append(character)
    is_tone_well_placed = not tone or marked_letter_index in (-1, tone_letter_index)
    return (
        unicodedata.normalize("NFC", "".join(toneless_characters)),
        tone,
        is_tone_well_placed,
    )
