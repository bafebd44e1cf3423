"""The check of modifiers that a translation drops: only, unanimously, allegedly."""

from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE
from checks.engine.unit import Context, Unit
from checks.meaning.modifier_words import lost_telling, modifiers
from tm.finding import Finding, Severity


@check(
    "sense.modifier",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(modifiers),
)
def lost_modifier(unit: Unit, context: Context) -> Iterator[Finding]:
    """A word that changes the meaning is missing: only, unanimously, allegedly.

    Reported where the source certainly has the word and the target has nothing that
    may correspond to it. Additions in the target are ignored.
    """
    source, locales = unit.source_text, context.locales
    for matter in sorted(modifiers(locales[0]).possible_in(source)):
        gone = lost_telling(matter, source, unit.target, locales)
        if gone is not None:
            yield Finding("missing", None, gone, {"source": gone.of(source)})
