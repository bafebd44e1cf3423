"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from operator import or_

from checks.cover import Cover
from checks.language import phrases, table
from tm.issue import Span
from tm.text.locale import Locale
from tm.text.scan import Scan, matches_at_words
from tm.text.words import lower_words_of

_BEFORE = r"(?<![\w-])(?<!\w['’])"
_AT_END = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_NEAR_BEFORE = 45
"""Letters before a phrase within which what it needs must stand."""

_MOST_WORDS = 65_536
"""Words that are remembered; common ones come first."""

Pattern = re.Pattern[str]


class _Known(dict[str, int]):
    """By word in small letters, which listings it may belong to, as bits of a number.

    The words of texts are few, so this is remembered.
    """

    def __init__(self, tests: Sequence[Callable[[str], bool]]) -> None:
        self._tests = tests

    def __missing__(self, word: str) -> int:
        kinds = sum(1 << at for at, test in enumerate(self._tests) if test(word))
        if len(self) < _MOST_WORDS:
            self[word] = kinds
        return kinds


class Kinds:
    """The listings of a language; a text is looked through once for all of them."""

    def __init__(self) -> None:
        self._tests: list[Callable[[str], bool]] = []
        self.of = _Known(self._tests)

    def add(self, test: Callable[[str], bool]) -> int:
        """The bit of one more listing, before any word is asked for."""
        self._tests.append(test)
        return 1 << (len(self._tests) - 1)


