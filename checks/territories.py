"""Countries and parts of the world that stand where the source names another one.

Their names are those of the CLDR, for any two languages with capitals; they are read
when a text has a capitalised word of its own for the first time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.core import Locale as Cldr
from babel.core import UnknownLocaleError

from checks.capitals import capitals
from checks.language import language
from checks.places import may_answer
from checks.subject import Context, Finding, Subject
from tm.issue import Span
from tm.text.listed import known
from tm.text.locale import Locale
from tm.text.normal import folded, nfc
from tm.text.scan import Scan
from tm.text.sieve import sieve

_PARTS = frozenset("002 009 019 142 150".split())
"""Codes of the parts of the world."""
_OTHERS = frozenset("AC CP CQ CW EA EU EZ GE HK IC JE MO QO TA UN XA XB XK ZZ".split())
"""Codes of what is no country, or has the name of something else, too."""
_MARKS = ".,;:!?()“”\"‘’'"
_WHOLE = 4
"""Letters of a name that nothing but itself begins with: Iran, Cuba."""
_SYLLABLE = 5
"""Letters of a Vietnamese syllable with which sentences and names of people begin."""
_TELLING = 4
"""Letters of a word by which a place is known in part of its name."""


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """The territories of one language."""

    codes: Mapping[str, str]
    """By name in small letters, its code; what people are made of ends in `*`."""
    scan: Scan
    is_glued: bool
    """Whether each syllable is a word, so that a short name may be another one."""

    def found(self, text: str) -> dict[str, Span]:
        """By code, where a text first names a territory or those who live there."""
        places: dict[str, Span] = {}
        matches = [*self.scan.matches(text)]
        if not matches:
            return places
        written = {word.start: word for word in capitals(text).words}
        for match in matches:
            last = written.get(match.start() + match[0].rfind(" ") + 1)
            if last is None:
                continue
            is_short = self.is_glued and len(match[0]) <= _SYLLABLE
            if is_short and (last.initial or last.joined):
                continue  # Phạm Đức Thành is no German
            code = self._code(known(match[0]))
            if code is not None:
                places.setdefault(code, Span(*match.span()))
        return places

    def words_of(self, code: str) -> set[str]:
        """The folded words by which one may be known: of Vietnamese, one syllable."""
        names = [name for name, of in self.codes.items() if of == code]
        if self.is_glued:
            at = -1 if code in _PARTS else 0  # Châu Á
            return {folded(name.split()[at]) for name in names}
        words = {word for name in names for word in folded(name).split()}
        return {word for word in words if len(word.rstrip("*")) >= _TELLING}

    def _code(self, name: str) -> str | None:
        if name in self.codes:
            return self.codes[name]
        ends = range(len(name), _WHOLE - 1, -1)
        return next(
            filter(None, (self.codes.get(f"{name[:at]}*") for at in ends)), None
        )


def other_territory(subject: Subject, context: Context) -> Finding | None:
    """The one territory of the source that is gone, where one other has come.

    Nothing is said where a word of either name stands in the other text in any way, nor
    where the source names a people by a word of its own, `Dutch`.
    """
    if context.source is None or not subject.source:
        return None
    source, target = subject.source, subject.target
    if not capitals(target).words:
        return None  # what is read first takes long, and software has few names
    theirs, ours = _names(context.source), _names(context.target)
    if theirs is None or ours is None:
        return None
    if not ours.scan.may_be_in(target) or not theirs.scan.may_be_in(source):
        return None
    said = ours.found(target)
    meant = theirs.found(source) if said else {}
    lost, added = meant.keys() - said.keys(), said.keys() - meant.keys()
    if len(lost) != 1 or len(added) != 1:
        return None
    (gone,), (came,) = lost, added
    if (gone in _PARTS) is not (came in _PARTS):
        return None
    if _is_hinted(ours.words_of(gone), target):
        return None
    if _is_hinted(theirs.words_of(came), source):
        return None
    if names_people(source, context.source):
        return None
    lengths = len(source), len(target)
    there, span = meant[gone], said[came]
    if not may_answer(there.start, span.start, lengths):
        return None
    return Finding(
        f"the source names “{there.of(source)}” here, not “{span.of(target)}”",
        span,
        there,
        subject=subject,
    )


def names_people(text: str, locale: Locale) -> bool:
    """Whether a text names a people by a word that is not made of their country's."""
    peoples = language(locale).peoples
    return any(word.text.lower() in peoples for word in capitals(text).words)


def _is_hinted(words: set[str], text: str) -> bool:
    """Whether a text has one of the words, or one that begins as a long one does."""
    written = {word.strip(_MARKS) for word in folded(text).split()}
    short = {word for word in words if len(word) < _TELLING}
    if not short.isdisjoint(written):
        return True
    beginnings = {
        word[: max(_TELLING, len(word.rstrip("*")) - 2)] for word in words - short
    }
    return any(one.startswith(begin) for begin in beginnings for one in written)


@lru_cache(maxsize=64)
def _names(locale: Locale) -> _Names | None:
    """The names that the CLDR has in a language; None without any, or capitals."""
    if not locale.uses_spaces:
        return None
    try:
        territories = Cldr.parse(locale.language).territories
    except (UnknownLocaleError, ValueError):
        return None
    codes: dict[str, str] = {}
    for code, name in territories.items():
        if code in _OTHERS or not (code.isalpha() or code in _PARTS):
            continue
        key = known(nfc(name))
        codes.setdefault(key, code)
        if locale.language == "en":
            stem = key if len(key) <= _WHOLE else key[:-1]
            codes.setdefault(f"{stem}*", code)
    scan = Scan(sieve(locale.language), "territories", codes)
    return _Names(codes, scan, locale.language == "vi")
