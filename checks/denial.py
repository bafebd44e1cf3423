"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

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

_MOST_OTHERS = 65_536

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Words or phrases to find, and a quick way to tell that there are none."""

    pattern: Pattern
    words: frozenset[str]
    """The first words of what is found whole."""
    is_part: Callable[[str], bool]
    """Whether a word in small letters is one of these, or begins or ends as one does;
    the words of texts are few, so this is remembered."""
    are_words: bool
    """Whether each begins with letters where a word does, but for an apostrophe."""
    others: set[str]
    """Words that are none of these, as far as they came up."""

    def may_be_in(self, words: Iterable[str]) -> bool:
        """Whether any may stand in a text of these words, in small letters."""
        if self.others.issuperset(words):
            return False
        fresh = [word for word in words if word not in self.others]
        if any(map(self.is_part, fresh)):
            return True
        if len(self.others) > _MOST_OTHERS:
            self.others.clear()
        self.others.update(fresh)
        return False

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Those that stand in a text, in order."""
        words = lower_words_of(text)
        if not self.may_be_in(words):
            return iter(())
        if not self.are_words:
            return self.pattern.finditer(text)
        return matches_at_words(self.pattern, text, {*filter(self.is_part, words)})

    def is_in(self, text: str) -> bool:
        """Whether any stands in a text."""
        return next(self.matches(text), None) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """Phrases to find; those that are the end of a word stand after an apostrophe."""

    whole: Scan
    ends: Pattern

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where phrases stand in a text."""
        for found in self.whole.matches(text):
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
    senses = data["senses"].items()
    return Denial(
        words=_listing(phrases(data["words"])),
        compounds=_phrases(data["compounds"]),
        nothing=_phrases(data["nothing_denied"]),
        asking=_asking(data["asking"].split()),
        not_only=_phrases(data["not_only"]),
        only=_words(phrases(data["only"])),
        inside=_listing(phrases(data["inside"])),
        affixes=_affixes(data["beginnings"].split(), data["endings"].split()),
        strong=_listing(phrases(data["strong"])),
        implying=_listing(phrases(data["implying"])),
        needing=_listing(data["needing"]),
        senses=tuple((name, _words(phrases(listing))) for name, listing in senses),
    )


def _listing(words: Sequence[str]) -> Listing:
    endings = [word for word in words if word[1:2] == "'"]
    begun = tuple(word[:-1] for word in words if word.endswith("*"))
    ended = (*endings, *(word.replace("'", "’") for word in endings))
    whole = frozenset(
        re.split("[ -]", word)[0].lower()
        for word in words
        if not word.endswith("*") and word not in endings
    )

    @lru_cache(maxsize=65_536)
    def is_part(word: str) -> bool:
        return word in whole or word.startswith(begun) or word.endswith(ended)

    are_words = all(map(str.isalpha, (*whole, *begun)))
    return Listing(_words(words), whole, is_part, are_words, set())


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


def _phrases(listed: Iterable[str]) -> Phrases:
    """Any of some phrases, the longest first, as they stand."""
    ordered = sorted(listed, key=len, reverse=True)
    ends = [one for one in ordered if one[1:2] == "'"]
    whole = [one for one in ordered if one not in ends]
    either = "|".join(map(_ended, whole)) or "(?!)"
    return Phrases(
        Scan(rf"(?<!\w)(?:{either})", whole),
        re.compile("|".join(map(_ended, ends)) or "(?!)", re.IGNORECASE),
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
