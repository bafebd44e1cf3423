"""Mending texts by the fixes of findings, so that nothing else comes of it."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.catalogue import selected
from checks.engine.check import CHECKS, Check, Level
from checks.engine.document import Document, hold_document, release
from checks.engine.messages import Message
from checks.engine.unit import Context, Unit
from checks.fixing.offers import Offers
from checks.runner.overlaps import overlaps
from checks.runner.run import (
    UNITS_AT_ONCE,
    Scope,
    batch_documents,
    run,
    run_on_documents,
)
from tm.finding import Finding, Span
from tm.text.segment import CODE

_MOST_ROUNDS = 100
"""Rounds of mending one document; a round mends all that is far enough apart."""

_AS_TYPED = Scope(as_typed=True)
_SEPARATELY = Scope(as_typed=True, unmerged=True)
"""What one check says is not to hide what another one could mend."""
_Name = tuple[str, str, str]
"""A finding through the rounds, while its place moves: unit, check and quote."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A unit whose text was mended."""

    before: Unit
    after: Unit
    fixed: tuple[Finding, ...]
    """What was mended, in the order in which it was; spans are of that moment."""


@dataclass(frozen=True, slots=True)
class Left:
    """A finding with a fix that was not applied, and why."""

    finding: Finding
    reason: Message


@dataclass(frozen=True, slots=True)
class Mending:
    """What became of the units of a document."""

    units: Sequence[Mended]
    left: Sequence[Left]


def mending(
    units: Iterable[Unit],
    context: Context,
    checks: Iterable[str],
    *,
    wanted: Callable[[Finding], bool] = lambda finding: True,
    given: Iterable[Finding] = (),
    offers: Offers | None = None,
) -> Iterator[tuple[Document, Mending]]:
    """Mend units document by document, by the fixes of some checks.

    Each document comes with what became of it; it is let go of when the next one is
    asked for. `wanted`: which findings to mend. `offers`: what takes the fixes that
    other checks have. Checks of the corpus must see all units before the first is
    mended, so whoever calls has run them, and gives what they found (`of_corpus`).
    """
    offers = offers or Offers(())
    entries = [CHECKS[id] for id in checks]
    entries = [one for one in entries if one.level is not Level.CORPUS]
    ids = {entry.id for entry in entries}
    merge = overlaps(tuple(entries)).merge
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in given:
        found[finding.unit].append(finding)
    for batch in batch_documents(units, UNITS_AT_ONCE):
        done = run_on_documents([*entries, *offers.checks], context, _SEPARATELY, batch)
        for document, findings in zip(batch, done.findings, strict=True):
            offers.take(document, [one for one in findings if one.check not in ids])
            own = merge([one for one in findings if one.check in ids])
            known = [one for unit in document for one in _about(unit, found)]
            if known or any(one.fix is not None for one in own):
                mender = _Mender(document, context, entries, wanted, known)
                yield document, mender.mend([*own, *known])
            else:
                yield document, Mending((), ())
            release(document)


def of_corpus(
    units: Iterable[Unit],
    context: Context,
    checks: Iterable[str],
    *,
    wanted: Callable[[Finding], bool] = lambda finding: True,
) -> list[Finding]:
    """What those of some checks that look at the corpus find and can mend."""
    ids = [id for id in checks if CHECKS[id].level is Level.CORPUS]
    findings = run(units, context, selected(ids), scope=_AS_TYPED) if ids else ()
    return [
        finding for finding in findings if finding.fix is not None and wanted(finding)
    ]


