"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.language import table
from tm.text.locale import Locale
from tm.text.tokens import has_common_letters
from tm.text.words import lower_words_of

_NOTHING = re.compile("(?!)")
_BEFORE = r"(?<![\w-])(?<!\w['’])"
_AT_END = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_NEAR_BEFORE = 45
"""Letters before a phrase within which what it needs must stand."""

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Words or phrases to find, and a quick way to tell that there are none."""

    pattern: Pattern
    words: frozenset[str]
    """The first words of what is found whole."""
    only_whole: bool
    """Whether all are found whole, and none by a beginning or an ending."""
    is_part: Callable[[str], bool]
    """Whether a word in small letters is one of these, or begins or ends as one does;
    the words of texts are few, so this is remembered."""

    def may_be_in(self, words: Iterable[str]) -> bool:
        """Whether any may stand in a text of these words, in small letters."""
        if self.only_whole:
            return not self.words.isdisjoint(words)
        return any(map(self.is_part, words))

    def is_in(self, text: str) -> bool:
        """Whether any stands in a text."""
        if not self.may_be_in(lower_words_of(text)):
            return False
        return self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """Phrases to find, and what tells in a text that there are none."""

    pattern: Pattern
    forms: tuple[str, ...]
    """As `_folded` has them."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where phrases stand in a text."""
        # Looking for thirty plain phrases takes a tenth of the time of the pattern.
        if not has_common_letters(text) or any(
            map(_folded(text).__contains__, self.forms)
        ):
            for found in self.pattern.finditer(text):
                yield found.span()


@dataclass(frozen=True, slots=True, eq=False)
class Denial:
    """How one language denies; there is one value a language."""

    words: Listing
    """Words that deny, and those that hold a negation: `ketidaksesuaian`."""
    compounds: Phrases
    """Words and phrases that only look as if they denied: `hàng không`, `or not`."""
    nothing: Phrases
    """Phrases that other languages say without a negation: `không ít`, `no doubt`."""
    asking: Pattern
    """Such words where they may only ask: `… không?`"""
    not_only: Phrases
    only: Pattern
    inside: Listing
    """Words that hold a negation as a beginning or ending: `unclear`, `useless`."""
    affixes: Pattern
    """Those beginnings and endings; what is left says the contrary."""
    strong: Listing
    """Words that deny by themselves, and are hardly left out: `refuse`."""
    implying: Listing
    """Other words that a translation may say by a negation: `yet to`, `bad`."""
    needing: Listing
    """Phrases that are wrong without a negation before them: `hạn như`, `senonoh`."""
    senses: tuple[tuple[str, Pattern], ...]
    """By sense, words that may stand for a negation: `gagal`, `menolak`."""

    def denials(self, text: str, *, strictly: bool) -> list[re.Match[str]]:
        """The words that deny; without `strictly` those too that perhaps do not."""
        found = [*self.words.pattern.finditer(text)]
        if not found:
            return found
        passing = [self.compounds, self.not_only]
        passing += [self.nothing] if strictly else []
        passed = [span for one in passing for span in one.spans(text)]
        if strictly and self.asking is not _NOTHING:
            passed += [one.span() for one in self.asking.finditer(text)]
        return [
            word
            for word in found
            if not any(start <= word.start() < end for start, end in passed)
        ]

    def orphans(self, text: str) -> Iterator[re.Match[str]]:
        """Phrases that need a negation right before them, or in them, and have none."""
        for found in self.needing.pattern.finditer(text):
            before = text[max(0, found.start() - _NEAR_BEFORE) : found.start()]
            if self.words.pattern.search(before):
                continue
            if not self.not_only.pattern.search(before):
                yield found


@lru_cache(maxsize=64)
def denial(locale: Locale) -> Denial:
    """How the language of a locale denies; without data, not at all."""
    data = table(locale, "negation")
    senses = data["senses"].items()
    return Denial(
        words=_listing(data["words"].split()),
        compounds=_phrases(data["compounds"]),
        nothing=_phrases(data["nothing_denied"]),
        asking=_asking(data["asking"].split()),
        not_only=_phrases(data["not_only"]),
        only=_words(data["only"].split()),
        inside=_listing(data["inside"].split()),
        affixes=_affixes(data["beginnings"].split(), data["endings"].split()),
        strong=_listing(data["strong"].split()),
        implying=_listing(data["implying"].split()),
        needing=_listing([one.replace(" ", "·") for one in data["needing"]]),
        senses=tuple((name, _words(listing.split())) for name, listing in senses),
    )


def _listing(words: Sequence[str]) -> Listing:
    endings = [word for word in words if word[1:2] == "'"]
    begun = tuple(word[:-1] for word in words if word.endswith("*"))
    ended = (*endings, *(word.replace("'", "’") for word in endings))
    whole = frozenset(
        re.split("[·-]", word)[0].lower()
        for word in words
        if not word.endswith("*") and word not in endings
    )

    @lru_cache(maxsize=65_536)
    def is_part(word: str) -> bool:
        return word in whole or word.startswith(begun) or word.endswith(ended)

    return Listing(_words(words), whole, not begun and not ended, is_part)


def _words(words: Iterable[str]) -> Pattern:
    """Any of some words; `*` stands for any ending, `·` for a space."""
    listed = [*words]
    endings = [word for word in listed if word[1:2] == "'"]
    whole = [word for word in listed if word not in endings]
    alternatives = [*map(_word, endings)]
    if whole:
        alternatives.append(rf"{_BEFORE}(?:{'|'.join(map(_word, whole))})")
    return re.compile("|".join(alternatives) or "(?!)", re.IGNORECASE)


def _word(word: str) -> str:
    """One word; one that begins with n and an apostrophe is an ending: do*n't*."""
    plain = re.escape(word.rstrip("*").replace("·", " ")).replace("'", "['’]")
    if word[1:2] == "'":
        return rf"{plain}(?!\w)"
    return plain + (r"\w*" if word.endswith("*") else r"(?!\w)")


def _phrases(phrases: Iterable[str]) -> Phrases:
    """Any of some phrases, the longest first, as they stand."""
    listed = sorted(phrases, key=len, reverse=True)
    endings = [_ended(one) for one in listed if one[1:2] == "'"]
    whole = [_ended(one) for one in listed if one[1:2] != "'"]
    alternatives = [*endings, rf"(?<!\w)(?:{'|'.join(whole)})"] if whole else endings
    pattern = re.compile("|".join(alternatives) or "(?!)", re.IGNORECASE)
    return Phrases(pattern, tuple(map(_folded, listed)))


def _folded(text: str) -> str:
    """A text without differences of case and of apostrophes, which are none here."""
    return text.casefold().replace("’", "'")


def _ended(phrase: str) -> str:
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return re.escape(phrase).replace("'", "['’]") + after


def _affixes(beginnings: Iterable[str], endings: Iterable[str]) -> Pattern:
    ends = [*(f"^{one}" for one in beginnings), *(f"{one}$" for one in endings)]
    return re.compile("|".join(ends) or "(?!)", re.IGNORECASE)


def _asking(words: Iterable[str]) -> Pattern:
    listed = "|".join(map(re.escape, words))
    if not listed:
        return _NOTHING
    return re.compile(rf"{_BEFORE}(?:{listed}){_AT_END}", re.IGNORECASE)
