"""How well checks do on somebody's own text: what they find of faults put into it.

The text is taken as clean. Faults are put into copies of it, a few in each; one counts
as found where a check meant for its kind names its unit more often than in the clean
text, so that what is wrong by nature is not counted. What a check says of the clean
text is a false alarm, or a real error that nobody had seen: its examples tell.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from checks.measuring.score import (
    CheckScore,
    Example,
    KindScore,
    Measure,
    Obstacle,
    Share,
)
from checks.measuring.seeded_errors.clean_corpus import Corpus
from checks.measuring.seeded_errors.error_kinds import KINDS, Kind, kinds
from checks.measuring.seeded_errors.rounds import drawn, planned
from checks.measuring.seeded_errors.seeded_error import Added, Fault
from checks.runner.findings import CheckFailure
from checks.runner.run import Scope, run
from tm.errors import InputError, UnknownName
from tm.finding import Finding, Severity, Span

_EXAMPLES = 3
_COMPARING = (Level.DOCUMENT, Level.CORPUS)
"""A finding of these counts for the units that it names as evidence, too."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is put in, and what by."""

    kinds: Sequence[Kind]
    rounds: int = 10
    most: int = 100
    """Faults of a kind."""
    seed: int = 1


def kinds_for(checks: Collection[str], names: Iterable[str] = ()) -> list[Kind]:
    """The kinds of fault that checks are meant for, perhaps only those of some names.

    A name is that of a kind (`num-changed`, `num-*`), or of a check or a family of
    checks that is meant for it. Raises UnknownName, and InputError for a kind that
    only checks are meant for that do not run.
    """
    usable = [kind for kind in kinds() if set(checks) & set(kind.checks)]
    names = list(names)
    wanted_names: set[str] = set()
    for name in names:
        of_name = [kind.name for kind in usable if _is_meant(kind, name)]
        if not of_name:
            _refuse_unrun(name)
            known_names = {check for kind in usable for check in kind.checks}
            families = {check.partition(".")[0] for check in known_names}
            raise UnknownName(
                "kind of fault", name, {*KINDS, *(known_names & set(checks)), *families}
            )
        wanted_names.update(of_name)
    return [kind for kind in usable if not names or kind.name in wanted_names]


def measure(
    subjects: Sequence[Unit],
    context: Context,
    checks: Sequence[Check],
    plan: Plan,
    *,
    progress: Callable[[int], object] = lambda done: None,
) -> Measure:
    """Put faults into clean units and count what is found.

    `progress` takes how many more steps are done, of `steps` in all.
    """
    corpus = Corpus(_with_ids(subjects), context)
    failures: list[CheckFailure] = []
    clean = _run(corpus.subjects, context, checks, failures)
    progress(1)
    faults: dict[str, list[Fault]] = {}
    for kind in plan.kinds:
        possible = context.source or not kind.bilingual
        most = plan.most if possible else 0
        faults[kind.name] = drawn(corpus, kind, most=most, seed=plan.seed)
        progress(1)
    rounds = planned(corpus, faults.values(), rounds=plan.rounds)
    tally = _Tally(corpus, clean, {check.id for check in checks})
    for some in rounds:
        units, places = _injected(corpus, some)
        tally.count(_run(units, context, checks, failures), places)
        progress(1)
    return Measure(
        kinds=[tally.kind_score(kind, faults[kind.name]) for kind in plan.kinds],
        checks=[
            tally.check_score(check) for check in sorted(checks, key=lambda one: one.id)
        ],
        units=len(corpus.subjects),
        flagged=len(
            {one.unit for one in clean.findings if one.severity is not Severity.INFO}
        ),
        rounds=len(rounds),
        failures=failures,
    )


def steps(plan: Plan) -> int:
    """How many steps of progress there are at most."""
    return 1 + len(plan.kinds) + 3 * plan.rounds


