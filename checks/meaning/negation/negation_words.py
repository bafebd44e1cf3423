"""Negations of a language: negating words, negative words and look-alike phrases."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from checks.language_data import read_table
from checks.text.language_words import read_language, split_phrases
from checks.text.span_set import SpanSet
from tm.finding import Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import Prefilter, shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN

_NO_WORD_BEFORE_PATTERN = rf"{HYPHENATED_WORD_START_PATTERN}(?<!\w['’])"
_AT_SENTENCE_END_PATTERN = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_BEFORE_QUESTION_MARK_PATTERN = r"(?=[^.!?]*\?)"
_MAX_PRECEDING_LETTERS = 45
"""How many letters before a phrase are searched for the negation that it needs."""
_MAX_LETTERS_AFTER_NOT_ONLY = 200
"""How many letters stand between `not only` and `but also` at most."""


@dataclass(frozen=True, slots=True, eq=False)
class NegationVocabulary:
    """The negations of one language; cached."""

    negating_words: PhraseList
    """Negating words, and words that contain a negation: `ketidaksesuaian`."""
    compound_phrases: PhraseList
    """Phrases that only look like negations: `hàng không`, `or not`.

    The list also finds `negating_compounds`: `không chiến đấu`.
    """
    negating_compounds: frozenset[str]
    """Keys of longer phrases that do negate."""
    affirmative_phrases: PhraseList
    """Phrases that other languages express without negation: `không ít`, `no doubt`."""
    expected_phrases_by_key: Mapping[str, PhraseList]
    """Negations such as `why not` that a translation need not have, unless it has an
    expecting word of the same key: `mengapa`."""
    expecting_words_by_key: Mapping[str, PhraseList]
    look_alike_phrases: PhraseLists
    """All phrases that only look like negations, or that need none in a translation."""
    emphatic_phrases: PhraseList
    """Negations that only repeat one before a comma: `not with`, `not when`."""
    loose_phrases: PhraseList
    """Negations that are often said without one: `no longer`."""
    quantifying_phrases: PhraseList
    """Negations that `all` may replace: `nobody disagreed`, `all agreed`."""
    bound_words: PhraseList
    """Words that are wrong without a word before them: `thể`, of `có thể`."""
    bound_word_patterns: Sequence[re.Pattern[str]]
    """Patterns of such words without such a word: `tôi thể đi`."""
    question_words: PhraseList
    """Negating words at the end of a question: `… không?`"""
    wondering_phrases: PhraseList
    """Negations that only ask, in a question: `không biết đó là ai?`"""
    not_only_phrases: PhraseList
    preventive_phrases: PhraseList
    """Negations of what is prevented: `agar tidak`, `để không`."""
    only_words: PhraseList
    negative_words: PhraseList
    """Words with a negative prefix or suffix: `unclear`, `useless`."""
    affix_pattern: re.Pattern[str]
    """The pattern of these prefixes and suffixes."""
    negative_endings: tuple[str, ...]
    """The suffixes of these: `less`."""
    refusal_words: PhraseList
    """Words that are negative by meaning: `refuse`."""
    phrases_needing_negation: PhraseList
    """Phrases that are wrong without a negation before them: `hạn như`, `senonoh`."""
    substitutes_by_sense: Mapping[str, PhraseList]
    """By sense, words that may replace a negation: `gagal`, `menolak`."""
    negation_substitutes: PhraseLists
    """The words of all senses."""
    possible_equivalents: PhraseLists
    """All words that a translation may render by a negation."""
    negation_words: PhraseLists
    """All words whose loss loses a negation."""
    coordinators: frozenset[str]
    """Words that join two negations: `hoặc`, `and`."""
    prefilter: Prefilter
    is_unspaced: bool
    """Whether the language puts no spaces between words."""

    def find_possible_negations(
        self, text: str, cache: ResultCache
    ) -> list[re.Match[str]]:
        """Find the words of a text that may negate, in order."""
        return cache.call(_list_matches, self.negating_words, text)

    def find_negations(
        self, text: str, cache: ResultCache, *, is_strict: bool
    ) -> list[re.Match[str]]:
        """Find the negations of a text; without `is_strict`, also doubtful ones."""
        return self.select_negations(
            self.find_possible_negations(text, cache), text, is_strict=is_strict
        )

    def select_negations(
        self,
        negation_matches: list[re.Match[str]],
        text: str,
        *,
        is_strict: bool,
        expected_keys: Collection[str] = (),
    ) -> list[re.Match[str]]:
        """Select the negations among all possible negations of a text.

        `expected_keys`: the keys of expected phrases that count as negations.
        """
        if not negation_matches or not self.look_alike_phrases.may_be_in(text):
            return negation_matches
        look_alike_lists = (
            (
                self.affirmative_phrases,
                self.question_words,
                self.wondering_phrases,
                *(
                    phrase_list
                    for key, phrase_list in self.expected_phrases_by_key.items()
                    if key not in expected_keys
                ),
            )
            if is_strict
            else (self.not_only_phrases,)
        )
        excluded_spans = self._find_compound_spans(text)
        # The first word of `không không` may be the last of a compound: hàng không.
        ends_of_compounds = SpanSet(
            text, [Span(span.start + 1, span.end) for span in excluded_spans]
        )
        excluded_spans += [
            Span(*look_alike_match.span())
            for phrase_list in look_alike_lists
            for look_alike_match in phrase_list.find_matches(text)
            if not ends_of_compounds.overlaps(
                Span(look_alike_match.start(), look_alike_match.start() + 1)
            )
        ]
        return _select_matches_outside(excluded_spans, negation_matches, text)

    def find_substitutes(
        self, substitute_list: PhraseList, text: str
    ) -> list[re.Match[str]]:
        """Find the words of a sense in a text, except inside compounds.

        `bất ngờ` has no `bất`, nor `selain itu` a `selain`.
        """
        matches = [*substitute_list.find_matches(text)]
        return (
            _select_matches_outside(self._find_compound_spans(text), matches, text)
            if matches
            else matches
        )

    def _find_compound_spans(self, text: str) -> list[Span]:
        return [
            Span(*compound_match.span())
            for compound_match in self.compound_phrases.find_matches(text)
            if phrase_key(compound_match[0]) not in self.negating_compounds
        ]

    def find_unbound_words(self, text: str) -> Iterator[re.Match[str]]:
        """Find the words of a text that are wrong without a negation before them."""
        if self.bound_words.may_be_in(text):
            for bound_pattern in self.bound_word_patterns:
                yield from bound_pattern.finditer(text)

    def find_phrases_without_negation(self, text: str) -> Iterator[re.Match[str]]:
        """Find the phrases of a text that need a negation and have none."""
        if not self.phrases_needing_negation.may_be_in(text):
            return
        compound_spans = SpanSet(text, self._find_compound_spans(text))
        for phrase_match in self.phrases_needing_negation.find_matches(text):
            preceding_text = text[
                max(
                    0, phrase_match.start() - _MAX_PRECEDING_LETTERS
                ) : phrase_match.start()
            ]
            if compound_spans.overlaps(Span(*phrase_match.span())):
                continue  # dài hạn như
            if self.negating_words.pattern.match(text, phrase_match.end() + 1):
                continue  # mà còn không
            if self.negating_words.pattern.search(
                preceding_text
            ) or self.refusal_words.is_in(preceding_text):
                continue
            clause_start = max(0, phrase_match.start() - _MAX_LETTERS_AFTER_NOT_ONLY)
            if not self.not_only_phrases.find_first(
                text[clause_start : phrase_match.start()]
            ):
                yield phrase_match


def _list_matches(word_list: PhraseList, text: str) -> list[re.Match[str]]:
    """List the matches of a phrase list."""
    return [*word_list.find_matches(text)]


class _NegationTable:
    """The table of negations of a language, whose lists become phrase lists."""

    def __init__(self, locale: Locale) -> None:
        self.table = read_table(locale.language, "negation.toml")
        self.prefilter = shared_prefilter(locale.language)
        self.is_unspaced = not locale.uses_spaces
        self.make_whole_phrase_list = partial(
            PhraseList, self.prefilter, is_unspaced=self.is_unspaced
        )
        """Makes a list of phrases that stand between other words."""
        self.make_phrase_list = partial(
            self.make_whole_phrase_list, start_pattern=_NO_WORD_BEFORE_PATTERN
        )
        """Makes a list of phrases that may follow a hyphen or an apostrophe."""

    def read_words(self, key: str) -> PhraseList:
        """Read the words of a key, which are one text."""
        return self.make_phrase_list(f"negation {key}", split_phrases(self.table[key]))

    def read_phrases(self, *keys: str, list_name: str = "") -> PhraseList:
        """Read the phrases of some keys; the list is named, or has the first key."""
        phrases = [phrase for key in keys for phrase in self.table[key]]
        return self.make_whole_phrase_list(f"negation {list_name or keys[0]}", phrases)

    def read_phrases_by_key(self, table_name: str) -> dict[str, PhraseList]:
        """Read a table inside the table, a list of phrases for each key."""
        return {
            key: self.make_whole_phrase_list(
                f"negation {table_name} {key}", split_phrases(phrase_list_text)
            )
            for key, phrase_list_text in self.table[table_name].items()
        }

    def read_substitutes_by_sense(self) -> dict[str, PhraseList]:
        """Read the words that may replace a negation, by sense."""
        return {
            sense_name: self.make_phrase_list(
                f"negation sense {sense_name}", split_phrases(phrase_list_text)
            )
            for sense_name, phrase_list_text in self.table["senses"].items()
        }

    def read_question_words(self) -> PhraseList:
        """Read the negating words that end a question."""
        return self.make_phrase_list(
            "negation asking",
            self.table["asking"].split(),
            end_pattern=_AT_SENTENCE_END_PATTERN,
        )

    def read_wondering_phrases(self) -> PhraseList:
        """Read the negations that only ask, in a question."""
        return self.make_phrase_list(
            "negation wondering",
            self.table["wondering"],
            end_pattern=_BEFORE_QUESTION_MARK_PATTERN,
        )

    def build_bound_word_patterns(self) -> list[re.Pattern[str]]:
        """Build the patterns of words that are wrong without a word before them."""
        return [
            _build_bound_word_pattern(
                bound_word, words["after"].split(), words["before"].split()
            )
            for bound_word, words in self.table["bound"].items()
        ]

    def join_phrase_lists(self, *phrase_lists: PhraseList) -> PhraseLists:
        """Join phrase lists, which a text may have any of."""
        return PhraseLists(self.prefilter, phrase_lists)


@lazy_constant
def read_negation_vocabulary(locale: Locale) -> NegationVocabulary:
    """Read the negations of a language; empty without data."""
    negation_table = _NegationTable(locale)
    negating_words, negative_words, refusal_words = map(
        negation_table.read_words, ("words", "inside", "strong")
    )
    only_words, implying_words = map(negation_table.read_words, ("only", "implying"))
    substitutes_by_sense = negation_table.read_substitutes_by_sense()
    substitute_lists = substitutes_by_sense.values()
    compound_phrases = negation_table.read_phrases("compounds", "denying")
    affirmative_phrases = negation_table.read_phrases(
        "nothing_denied", "not_only", list_name="nothing"
    )
    not_only_phrases = negation_table.read_phrases("not_only", list_name="not only")
    expected_phrases_by_key = negation_table.read_phrases_by_key("expected")
    question_words = negation_table.read_question_words()
    wondering_phrases = negation_table.read_wondering_phrases()
    negative_endings = negation_table.table["endings"].split()
    negative_beginnings = negation_table.table["beginnings"].split()
    return NegationVocabulary(
        negating_words=negating_words,
        compound_phrases=compound_phrases,
        negating_compounds=frozenset(map(phrase_key, negation_table.table["denying"])),
        affirmative_phrases=affirmative_phrases,
        expected_phrases_by_key=expected_phrases_by_key,
        expecting_words_by_key=negation_table.read_phrases_by_key("expecting"),
        look_alike_phrases=negation_table.join_phrase_lists(
            *(compound_phrases, affirmative_phrases, not_only_phrases),
            *(question_words, wondering_phrases, *expected_phrases_by_key.values()),
        ),
        emphatic_phrases=negation_table.read_phrases("emphatic"),
        loose_phrases=negation_table.read_phrases("loose"),
        quantifying_phrases=negation_table.read_phrases("quantifying"),
        bound_words=negation_table.read_phrases("bound"),
        bound_word_patterns=negation_table.build_bound_word_patterns(),
        question_words=question_words,
        wondering_phrases=wondering_phrases,
        not_only_phrases=not_only_phrases,
        preventive_phrases=negation_table.read_phrases("preventing"),
        only_words=only_words,
        negative_words=negative_words,
        affix_pattern=_build_affix_pattern(negative_beginnings, negative_endings),
        negative_endings=tuple(negative_endings),
        refusal_words=refusal_words,
        phrases_needing_negation=negation_table.make_phrase_list(
            "negation needing", negation_table.table["needing"]
        ),
        substitutes_by_sense=substitutes_by_sense,
        negation_substitutes=negation_table.join_phrase_lists(*substitute_lists),
        possible_equivalents=negation_table.join_phrase_lists(
            *(negating_words, only_words, negative_words, refusal_words),
            *(implying_words, *substitute_lists),
        ),
        negation_words=negation_table.join_phrase_lists(
            negating_words, negative_words, refusal_words
        ),
        coordinators=read_language(locale).coordinators,
        prefilter=negation_table.prefilter,
        is_unspaced=negation_table.is_unspaced,
    )


def read_negating_words(locale: Locale) -> PhraseList:
    """Read the negating words of a language."""
    return read_negation_vocabulary(locale).negating_words


def read_phrases_needing_negation(locale: Locale) -> PhraseLists:
    """Read the phrases of a language that are wrong without a negation before them."""
    vocabulary = read_negation_vocabulary(locale)
    return PhraseLists(
        vocabulary.prefilter,
        (vocabulary.phrases_needing_negation, vocabulary.bound_words),
    )


def read_negation_words(locale: Locale) -> PhraseLists:
    """Read all words of a language whose loss loses a negation."""
    return read_negation_vocabulary(locale).negation_words


def _select_matches_outside(
    excluded_spans: Sequence[Span], matches: list[re.Match[str]], text: str
) -> list[re.Match[str]]:
    """Select the matches that do not begin inside the spans."""
    if not excluded_spans:
        return matches
    excluded_span_set = SpanSet(text, excluded_spans)
    return [
        match
        for match in matches
        if not excluded_span_set.overlaps(Span(match.start(), match.start() + 1))
    ]


def _build_bound_word_pattern(
    bound_word: str, words_before: Iterable[str], words_after: Iterable[str]
) -> re.Pattern[str]:
    """Build the pattern of a word without any word that it needs before it."""
    preceding_words_exclusion = "".join(
        rf"(?<!\b{re.escape(word)}\s)" for word in words_before
    )
    following_words_pattern = "|".join(map(re.escape, words_after))
    return re.compile(
        rf"(?<=\w\s){preceding_words_exclusion}{re.escape(bound_word)}\b(?!\s(?:{following_words_pattern})\b)"
        r"(?=\s\w)",
        re.IGNORECASE,
    )


def _build_affix_pattern(
    prefixes: Iterable[str], suffixes: Iterable[str]
) -> re.Pattern[str]:
    affix_pattern_texts = [
        *(f"^{affix}" for affix in prefixes),
        *(f"{affix}$" for affix in suffixes),
    ]
    return re.compile("|".join(affix_pattern_texts) or "(?!)", re.IGNORECASE)
