"""Whether repaired targets need fewer edits than stored ones, by chrF and TER."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.quality.edited_pairs import EditedPair
from tm.match.match_rate import Query, compute_similarity
from tm.match.repair.repair import repair_translation
from tm.match.repair.repair_resources import RepairResources
from tm.match.replacement import ReplacementKind
from tm.metrics import make_metrics
from tm.text.locale import Locale
from tm.text.segment import Segment

MIN_RATE = 60
"""The least similarity of a match that is measured."""
_VALUE_KINDS = (
    ReplacementKind.NUMBER,
    ReplacementKind.DATE,
    ReplacementKind.TIME,
    ReplacementKind.UNIT,
    ReplacementKind.CODE,
)

RepairText = Callable[[EditedPair, tuple[Locale, Locale]], str]
"""Repairs the stored target of a pair, or returns it as it is."""


@dataclass(slots=True)
class RepairCount:
    """How many matches became better or worse, by both measures and by each."""

    total: int = 0
    better: int = 0
    worse: int = 0
    better_chrf: int = 0
    better_ter: int = 0
    worse_chrf: int = 0
    worse_ter: int = 0
    perfect: int = 0
    """Repaired targets that are the true translation, letter for letter."""
    worse_examples: list[tuple[EditedPair, str]] = field(default_factory=list)
    unchanged_examples: list[EditedPair] = field(default_factory=list)

    @property
    def better_share(self) -> float:
        """Percent of the matches whose repaired target needs fewer edits."""
        return 100 * self.better / max(1, self.total)

    @property
    def worse_share(self) -> float:
        """Percent of the matches whose repaired target needs more edits."""
        return 100 * self.worse / max(1, self.total)


class RepairScorer:
    """Scores repaired targets by sacrebleu's chrF and TER of single sentences."""

    def __init__(self, locales: tuple[Locale, Locale]) -> None:
        self._locales = locales
        metrics = make_metrics(locales[1], omits_bleu=True)
        self._chrf, self._ter = metrics["chrF2"], metrics["TER"]

    def count(
        self, edited_pairs: Iterable[EditedPair], repair: RepairText
    ) -> dict[str, RepairCount]:
        """Count the matches of each kind, and of kinds with other differing words."""
        count_by_kind: dict[str, RepairCount] = {}
        for pair in edited_pairs:
            if not self._is_match(pair):
                continue
            repaired_text = repair(pair, self._locales)
            names = [pair.kind, *(["all"] if pair.kind != "unedited" else [])]
            names += [f"{pair.kind}, other words too"] * pair.has_other_words
            for name in names:
                count = count_by_kind.setdefault(name, RepairCount())
                self._add(count, pair, repaired_text)
        return count_by_kind

    def _is_match(self, pair: EditedPair) -> bool:
        query = Query.of(Segment.of(self._locales[0], pair.query))
        similarity, _ = compute_similarity(query, pair.stored_source, self._locales[0])
        return similarity >= MIN_RATE

    def _add(self, count: RepairCount, pair: EditedPair, repaired_text: str) -> None:
        count.total += 1
        if repaired_text == pair.stored_target:
            count.unchanged_examples.append(pair)
            return
        chrf_gain = round(
            self._score_chrf(repaired_text, pair)
            - self._score_chrf(pair.stored_target, pair),
            4,
        )
        ter_gain = round(
            self._score_ter(pair.stored_target, pair)
            - self._score_ter(repaired_text, pair),
            4,
        )
        count.better_chrf += chrf_gain > 0
        count.better_ter += ter_gain > 0
        count.worse_chrf += chrf_gain < 0
        count.worse_ter += ter_gain < 0
        count.perfect += repaired_text == pair.reference
        # Fewer edits by one measure, and not more by the other.
        count.better += max(chrf_gain, ter_gain) > 0 and min(chrf_gain, ter_gain) >= 0
        if min(chrf_gain, ter_gain) < 0:
            count.worse += 1
            count.worse_examples.append((pair, repaired_text))

    def _score_chrf(self, text: str, pair: EditedPair) -> float:
        return float(self._chrf.sentence_score(text, [pair.reference]).score)

    def _score_ter(self, text: str, pair: EditedPair) -> float:
        return float(self._ter.sentence_score(text, [pair.reference]).score)


def make_repair(resources: RepairResources | None) -> RepairText:
    """Make the repair of today, with what it may know."""

    def repair(pair: EditedPair, locales: tuple[Locale, Locale]) -> str:
        query, source, target = _make_segments(pair, locales)
        made = repair_translation(query, source, target, resources)
        return made.target.text if made else target.text

    return repair


def repair_values_only(pair: EditedPair, locales: tuple[Locale, Locale]) -> str:
    """Repair only where nothing but values differs, as other tools do."""
    query, source, target = _make_segments(pair, locales)
    made = repair_translation(query, source, target)
    if made is None or not made.is_complete:
        return target.text
    is_of_values = all(one.kind in _VALUE_KINDS for one in made.replacements)
    return made.target.text if is_of_values else target.text


def _make_segments(
    pair: EditedPair, locales: tuple[Locale, Locale]
) -> tuple[Segment, Segment, Segment]:
    source_locale, target_locale = locales
    return (
        Segment.of(source_locale, pair.query),
        Segment.of(source_locale, pair.stored_source),
        Segment.of(target_locale, pair.stored_target),
    )
