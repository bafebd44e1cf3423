"""Checks of what is no text: inline codes, placeholders and tags of both sides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.markup.inline_codes import Placed, compared, placed, shown, wrongly_closed
from checks.text.placeholders import MAY_HOLD, Kind, Placeholder, numbered, placeholders
from tm.finding import Finding, Severity
from tm.text.segment import CODE

_MOST = 5
"""Findings of one unit; a text without any of its codes needs no more."""


@check(
    "code.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    fixes=True,
    prefilter=SOURCE.has(Trait.CODE_SIGN) | TARGET.has(Trait.CODE_SIGN),
)
def code_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """A placeholder, tag or inline code is missing, added, changed or misplaced.

    `%s` and `%d` must keep their order, or be numbered (`%2$s`). `{name}` may stand
    anywhere, and more than once. An opening tag must stand before its closing tag.
    Inline codes of which a file gives only a number are compared by that number,
    and by what they open and close; where each side has its own numbering, they are
    only counted.
    """
    source, target = unit.source_text, unit.target
    if not target.strip():
        return  # seg.empty says it
    found: list[Finding] = []
    if MAY_HOLD.search(source) or MAY_HOLD.search(target):
        found += _of_places(placeholders(source), placeholders(target))
    if CODE in source or CODE in target:
        found += _of_codes(unit)
    yield from found[:_MOST]


def _of_places(theirs: list[Placeholder], ours: list[Placeholder]) -> Iterator[Finding]:
    if _are_numbered(ours) and not _are_numbered(theirs):
        theirs = numbered(theirs)
    elif _are_numbered(theirs) and not _are_numbered(ours):
        ours = numbered(ours)
    lost, more = _without(theirs, ours), _without(ours, theirs)
    for kind in Kind:
        missing = [one for one in lost if one.kind is kind]
        added = [one for one in more if one.kind is kind]
        if kind is Kind.PRINTF and missing and added:
            missing, added = _out_of_turn(theirs, ours) or (missing, added)
        if len(missing) == len(added) == 1:
            old, new = missing[0], added[0]
            yield Finding(
                "changed",
                new.span,
                old.span,
                {"source": old.text},
                fix=_written(old),
            )
            continue
        for one in missing:
            yield Finding("missing", None, one.span, {"code": one.text})
        for one in added:
            yield Finding("added", one.span, None, {"code": one.text})
    if lost or more:
        return
    yield from _misplaced(theirs, ours)


def _out_of_turn(
    theirs: Sequence[Placeholder], ours: Sequence[Placeholder]
) -> tuple[list[Placeholder], list[Placeholder]] | None:
    """Where as many of the kind of `%s` stand in both: those that differ in turn."""
    before = [one for one in theirs if one.kind is Kind.PRINTF]
    after = [one for one in ours if one.kind is Kind.PRINTF]
    if len(before) != len(after):
        return None
    odd = [
        pair for pair in zip(before, after, strict=True) if pair[0].key != pair[1].key
    ]
    return [old for old, _ in odd], [new for _, new in odd]


def _written(one: Placeholder) -> str | None:
    """How to write it in the target; a message in ICU's notation is not one word."""
    if one.kind is Kind.TAG:
        return one.text
    return one.key if "," not in one.key else None


def _are_numbered(found: Sequence[Placeholder]) -> bool:
    return any(one.kind is Kind.NUMBERED for one in found)


def _without(
    some: Sequence[Placeholder], others: Sequence[Placeholder]
) -> list[Placeholder]:
    """Those of some that the others lack; a named one may stand again."""
    known = {one.key for one in others}
    left = Counter(one.key for one in others)
    lacking = []
    for one in some:
        if one.kind is Kind.NAMED:
            if one.key not in known:
                lacking.append(one)
                known.add(one.key)
        elif left[one.key]:
            left[one.key] -= 1
        else:
            lacking.append(one)
    return lacking


def _misplaced(
    theirs: Sequence[Placeholder], ours: Sequence[Placeholder]
) -> Iterator[Finding]:
    """The same placeholders in an order that gives each another meaning."""
    before = [one for one in theirs if one.kind is Kind.PRINTF]
    after = [one for one in ours if one.kind is Kind.PRINTF]
    for old, new in zip(before, after, strict=False):
        if old.key != new.key:
            yield Finding(
                "out_of_order",
                new.span,
                old.span,
                {"source": old.text},
            )
            break
    if _wrongly_closed(theirs) is None:
        wrong = _wrongly_closed(ours)
        if wrong is not None:
            yield Finding("misplaced", wrong.span, None, {"code": wrong.text})


def _wrongly_closed(found: Sequence[Placeholder]) -> Placeholder | None:
    """The first tag that closes what is not open."""
    open_tags: Counter[str] = Counter()
    for one in found:
        if one.kind is not Kind.TAG or one.key.endswith("/>"):
            continue
        name = one.key.strip("</>")
        if not one.key.startswith("</"):
            open_tags[name] += 1
        elif open_tags[name]:
            open_tags[name] -= 1
        else:
            return one
    return None


def _of_codes(unit: Unit) -> Iterator[Finding]:
    theirs = placed(unit.source_text, unit.source_codes)
    ours = placed(unit.target, unit.target_codes)
    result = compared(theirs, ours)
    for code, span in result.missing:
        yield Finding("missing", None, span, {"code": shown(code)})
    for code, span in result.added:
        yield Finding("added", span, None, {"code": shown(code)})
    if result.missing or result.added:
        return
    wrong = wrongly_closed(ours)
    if wrong is not None and wrongly_closed(theirs) is None:
        code, span = wrong
        yield Finding("misplaced", span, None, {"code": shown(code)})
    elif wrong is None:
        yield from _misplaced(_written_out(theirs), _written_out(ours))


def _written_out(found: Sequence[Placed]) -> list[Placeholder]:
    """Codes whose native code is a placeholder or a tag, as if they stood in text."""
    return [
        replace(one, span=span)
        for code, span in found
        for one in placeholders(code.data)
        if one.text == code.data
    ]