@lru_cache(maxsize=8192)
def _kinds_in(kinds: Kinds, text: str) -> int:
    """The listings of which a text may have words."""
    return reduce(or_, {*map(kinds.of.__getitem__, lower_words_of(text))}, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Words or phrases to find, and a quick way to tell that there are none."""

    pattern: Pattern
    words: frozenset[str]
    """The first words of what is found whole."""
    are_words: bool
    """Whether each begins with letters where a word does, but for an apostrophe."""
    kinds: Kinds
    bit: int
    """Of the words that are one of these, or begin or end as one does."""

    def may_be_in(self, text: str) -> bool:
        """Whether any may stand in a text, by its words."""
        return bool(_kinds_in(self.kinds, text) & self.bit)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Those that stand in a text, in order."""
        if not self.may_be_in(text):
            return iter(())
        if not self.are_words:
            return self.pattern.finditer(text)
        of, bit = self.kinds.of, self.bit
        words = {word for word in lower_words_of(text) if of[word] & bit}
        return matches_at_words(self.pattern, text, words)

    def is_in(self, text: str) -> bool:
        """Whether any stands in a text."""
        return self.may_be_in(text) and next(self.matches(text), None) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """Phrases to find; those that are the end of a word stand after an apostrophe."""

    whole: Scan
    ends: Pattern
    but: frozenset[str] = frozenset()
    """Longer ones that are passed, in small letters: `không chiến đấu`."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where phrases stand in a text."""
        for found in self.whole.matches(text):
            if found[0].lower() not in self.but:
                yield found.span()
        if "'" in text or "’" in text:
            for found in self.ends.finditer(text):
                yield found.span()

    def first(self, text: str) -> re.Match[str] | None:
        """A phrase of a text, if it has any."""
        found = (next(self.whole.matches(text), None), self.ends.search(text))
        return min(filter(None, found), key=re.Match.start, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Denial:
    """How one language denies; there is one value a language."""

    words: Listing
    """Words that deny, and those that hold a negation: `ketidaksesuaian`."""
    compounds: Phrases
    """Words and phrases that only look as if they denied: `hàng không`, `or not`."""
    nothing: Phrases
    """Phrases that other languages say without a negation: `không ít`, `no doubt`."""
    asking: Scan
    """Such words where they may only ask: `… không?`"""
    not_only: Phrases
    only: Listing
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
    senses: tuple[tuple[str, Listing], ...]
    """By sense, words that may stand for a negation: `gagal`, `menolak`."""

    def denials(self, text: str, *, strictly: bool) -> list[re.Match[str]]:
        """The words that deny; without `strictly` those too that perhaps do not."""
        found = [*self.words.matches(text)]
        if not found:
            return found
        passing = [self.compounds, self.not_only]
        passing += [self.nothing] if strictly else []
        passed = [span for one in passing for span in one.spans(text)]
        if strictly:
            passed += [one.span() for one in self.asking.matches(text)]
        taken = Cover(text, (Span(*span) for span in passed))
        starts = (Span(word.start(), word.start() + 1) for word in found)
        return [
            word
            for word, start in zip(found, starts, strict=True)
            if not taken.touches(start)
        ]

    def of_sense(self, words: Listing, text: str) -> list[re.Match[str]]:
        """Words of a sense that stand in a text, but for those of compounds.

        `bất ngờ` has no `bất`, nor `selain itu` a `selain`.
        """
        found = [*words.matches(text)]
        if not found:
            return found
        passed = Cover(text, (Span(*span) for span in self.compounds.spans(text)))
        return [
            word
            for word in found
            if not passed.touches(Span(word.start(), word.start() + 1))
        ]

    def orphans(self, text: str) -> Iterator[re.Match[str]]:
        """Phrases that need a negation right before them, or in them, and have none."""
        for found in self.needing.pattern.finditer(text):
            before = text[max(0, found.start() - _NEAR_BEFORE) : found.start()]
            if self.words.pattern.search(before):
                continue
            if not self.not_only.first(before):
                yield found


@lru_cache(maxsize=64)
def denial(locale: Locale) -> Denial:
    """How the language of a locale denies; without data, not at all."""
    data = table(locale, "negation")
    listed = partial(_listing, Kinds())
    return Denial(
        words=listed(phrases(data["words"])),
        compounds=_phrases(data["compounds"], but=data["denying"]),
        nothing=_phrases(data["nothing_denied"]),
        asking=_asking(data["asking"].split()),
        not_only=_phrases(data["not_only"]),
        only=listed(phrases(data["only"])),
        inside=listed(phrases(data["inside"])),
        affixes=_affixes(data["beginnings"].split(), data["endings"].split()),
        strong=listed(phrases(data["strong"])),
        implying=listed(phrases(data["implying"])),
        needing=listed(data["needing"]),
        senses=tuple(
            (name, listed(phrases(listing))) for name, listing in data["senses"].items()
        ),
    )


def _listing(kinds: Kinds, words: Sequence[str]) -> Listing:
    endings = [word for word in words if word[1:2] == "'"]
    begun = tuple(word[:-1] for word in words if word.endswith("*"))
    ended = (*endings, *(word.replace("'", "’") for word in endings))
    whole = frozenset(
        re.split("[ -]", word)[0].lower()
        for word in words
        if not word.endswith("*") and word not in endings
    )

    def is_part(word: str) -> bool:
        return word in whole or word.startswith(begun) or word.endswith(ended)

    are_words = all(map(str.isalpha, (*whole, *begun)))
    return Listing(_words(words), whole, are_words, kinds, kinds.add(is_part))


def _words(words: Iterable[str]) -> Pattern:
    """Any of some words; `*` stands for any ending."""
    listed = [*words]
    endings = [word for word in listed if word[1:2] == "'"]
    whole = [word for word in listed if word not in endings]
    alternatives = [*map(_word, endings)]
    if whole:
        alternatives.append(rf"{_BEFORE}(?:{'|'.join(map(_word, whole))})")
    return re.compile("|".join(alternatives) or "(?!)", re.IGNORECASE)


def _word(word: str) -> str:
    """One word; one that begins with n and an apostrophe is an ending: do*n't*."""
    plain = re.escape(word.rstrip("*")).replace("'", "['’]")
    if word[1:2] == "'":
        return rf"{plain}(?!\w)"
    return plain + (r"\w*" if word.endswith("*") else r"(?!\w)")


def _phrases(listed: Iterable[str], but: Sequence[str] = ()) -> Phrases:
    """Any of some phrases, the longest first, as they stand."""
    ordered = sorted((*listed, *but), key=len, reverse=True)
    ends = [one for one in ordered if one[1:2] == "'"]
    whole = [one for one in ordered if one not in ends]
    either = "|".join(map(_ended, whole)) or "(?!)"
    return Phrases(
        Scan(rf"(?<!\w)(?:{either})", whole),
        re.compile("|".join(map(_ended, ends)) or "(?!)", re.IGNORECASE),
        frozenset(but),
    )


def _ended(phrase: str) -> str:
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return re.escape(phrase).replace("'", "['’]") + after


def _affixes(beginnings: Iterable[str], endings: Iterable[str]) -> Pattern:
    ends = [*(f"^{one}" for one in beginnings), *(f"{one}$" for one in endings)]
    return re.compile("|".join(ends) or "(?!)", re.IGNORECASE)


def _asking(words: Sequence[str]) -> Scan:
    listed = "|".join(map(re.escape, words)) or "(?!)"
    return Scan(rf"{_BEFORE}(?:{listed}){_AT_END}", words)
