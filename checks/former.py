"""Offices held no more: a former minister is no minister."""

from dataclasses import dataclass
from functools import lru_cache, partial

from checks.language import phrases, table
from tm.issue import Span
from tm.text.listed import known
from tm.text.locale import Locale
from tm.text.scan import Scan, Scans
from tm.text.sieve import sieve


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """How one language says that somebody was something; one value a language."""

    words: Scan
    """What says it and nothing else: `mantan`, `nguyên Bộ trưởng`.

    Found with them are phrases that only look so: `kỳ cựu`.
    """
    neither: frozenset[str]
    """These, as keys."""
    in_any_way: Scans
    """These, and what may say it, too: `retired`, `trước đây`."""


def lost_former(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Span | None:
    """Where the source says that somebody is something no more, if nothing else does.

    >>> texts = "Former president Yoon was jailed.", "Presiden Yoon dipenjara."
    >>> found = lost_former(*texts, (Locale("en"), Locale("id")))
    >>> found and found.of(texts[0])
    'Former'
    """
    theirs, ours = map(_past, locales)
    if not ours.words.words or not theirs.words.may_be_in(source):
        return None
    if ours.in_any_way.is_in(target):
        return None
    for found in theirs.words.matches(source):
        if known(found[0]) not in theirs.neither:
            return Span(*found.span())
    return None


@lru_cache(maxsize=64)
def _past(locale: Locale) -> _Past:
    """What is known of a language; without data, nothing."""
    data, words = table(locale, "former"), sieve(locale.language)
    neither = phrases(data["neither"])
    scan = partial(Scan, words, before=r"(?<![\w-])")
    surely = scan("former", [*phrases(data["surely"]), *neither])
    perhaps = scan("perhaps former", phrases(data["perhaps"]))
    return _Past(surely, frozenset(neither), Scans(words, (surely, perhaps)))
