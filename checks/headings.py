"""Checks of headlines and section headings."""

import re
from collections.abc import Iterator, Sequence

from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_STOP = re.compile(r"(?<![.…])[.。]([\"”’»)]*)$")
_BREAK = re.compile(r"[\s(“\"]")


@check("head.stop", level=Level.DOCUMENT, severity=Severity.WARNING)
def heading_stop(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Some headings of the document end in a full stop and others do not.

    Named are those that do: a heading needs none. Several sentences in one heading, and
    abbreviations at its end, are passed.
    """
    headings = [s for s in subjects if s.is_heading and s.target.strip()]
    stopped: list[Subject] = []
    others: list[Subject] = []
    for heading in headings:
        (stopped if _stop(heading.target, context) else others).append(heading)
    if not others:
        return
    for heading in stopped:
        text = heading.target.rstrip()
        match = _STOP.search(text)
        fix = text[: match.start()] + match[1] if match else None
        yield Finding(
            "this heading ends in a full stop, others do not",
            Span(0, len(text)),
            fix=fix,
            subject=heading,
            related=others,
        )


def _stop(text: str, context: Context) -> bool:
    match = _STOP.search(text.rstrip())
    if match is None:
        return False
    body = text[: match.start()]
    word = _BREAK.split(body)[-1]
    if "." in word or word.lower() in context.language.abbreviations:
        return False
    if len(word) == 1 and word.isupper():
        return False
    return not re.search(r"[.!?]\s", body)
