"""The check of negation: a lost `not` turns the sense round."""

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.language import language
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span
from tm.text.locale import Locale

_NOTHING = "(?!)"
_WORD = r"(?<![\w’'-])"


@check("neg.dropped", level=Level.BOTH, severity=Severity.WARNING)
def lost_negation(subject: Subject, context: Context) -> Iterator[Finding]:
    """The source denies something, and the target has no word that could do so.

    Questions that end in a negating word (`… không?`) and phrases that deny nothing
    (`không chỉ`, `not only`) do not count; in the target also words such as `gagal`,
    `menolak`, `without`, `unlike` will do.
    """
    if context.source is None or not language(context.target).negative:
        return
    words, pattern = _negation(context.source)
    source = subject.source or ""
    folded = source.casefold()  # telling that there is none is most of the work
    for word in words:
        if word in folded:
            break
    else:
        return
    negation = pattern.search(source)
    if negation is None or _negative(context.target).search(subject.target):
        return
    yield Finding(
        f"the source has “{negation[0]}”, here nothing is denied",
        source_span=Span(*negation.span()),
    )


@lru_cache(maxsize=64)
def _negation(locale: Locale) -> tuple[list[str], re.Pattern[str]]:
    """Words that negate, and what finds them but in phrases and question tags."""
    data = language(locale)
    if not data.negations:
        return [], re.compile(_NOTHING)
    before, after = [], []
    for phrase in data.no_negations:
        word = next(w for w in data.negations if w in phrase.replace(".", " ").split())
        head, _, tail = phrase.partition(word)
        before += [rf"(?<!{re.escape(head)})"] if head else []
        after += [rf"(?!{re.escape(word + tail)})"] if tail else []
    words = "|".join(
        re.escape(word) if "'" in word or "’" in word else _WORD + re.escape(word)
        for word in data.negations
    )
    tag = r"(?!\s*(?:[?!.,;:\"”’']|$))" if data.negations_ask else ""
    pattern = re.compile(
        f"{''.join(before)}{''.join(after)}(?:{words})(?!\\w){tag}", re.IGNORECASE
    )
    return [word.casefold() for word in data.negations], pattern


@lru_cache(maxsize=64)
def _negative(locale: Locale) -> re.Pattern[str]:
    words = "|".join(
        re.escape(word[:-1]) if word.endswith("*") else (re.escape(word) + r"(?!\w)")
        for word in language(locale).negative
    )
    return re.compile(rf"(?:{_WORD}(?:{words}))|n['’]t(?!\w)", re.IGNORECASE)
