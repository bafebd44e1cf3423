"""The check of modifiers that a translation drops: only, unanimously, allegedly."""

from collections.abc import Iterator

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.meaning.modifier_words import lost_telling, modifiers
from tm.finding import Finding, Severity
from tm.text.phrases.prefilter import bits_of, prefilter


def _modified(columns: Batch) -> list[int]:
    """Tells the units whose source may have such a modifier."""
    source = columns.context.source
    bits = modifiers(source).bits if source else 0
    return [one & bits for one in columns.source_bits]


@check("sense.modifier", level=Level.BOTH, severity=Severity.WARNING, likely=_modified)
def lost_modifier(unit: Unit, context: Context) -> Iterator[Finding]:
    """A word that changes the meaning is missing: only, unanimously, allegedly.

    Reported where the source certainly has the word and the target has nothing that
    may correspond to it. Additions in the target are ignored.
    """
    if context.source is None or not unit.source:
        return
    known = modifiers(context.source)
    there = prefilter(context.source.language).of(unit.source) & known.bits
    locales = context.source, context.target
    for bit in bits_of(there):
        matter = known.by_bit[bit]
        gone = lost_telling(matter, unit.source, unit.target, locales)
        if gone is not None:
            yield Finding("missing", None, gone, {"source": gone.of(unit.source)})