def _about(unit: Unit, found: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    """Findings of a unit; ids may be the same in several documents."""
    for finding in found.get(unit.id, ()):
        if finding.document == unit.document and finding.target_span is not None:
            if finding.target_span.of(unit.target) == finding.quote:
                yield finding


@dataclass(slots=True)
class _Mender:
    """Mends one document, round by round, and takes back what does no good."""

    subjects: Sequence[Unit]
    context: Context
    checks: Sequence[Check]
    wanted: Callable[[Finding], bool]
    given: Sequence[Finding] = ()
    """What the corpus says of the texts as they are now."""
    lost: list[Finding] = field(default_factory=list)
    """Of these, what nobody can tell of any more."""
    refused: dict[_Name, Message | None] = field(default_factory=dict)
    """Findings whose fix is refused, and why; no reason where it is not wanted."""
    most: dict[str, int] = field(default_factory=dict)
    """How many fixes a unit gets in a round, after one of them did harm."""
    fixed: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    def mend(self, findings: list[Finding]) -> Mending:
        """Mend what these say, which are the findings of the texts as they are now."""
        texts = {subject.id: subject for subject in self.subjects}
        counted = Counter(subject.id for subject in self.subjects)
        for finding in findings:
            if not self.wanted(finding):
                self.refused[_name(finding)] = None
            elif counted[finding.unit] > 1:
                self.refused[_name(finding)] = Message("fix.same_id")
        for _ in range(_MOST_ROUNDS):
            chosen = self._chosen(findings, texts)
            if not chosen:
                break
            changed = texts | {
                unit: texts[unit]._replace(target=_applied(texts[unit].target, some))
                for unit, some in chosen.items()
            }
            carried, gone = self._carried(chosen)
            after = self._findings(changed, carried)
            bad = self._worse(chosen, findings, after)
            if not bad:
                for unit, some in chosen.items():
                    self.fixed[unit] += some
                    if unit in self.most:
                        self.most[unit] = 2 * len(some)
                texts, findings, self.given = changed, after, carried
                self.lost += gone
                continue
            for unit, reason in bad.items():
                if len(chosen[unit]) == 1:
                    self.refused[_name(chosen[unit][0])] = reason
                self.most[unit] = max(1, len(chosen[unit]) // 2)
        units = [
            Mended(subject, texts[subject.id], tuple(self.fixed[subject.id]))
            for subject in self.subjects
            if self.fixed.get(subject.id)
        ]
        lost = [Left(finding, Message("fix.overlap")) for finding in self.lost]
        return Mending(units, [*self._left(findings), *lost])

    def _findings(
        self, texts: Mapping[str, Unit], given: Sequence[Finding]
    ) -> list[Finding]:
        now = hold_document(texts[unit.id] for unit in self.subjects)
        (found,) = run_on_documents(
            self.checks, self.context, _SEPARATELY, [now]
        ).findings
        release(now)
        return [*overlaps(tuple(self.checks)).merge(found), *given]

    def _carried(
        self, chosen: Mapping[str, Sequence[Finding]]
    ) -> tuple[list[Finding], list[Finding]]:
        """What was given, where it stands once others are mended, and what does not."""
        carried: list[Finding] = []
        lost: list[Finding] = []
        for finding in self.given:
            assert finding.target_span is not None
            some = chosen.get(finding.unit, ())
            changes = [_changed(one) for one in some]
            start, end = finding.target_span.start, finding.target_span.end
            if finding in some:
                continue
            if any(span.start < end and start < span.end for span, _ in changes):
                lost.append(finding)
                continue
            shift = sum(
                len(new) - (span.end - span.start)
                for span, new in changes
                if span.end <= start
            )
            carried.append(
                replace(finding, target_span=Span(start + shift, end + shift))
            )
        return carried, lost

    def _chosen(
        self, findings: Sequence[Finding], texts: Mapping[str, Unit]
    ) -> dict[str, list[Finding]]:
        """By unit, fixes that are far enough apart: the worst and longest go first."""
        found: dict[str, list[Finding]] = defaultdict(list)
        places: dict[str, _Places] = defaultdict(_Places)
        for finding in sorted(findings, key=_weight):
            if finding.fix is None or finding.target_span is None:
                continue
            if _name(finding) in self.refused:
                continue
            text = texts[finding.unit].target
            reason = _harm(finding, text)
            if reason:
                self.refused[_name(finding)] = reason
                continue
            most = self.most.get(finding.unit)
            if most is not None and len(found[finding.unit]) >= most:
                continue
            if places[finding.unit].take(_changed(finding)[0]):
                found[finding.unit].append(finding)
        return {unit: some for unit, some in found.items() if some}

    def _worse(
        self,
        chosen: Mapping[str, Sequence[Finding]],
        before: Sequence[Finding],
        after: Sequence[Finding],
    ) -> dict[str, Message]:
        """Units that have more findings of a check, or the mended one as before."""
        old = Counter((finding.unit, finding.check) for finding in before)
        new = Counter((finding.unit, finding.check) for finding in after)
        still: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for finding in after:
            if finding.target_span is not None:
                place = (
                    finding.target_span if finding.fix is None else _changed(finding)[0]
                )
                still[finding.unit, finding.check].append(place)
        bad: dict[str, Message] = {}
        for unit, some in chosen.items():
            for id in (entry.id for entry in self.checks):
                if new[unit, id] > old[unit, id]:
                    bad[unit] = Message("fix.other_finding", {"check": id})
            for finding, place in _moved(some):
                # A check may tell of one place at a time: then it is another now.
                if new[unit, finding.check] >= old[unit, finding.check] and any(
                    span.start <= place.end and place.start <= span.end
                    for span in still[unit, finding.check]
                ):
                    bad.setdefault(unit, Message("fix.no_help"))
        return bad

    def _left(self, findings: Iterable[Finding]) -> Iterator[Left]:
        for finding in findings:
            if finding.fix is None or finding.target_span is None:
                continue
            reason = self.refused.get(_name(finding), Message("fix.more"))
            if reason:
                yield Left(finding, reason)


def _name(finding: Finding) -> _Name:
    return finding.unit, finding.check, finding.quote


def _weight(finding: Finding) -> tuple[int, int, Span]:
    span = finding.target_span or Span(0, 0)
    return finding.severity.rank, span.start - span.end, span


def _changed(finding: Finding) -> tuple[Span, str]:
    """The part of a fix that changes something, and what stands there then.

    Quotes have words around them to be read by; neighbours share those.
    """
    assert finding.target_span is not None and finding.fix is not None
    span, old, new = finding.target_span, finding.quote, finding.fix
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while (
        end < min(len(old), len(new)) - start
        and old[len(old) - end - 1] == new[-1 - end]
    ):
        end += 1
    return Span(span.start + start, span.end - end), new[start : len(new) - end]


class _Places:
    """Stretches of a text that do not even touch each other, in order."""

    def __init__(self) -> None:
        self._taken: list[Span] = []

    def take(self, span: Span) -> bool:
        """Add one, if it is apart from all others."""
        at = bisect_left(self._taken, span)
        before, after = self._taken[max(0, at - 1) : at], self._taken[at : at + 1]
        if any(other.end >= span.start for other in before):
            return False
        if any(span.end >= other.start for other in after):
            return False
        self._taken.insert(at, span)
        return True


def _harm(finding: Finding, text: str) -> Message | None:
    """Why a fix must not be applied; None if it may."""
    assert finding.target_span is not None and finding.fix is not None
    quote = finding.target_span.of(text)
    if quote.count(CODE) != finding.fix.count(CODE):
        return Message("fix.inline_codes")
    if finding.fix.strip():
        return None
    whole = text[: finding.target_span.start] + text[finding.target_span.end :]
    return None if whole.strip() else Message("fix.no_text_left")


def _moved(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Span]]:
    """Where the changes of fixes stand once all of them are made."""
    shift = 0
    for finding in sorted(findings, key=lambda finding: _changed(finding)[0]):
        span, new = _changed(finding)
        start = span.start + shift
        yield finding, Span(start, start + len(new))
        shift += len(new) - (span.end - span.start)


def _applied(text: str, findings: Iterable[Finding]) -> str:
    pieces = []
    at = 0
    for span, new in sorted(map(_changed, findings)):
        pieces += [text[at : span.start], new]
        at = span.end
    return "".join([*pieces, text[at:]])
