"""What to write instead of the words that a finding flags, where that is certain."""

from checks.match_repair.resources import MatchRepairResources
from padanan.assistants.name_renderings import find_name_rendering
from tm.finding import Finding, Span
from tm.match.repair.value_rewriting import rewrite_value
from tm.text.capitals import copy_capitals
from tm.text.locale import Locale
from tm.text.values.reader import Value, read_values

_REPLACEMENT_ARGUMENT_NAMES = ("right", "preferred")
"""Arguments of messages that say what to write, such as a preferred term."""
_VALUE_CHECK_FAMILIES = frozenset(("num", "date"))
_NAME_CHECK_IDS = frozenset(("name.spelling", "sense.other"))


def find_right_text(
    finding: Finding,
    source_text: str,
    answer: str,
    locales: tuple[Locale, Locale],
    resources: MatchRepairResources,
) -> str | None:
    """Find what to write for what a finding flags; None if that is uncertain.

    For something that is missing in the answer, it is what to add.
    """
    if finding.fix is not None:
        return finding.fix
    for name in _REPLACEMENT_ARGUMENT_NAMES:
        message_argument = finding.arguments.get(name)
        if isinstance(message_argument, str):
            return _copy_first_capital(
                message_argument, finding.quote, finding.target_span
            )
    if finding.source_span is None:
        return None
    family = finding.check.partition(".")[0]
    if family in _VALUE_CHECK_FAMILIES and finding.target_span is not None:
        return _rewrite_flagged_value(
            (source_text, finding.source_span), (answer, finding.target_span), locales
        )
    if finding.check in _NAME_CHECK_IDS:
        name = finding.source_span.of(source_text)
        return find_name_rendering(name, locales, resources)
    return None


def _copy_first_capital(text: str, quote: str, target_span: Span | None) -> str:
    """Give a text in small letters the capitals of the words that it replaces."""
    if target_span is None or not quote[:1].isupper() or not text.islower():
        return text
    return copy_capitals(text, quote)


def _rewrite_flagged_value(
    source_text_and_span: tuple[str, Span],
    answer_and_span: tuple[str, Span],
    locales: tuple[Locale, Locale],
) -> str | None:
    """Write the value of the source in the style of the wrong one in the answer."""
    source_value, wrong_value = (
        _read_value_in(*text_and_span, locale)
        for text_and_span, locale in zip(
            (source_text_and_span, answer_and_span), locales, strict=True
        )
    )
    if source_value is None or wrong_value is None:
        return None
    if source_value.kind is not wrong_value.kind:
        return None
    right_text = rewrite_value(
        wrong_value,
        old_value=source_value,
        new_value=source_value,
        locale=locales[1],
        query_locale=locales[0],
    )
    if right_text is None or right_text == wrong_value.text:
        return None
    # What was written must be read as what was meant, where it stands.
    (answer, span) = answer_and_span
    start = wrong_value.start
    repaired_answer = f"{answer[:start]}{right_text}{answer[wrong_value.end :]}"
    reread_value = _read_value_in(
        repaired_answer, Span(start, start + len(right_text)), locales[1]
    )
    if reread_value is None or reread_value.key != source_value.key:
        return None
    return (
        f"{answer[span.start : start]}{right_text}{answer[wrong_value.end : span.end]}"
    )


def _read_value_in(text: str, span: Span, locale: Locale) -> Value | None:
    """Read the only value within a span of a text; None if there is none or more."""
    values = [
        value
        for value in read_values(text, locale)
        if span.start <= value.start and value.end <= span.end
    ]
    return values[0] if len(values) == 1 else None
