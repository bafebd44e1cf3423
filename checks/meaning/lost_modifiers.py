"""The check of modifiers that a translation drops: only, unanimously, allegedly."""

from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE
from checks.engine.unit import Context, Unit
from checks.meaning.modifier_words import find_lost_modifier, read_modifier_phrases
from tm.finding import Finding, Severity


@check(
    "sense.modifier",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(read_modifier_phrases),
)
def report_lost_modifier(unit: Unit, context: Context) -> Iterator[Finding]:
    """A word that changes the meaning is missing: only, unanimously, allegedly.

    The check reports this where the source certainly has the word and the target has
    nothing that may correspond to it. Additions in the target are ignored.
    """
    source, locales = unit.source_text, context.locales
    for modifier_name in sorted(
        read_modifier_phrases(locales[0]).find_possible_groups(source)
    ):
        lost_span = find_lost_modifier(modifier_name, source, unit.target, locales)
        if lost_span is not None:
            yield Finding("missing", None, lost_span, {"source": lost_span.of(source)})
