"""The check of placeholders, tags and inline codes against the source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.markup.inline_codes import (
    LocatedCode,
    compare_codes,
    describe_code,
    find_misplaced_code,
    locate_codes,
)
from checks.text.placeholders import (
    PLACEHOLDER_START_PATTERN,
    Placeholder,
    PlaceholderKind,
    find_placeholders,
    number_printf_placeholders,
)
from tm.finding import Finding, Severity
from tm.text.segment import CODE

_MAX_FINDINGS = 5
"""How many findings a unit gets; more would not help."""


@check(
    "code.mismatch",
    level=Level.BOTH,
    severity=Severity.ERROR,
    unsafe_fixes=True,
    prefilter=SOURCE.has(Trait.CODE_SIGN) | TARGET.has(Trait.CODE_SIGN),
)
def find_code_mismatch(unit: Unit, context: Context) -> Iterator[Finding]:
    """A placeholder, tag or inline code is missing, added, changed or misplaced.

    `%s` and `%d` must keep their order, or be numbered (`%2$s`). `{name}` may stand
    anywhere, and more than once. An opening tag must stand before its closing tag. If a
    file names its inline codes only by numbers, they are compared by these, and by what
    they open and close; if each side is numbered by itself, they are only counted.
    """
    source, target = unit.source_text, unit.target
    if not target.strip():
        return  # reported by seg.empty
    findings: list[Finding] = []
    if PLACEHOLDER_START_PATTERN.search(source) or PLACEHOLDER_START_PATTERN.search(
        target
    ):
        findings += _compare_placeholders(
            find_placeholders(source), find_placeholders(target)
        )
    if CODE in source or CODE in target:
        findings += _compare_inline_codes(unit)
    yield from findings[:_MAX_FINDINGS]


def _compare_placeholders(
    source_placeholders: list[Placeholder], target_placeholders: list[Placeholder]
) -> Iterator[Finding]:
    """Report placeholders that only one side has, or that are misplaced."""
    if _has_numbered_placeholder(target_placeholders) and not _has_numbered_placeholder(
        source_placeholders
    ):
        source_placeholders = number_printf_placeholders(source_placeholders)
    elif _has_numbered_placeholder(
        source_placeholders
    ) and not _has_numbered_placeholder(target_placeholders):
        target_placeholders = number_printf_placeholders(target_placeholders)
    lost_placeholders, extra_placeholders = (
        _find_unpaired_placeholders(source_placeholders, target_placeholders),
        _find_unpaired_placeholders(target_placeholders, source_placeholders),
    )
    for kind in PlaceholderKind:
        missing_placeholders = [
            placeholder for placeholder in lost_placeholders if placeholder.kind is kind
        ]
        added_placeholders = [
            placeholder
            for placeholder in extra_placeholders
            if placeholder.kind is kind
        ]
        if (
            kind is PlaceholderKind.PRINTF
            and missing_placeholders
            and added_placeholders
        ):
            missing_placeholders, added_placeholders = _find_differing_arguments(
                source_placeholders, target_placeholders
            ) or (missing_placeholders, added_placeholders)
        if len(missing_placeholders) == len(added_placeholders) == 1:
            source_placeholder, target_placeholder = (
                missing_placeholders[0],
                added_placeholders[0],
            )
            yield Finding(
                "changed",
                target_placeholder.span,
                source_placeholder.span,
                {"source": source_placeholder.text},
                fix=_choose_fix_text(source_placeholder),
            )
            continue
        for placeholder in missing_placeholders:
            yield Finding("missing", None, placeholder.span, {"code": placeholder.text})
        for placeholder in added_placeholders:
            yield Finding("added", placeholder.span, None, {"code": placeholder.text})
    if lost_placeholders or extra_placeholders:
        return
    yield from _report_misplaced_placeholders(source_placeholders, target_placeholders)


def _list_arguments(placeholders: Sequence[Placeholder]) -> list[Placeholder]:
    """List the `%s` arguments, in order."""
    return [
        placeholder
        for placeholder in placeholders
        if placeholder.kind is PlaceholderKind.PRINTF
    ]


def _find_differing_arguments(
    source_placeholders: Sequence[Placeholder],
    target_placeholders: Sequence[Placeholder],
) -> tuple[list[Placeholder], list[Placeholder]] | None:
    """Find the `%s` arguments that differ in order, if both texts have equally many."""
    source_arguments = _list_arguments(source_placeholders)
    target_arguments = _list_arguments(target_placeholders)
    if len(source_arguments) != len(target_arguments):
        return None
    differing_pairs = [
        argument_pair
        for argument_pair in zip(source_arguments, target_arguments, strict=True)
        if argument_pair[0].key != argument_pair[1].key
    ]
    return [source_argument for source_argument, _ in differing_pairs], [
        target_argument for _, target_argument in differing_pairs
    ]


def _choose_fix_text(placeholder: Placeholder) -> str | None:
    """Choose the text that the target should have; None for ICU messages."""
    if placeholder.kind is PlaceholderKind.TAG:
        return placeholder.text
    return placeholder.key if "," not in placeholder.key else None


def _has_numbered_placeholder(placeholders: Sequence[Placeholder]) -> bool:
    return any(
        placeholder.kind is PlaceholderKind.NUMBERED for placeholder in placeholders
    )


def _find_unpaired_placeholders(
    placeholders: Sequence[Placeholder], other_placeholders: Sequence[Placeholder]
) -> list[Placeholder]:
    """Find the codes that the other text lacks; a named one may be repeated."""
    known_keys = {placeholder.key for placeholder in other_placeholders}
    unpaired_counts = Counter(placeholder.key for placeholder in other_placeholders)
    unpaired_placeholders = []
    for placeholder in placeholders:
        if placeholder.kind is PlaceholderKind.NAMED:
            if placeholder.key not in known_keys:
                unpaired_placeholders.append(placeholder)
                known_keys.add(placeholder.key)
        elif unpaired_counts[placeholder.key]:
            unpaired_counts[placeholder.key] -= 1
        else:
            unpaired_placeholders.append(placeholder)
    return unpaired_placeholders


def _report_misplaced_placeholders(
    source_placeholders: Sequence[Placeholder],
    target_placeholders: Sequence[Placeholder],
) -> Iterator[Finding]:
    """Report placeholders in another order, or a closing tag before its opening tag."""
    source_arguments = _list_arguments(source_placeholders)
    target_arguments = _list_arguments(target_placeholders)
    for source_argument, target_argument in zip(
        source_arguments, target_arguments, strict=False
    ):
        if source_argument.key != target_argument.key:
            yield Finding(
                "out_of_order",
                target_argument.span,
                source_argument.span,
                {"source": source_argument.text},
            )
            break
    if _find_misplaced_tag(source_placeholders) is None:
        misplaced_tag = _find_misplaced_tag(target_placeholders)
        if misplaced_tag is not None:
            yield Finding(
                "misplaced", misplaced_tag.span, None, {"code": misplaced_tag.text}
            )


def _find_misplaced_tag(placeholders: Sequence[Placeholder]) -> Placeholder | None:
    """Find the first closing tag without an open one."""
    open_tag_counts: Counter[str] = Counter()
    for placeholder in placeholders:
        if placeholder.kind is not PlaceholderKind.TAG or placeholder.key.endswith(
            "/>"
        ):
            continue
        tag_name = placeholder.key.strip("</>")
        if not placeholder.key.startswith("</"):
            open_tag_counts[tag_name] += 1
        elif open_tag_counts[tag_name]:
            open_tag_counts[tag_name] -= 1
        else:
            return placeholder
    return None


def _compare_inline_codes(unit: Unit) -> Iterator[Finding]:
    """Report inline codes that only one side has, or that are misplaced."""
    source_codes = locate_codes(unit.source_text, unit.source_codes)
    target_codes = locate_codes(unit.target, unit.target_codes)
    code_comparison = compare_codes(source_codes, target_codes)
    for code, span in code_comparison.missing_codes:
        yield Finding("missing", None, span, {"code": describe_code(code)})
    for code, span in code_comparison.added_codes:
        yield Finding("added", span, None, {"code": describe_code(code)})
    if code_comparison.missing_codes or code_comparison.added_codes:
        return
    misplaced_code = find_misplaced_code(target_codes)
    if misplaced_code is not None and find_misplaced_code(source_codes) is None:
        code, span = misplaced_code
        yield Finding("misplaced", span, None, {"code": describe_code(code)})
    elif misplaced_code is None:
        yield from _report_misplaced_placeholders(
            _read_as_placeholders(source_codes), _read_as_placeholders(target_codes)
        )


def _read_as_placeholders(located_codes: Sequence[LocatedCode]) -> list[Placeholder]:
    """Read inline codes whose native code is a placeholder or tag as placeholders."""
    return [
        replace(placeholder, span=span)
        for code, span in located_codes
        for placeholder in find_placeholders(code.data)
        if placeholder.text == code.data
    ]