@dataclass(slots=True)
class _Findings:
    """What a run said: how often each check names a unit, and the findings."""

    named: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A fault in the text that was checked."""

    fault: Fault
    units: Sequence[tuple[Unit, str]]
    """The units that it changes or adds, and the id of each in the clean text."""


class _Tally:
    """What was found of the faults of all rounds."""

    def __init__(self, corpus: Corpus, clean: _Findings, run: Collection[str]) -> None:
        self._corpus = corpus
        self._clean = clean
        self._run = run
        self._total: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._by: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """By kind: how many of its faults each check found."""
        self._missed: defaultdict[str, list[Example]] = defaultdict(list)

    def count(self, findings: _Findings, places: Iterable[_Placed]) -> None:
        """Count what one round found."""
        for placed in places:
            kind = placed.fault.kind
            new: Counter[str] = Counter()
            for unit, before in placed.units:
                new |= findings.named[unit.id] - self._clean.named[before]
            self._total[kind.name] += 1
            self._by[kind.name].update(set(new))
            if any(new[check] for check in kind.checks):
                self._found[kind.name] += 1
                missed = kind.control
            else:
                missed = not kind.control
            if missed and len(self._missed[kind.name]) < _EXAMPLES:
                self._missed[kind.name].append(self._example(placed))

    def kind_score(self, kind: Kind, faults: Sequence[Fault]) -> KindScore:
        """The score of a kind, of which these faults were drawn."""
        total = self._total[kind.name]
        return KindScore(
            kind,
            tuple(check for check in kind.checks if check in self._run),
            Share(self._found[kind.name], total),
            dict(self._by[kind.name].most_common()),
            self._missed[kind.name],
            None if total else self._obstacle(kind, faults),
        )

    def check_score(self, check: Check) -> CheckScore:
        """The score of a check."""
        own_kinds = {
            one.name
            for one in KINDS.values()
            if one.checks[0] == check.id and not one.control
        }
        alarms = [one for one in self._clean.findings if one.check == check.id]
        by_id = self._corpus.by_id
        return CheckScore(
            check,
            Share(
                sum(self._by[kind][check.id] for kind in own_kinds),
                sum(self._total[kind] for kind in own_kinds),
            ),
            sum(
                found_kinds[check.id]
                for kind, found_kinds in self._by.items()
                if kind not in own_kinds
            ),
            len(alarms),
            len(self._corpus.subjects),
            [_alarm(finding, by_id[finding.unit]) for finding in alarms[:_EXAMPLES]],
        )

    def _obstacle(self, kind: Kind, faults: Sequence[Fault]) -> Obstacle:
        """Why no fault of a kind was put in."""
        context = self._corpus.context
        sources = (unit.source for unit in self._corpus.subjects)
        if kind.bilingual and not (context.source and any(sources)):
            return Obstacle.NO_SOURCE
        if kind.termbase and not (
            context.terms.source_finder and context.terms.target_finder
        ):
            return Obstacle.NO_TERMBASE
        return Obstacle.NO_ROOM if faults else Obstacle.NO_PLACE

    def _example(self, placed: _Placed) -> Example:
        fault, (unit, before) = placed.fault, placed.units[0]
        clean = self._corpus.by_id[before]
        if isinstance(fault.change, Added):
            span, old = Span(0, len(unit.target)), clean.target
        else:
            edit = fault.change[0]
            span = Span(edit.span.start, edit.span.start + len(edit.new))
            old = edit.span.of(clean.target)
        return Example(before, unit.target, unit.source, span, old)


def _alarm(finding: Finding, unit: Unit) -> Example:
    """A finding on the clean text; one of the source is shown in the source."""
    span, target = finding.target_span, unit.target
    return Example(
        finding.unit,
        target,
        unit.source,
        span or Span(0, len(target)),
        finding=finding,
    )


def _run(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    failures: list[CheckFailure],
) -> _Findings:
    findings = _Findings()
    comparing = {check.id for check in checks if check.level in _COMPARING}
    # Each check is measured for itself, also where another one tells more.
    ids = [check.id for check in checks]
    result = run(units, context, select_checks(ids), scope=Scope(keep_overlaps=True))
    for finding in result:
        findings.findings.append(finding)
        evidence = finding.related if finding.check in comparing else ()
        for unit in {finding.unit, *evidence}:
            findings.named[unit][finding.check] += 1
    failures += result.failures
    return findings


def _injected(
    corpus: Corpus, faults: Iterable[Fault]
) -> tuple[Iterator[Unit], list[_Placed]]:
    """The units of a round, and where the faults are."""
    subjects = list(corpus.subjects)
    added: defaultdict[int, list[Unit]] = defaultdict(list)
    placed: list[_Placed] = []
    for fault in faults:
        if isinstance(fault.change, Added):
            base, change = corpus.subjects[fault.place], fault.change
            extra = base._replace(
                id=f"{base.id}+", source=change.source, target=change.target
            )
            added[corpus.document_of[fault.place]].append(extra)
            placed.append(_Placed(fault, [(extra, base.id)]))
            continue
        for place in fault.units:
            subjects[place] = fault.applied(subjects[place], place)
        units = [(subjects[place], subjects[place].id) for place in fault.units]
        placed.append(_Placed(fault, units))

    def in_order() -> Iterator[Unit]:
        for number, places in enumerate(corpus.documents):
            yield from (subjects[place] for place in places)
            yield from added[number]

    return in_order(), placed


def _with_ids(units: Iterable[Unit]) -> list[Unit]:
    """The units, those with an id that was there before under another one."""
    seen: Counter[str] = Counter()
    numbered = []
    for unit in units:
        seen[unit.id] += 1
        again = seen[unit.id]
        numbered.append(unit if again == 1 else unit._replace(id=f"{unit.id}~{again}"))
    return numbered


def _refuse_unrun(name: str) -> None:
    """Raise InputError where a name is known, but none of its checks runs."""
    checks = {id for kind in kinds() if _is_meant(kind, name) for id in kind.checks}
    if checks:
        raise InputError(
            f"{name} cannot be measured, since {', '.join(sorted(checks))} does not "
            "run: `padanan checks` and padanan.toml tell why"
        )


def _is_meant(kind: Kind, name: str) -> bool:
    """Whether a name is that of a kind, or of a check or family meant for it."""
    if fnmatchcase(kind.name, name):
        return True
    family = name.removesuffix(".*")
    return any(
        check == name or check.partition(".")[0] == family for check in kind.checks
    )
