"""Checks of links and e-mail addresses against the source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from tm.finding import Finding, Severity, Span
from tm.text.segment import CODE

_LINK_PATTERN = re.compile(
    r"(?:https?://|ftp://|(?<![\w@.-])www\.)[^\s<>\"“”«»{}|\\^`]+", re.I
)
_SCHEMELESS_LINK_PATTERN = re.compile(
    r"(?<![\w@./-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,12}(?![\w@-])", re.I
)
_MAIL_ADDRESS_PATTERN = re.compile(
    # Bounds keep matching linear.
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_SENTENCE_MARKS = ".,;:!?…'’)]。、，"
_SEPARATOR_PATTERN = re.compile(r"[./?&=]")


@dataclass(frozen=True, slots=True)
class _Address:
    """A link or e-mail address, with the key that must be equal in both texts."""

    key: str
    """The address without what may differ: `www.`, a slash at its end."""
    span: Span
    text: str


@check(
    "url.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    unsafe_fixes=True,
    prefilter=SOURCE.has(Trait.ADDRESS_SIGN) | TARGET.has(Trait.ADDRESS_SIGN),
)
def find_link_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """A link of the source is missing, added or changed.

    The check ignores differences in the capitals of the host, `http` and `https`,
    `www`, and the language in a link (`vi.wikipedia.org`, `/en/`).
    """
    source, target = unit.source_text, unit.target
    if not _may_have_link(source) and not _may_have_link(target):
        return
    if not target.strip():
        return
    source_links, target_links = (
        _find_links(source, context),
        _find_links(target, context),
    )
    # The other text may have the link without its scheme.
    yield from _compare_addresses(
        source_links,
        target_links,
        _find_schemeless_link_keys(source, context),
        _find_schemeless_link_keys(target, context),
    )


@check(
    "email.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    unsafe_fixes=True,
    prefilter=SOURCE.has(Trait.ADDRESS_SIGN) | TARGET.has(Trait.ADDRESS_SIGN),
)
def find_mail_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """An e-mail address of the source is missing, added or changed."""
    source, target = unit.source_text, unit.target
    if not target.strip() or ("@" not in source and "@" not in target):
        return
    yield from _compare_addresses(
        _find_mail_addresses(source),
        _find_mail_addresses(target),
        frozenset(),
        frozenset(),
    )


def _may_have_link(text: str) -> bool:
    """Whether a text may have a link; much faster than a pattern."""
    return "://" in text or "www." in text or "WWW." in text


def _compare_addresses(
    source_addresses: Sequence[_Address],
    target_addresses: Sequence[_Address],
    source_schemeless_keys: frozenset[str],
    target_schemeless_keys: frozenset[str],
) -> Iterator[Finding]:
    """Report addresses that only one side has; equally many are changed ones.

    `…_schemeless_keys`: the addresses that a side writes without `https://`, by key.
    """
    target_keys = {address.key for address in target_addresses} | target_schemeless_keys
    missing_address_by_key = {
        address.key: address
        for address in source_addresses
        if address.key not in target_keys
    }
    source_keys = {address.key for address in source_addresses} | source_schemeless_keys
    added_address_by_key = {
        address.key: address
        for address in target_addresses
        if address.key not in source_keys
    }
    if len(missing_address_by_key) == len(added_address_by_key):
        for source_address, target_address in zip(
            missing_address_by_key.values(),
            added_address_by_key.values(),
            strict=True,
        ):
            arguments = {"source": source_address.text}
            yield Finding(
                "changed",
                target_address.span,
                source_address.span,
                arguments,
                source_address.text,
            )
        return
    for address in missing_address_by_key.values():
        yield Finding("missing", None, address.span, {"address": address.text})
    for address in added_address_by_key.values():
        yield Finding("added", address.span, None, {"address": address.text})


def _find_links(text: str, context: Context) -> list[_Address]:
    links = []
    for link_match in _LINK_PATTERN.finditer(text):
        link = _trim_sentence_marks(link_match[0].partition(CODE)[0])
        link_key = _normalise_link(link, context)
        if link_key:
            span = Span(link_match.start(), link_match.start() + len(link))
            links.append(_Address(link_key, span, link))
    return links


def _find_schemeless_link_keys(text: str, context: Context) -> frozenset[str]:
    return frozenset(
        _normalise_link(link_match[0], context)
        for link_match in _SCHEMELESS_LINK_PATTERN.finditer(text)
    )


def _find_mail_addresses(text: str) -> list[_Address]:
    return [
        _Address(
            address_match[0].lower(), Span(*address_match.span()), address_match[0]
        )
        for address_match in _MAIL_ADDRESS_PATTERN.finditer(text)
    ]


def _trim_sentence_marks(link: str) -> str:
    """Strip the sentence's punctuation from a link, except its own closing bracket."""
    while link and link[-1] in _SENTENCE_MARKS:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link


def _normalise_link(link: str, context: Context) -> str:
    """Normalise a link: without its scheme, `www` and language codes."""
    link_without_scheme = re.sub(
        r"^(?:https?://|ftp://)?(?:www\.)?", "", link, flags=re.IGNORECASE
    )
    host, slash, path = link_without_scheme.partition("/")
    language_tags = {context.target_locale.language, "en"}
    if context.source_locale is not None:
        language_tags.add(context.source_locale.language)
    full_address = f"{host.lower()}{slash}{path}".rstrip("/")
    address_parts = _SEPARATOR_PATTERN.split(full_address)
    # The last label of a host is a country: `.vn`, `.id`.
    kept_parts = [
        address_part
        for part_index, address_part in enumerate(address_parts)
        if address_part.lower() not in language_tags
        or 0 < part_index == host.count(".")
    ]
    return "/".join(kept_parts)
