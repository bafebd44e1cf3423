"""Checks of addresses: links and mail addresses of both sides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from tm.finding import Finding, Severity, Span
from tm.text.segment import CODE

_LINK = re.compile(r"(?:https?://|ftp://|(?<![\w@.-])www\.)[^\s<>\"“”«»{}|\\^`]+", re.I)
_BARE = re.compile(
    r"(?<![\w@./-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,12}(?![\w@-])", re.I
)
_MAIL = re.compile(
    # Bounds keep matching linear.
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_TAIL = ".,;:!?…'’)]。、，"
_PART = re.compile(r"[./?&=]")


@dataclass(frozen=True, slots=True)
class _Address:
    """An address, where it stands, and what must be equal in both texts."""

    key: str
    span: Span
    text: str


@check(
    "url.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    fixes=True,
    prefilter=SOURCE.has(Trait.ADDRESS_SIGN) | TARGET.has(Trait.ADDRESS_SIGN),
)
def link_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """A link of the source is missing, added or changed.

    Ignored are differences in the capitals of the host, `http` and `https`, `www`,
    and the language in a link (`vi.wikipedia.org`, `/en/`).
    """
    source, target = unit.source_text, unit.target
    if not _may_hold(source) and not _may_hold(target):
        return
    if not target.strip():
        return
    theirs, ours = _links(source, context), _links(target, context)
    # A link may be written without its beginning on the other side.
    yield from _compared(theirs, ours, _bare(source, context), _bare(target, context))


@check(
    "email.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    fixes=True,
    prefilter=SOURCE.has(Trait.ADDRESS_SIGN) | TARGET.has(Trait.ADDRESS_SIGN),
)
def mail_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """An e-mail address of the source is missing, added or changed."""
    source, target = unit.source_text, unit.target
    if not target.strip() or ("@" not in source and "@" not in target):
        return
    yield from _compared(_mails(source), _mails(target), frozenset(), frozenset())


def _may_hold(text: str) -> bool:
    """Whether a text may have a link; told much faster than by a pattern."""
    return "://" in text or "www." in text or "WWW." in text


def _compared(
    theirs: Sequence[_Address],
    ours: Sequence[_Address],
    theirs_bare: frozenset[str],
    ours_bare: frozenset[str],
) -> Iterator[Finding]:
    """Findings for addresses that only one side has; one for one is a change."""
    known = {one.key for one in ours} | ours_bare
    missing = {one.key: one for one in theirs if one.key not in known}
    known = {one.key for one in theirs} | theirs_bare
    added = {one.key: one for one in ours if one.key not in known}
    if len(missing) == len(added):
        for old, new in zip(missing.values(), added.values(), strict=True):
            arguments = {"source": old.text}
            yield Finding("changed", new.span, old.span, arguments, old.text)
        return
    for one in missing.values():
        yield Finding("missing", None, one.span, {"address": one.text})
    for one in added.values():
        yield Finding("added", one.span, None, {"address": one.text})


def _links(text: str, context: Context) -> list[_Address]:
    found = []
    for match in _LINK.finditer(text):
        link = _trimmed(match[0].partition(CODE)[0])
        key = _link_key(link, context)
        if key:
            span = Span(match.start(), match.start() + len(link))
            found.append(_Address(key, span, link))
    return found


def _bare(text: str, context: Context) -> frozenset[str]:
    return frozenset(_link_key(found[0], context) for found in _BARE.finditer(text))


def _mails(text: str) -> list[_Address]:
    return [
        _Address(match[0].lower(), Span(*match.span()), match[0])
        for match in _MAIL.finditer(text)
    ]


def _trimmed(link: str) -> str:
    """Without the marks of the sentence; a bracket that the link opens stays."""
    while link and link[-1] in _TAIL:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link


def _link_key(link: str, context: Context) -> str:
    """What is left of a link without its scheme and its languages."""
    rest = re.sub(r"^(?:https?://|ftp://)?(?:www\.)?", "", link, flags=re.IGNORECASE)
    host, slash, path = rest.partition("/")
    languages = {context.target.language, "en"}
    if context.source is not None:
        languages.add(context.source.language)
    whole = f"{host.lower()}{slash}{path}".rstrip("/")
    parts = _PART.split(whole)
    # The last label of a host is a country: `.vn`, `.id`.
    kept = [
        part
        for at, part in enumerate(parts)
        if part.lower() not in languages or 0 < at == host.count(".")
    ]
    return "/".join(kept)
