"""Measuring how much of a memory the rest of it would translate."""

from padanan.values.statistics import MemoryLeverage
from tm.evaluation import draw_sample, evaluate
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale


def measure_leverage(
    database: Database | None, locales: tuple[Locale, Locale], sample_size: int
) -> MemoryLeverage:
    """Look sampled units up in the rest of the memory; the same in each run."""
    locale_tags = locales[0].tag, locales[1].tag
    if database is None:
        return MemoryLeverage(*locale_tags, 0, {})
    unit_store = UnitStore(database)
    unit_filter = UnitFilter(locales=locales, translated=True)
    units = draw_sample(unit_store.read_units(unit_filter), sample_size)
    if not units:
        return MemoryLeverage(*locale_tags, 0, {})
    evaluation = evaluate(unit_store, units, *locales)
    share_by_band = {
        band: suggestion_quality.share
        for band, suggestion_quality in evaluation.bands.items()
    }
    return MemoryLeverage(*locale_tags, evaluation.segments, share_by_band)
