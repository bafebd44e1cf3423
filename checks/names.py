"""Checks of proper names against the source: misspelt, reordered, swapped, small.

Names are compared without marks, since Indonesian and English write Vietnamese names
without them (`Nguyễn Văn Hải`, `Nguyen Van Hai`).
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from checks.capitals import Capital, Capitals, capitals
from checks.comparison import WORD
from checks.cover import Cover
from checks.found import found_terms
from checks.registry import Level, check
from checks.slips import Strangers, is_slip
from checks.subject import Context, Finding, Subject
from glossary.entry import TermStatus
from glossary.persons_held import PERSON
from tm.issue import Severity, Span

_SHORTEST = 4
_RUN = range(5, 2, -1)
"""How many words a person's name has whose order is judged."""
_NAME = 3
"""How many words of a name in their places tell that it is the same one."""

_LONG_NAME = re.compile(
    # Written out, since a pattern that begins with a set of letters is found fast;
    # what stands before the first letter is looked at after it for the same reason.
    r"[^\W\d_a-z](?<![^\W\d_].)[^\W\d_]* [^\W\d_a-z][^\W\d_]* [^\W\d_a-z]"
)
"""What every text with a run of three capitalised words has."""

_Forms = tuple[str, ...]


class _Added:
    """Names of a target that its source has not, but another unit; each is taken once.

    They wait in rows, in order of place: all that are kept elsewhere, and those beside
    each other name, on either side of it.
    """

    def __init__(
        self,
        source: Capitals,
        target: Capitals,
        kept: Counter[str],
        known: Counter[str],
    ) -> None:
        self._source, self._kept, self._known = source, kept, known
        self._rows: dict[tuple[int, str] | None, deque[Capital]] = defaultdict(deque)
        self._taken: set[Capital] = set()
        for token in target.words:
            form = token.form
            if len(form) < _SHORTEST or form in source.forms or form not in known:
                continue
            if kept[form]:
                self._rows[None].append(token)
            for side in _sides(target, token):
                self._rows[side].append(token)

    def take(self, name: Capital) -> Capital | None:
        """The first that may stand for a name.

        Both are kept elsewhere, or stand on the same side of the same third name.
        """
        keys: list[tuple[int, str] | None] = [None] if self._kept[name.form] else []
        # A word that recurs and is never kept is translated: President.
        if self._kept[name.form] or self._known[name.form] < 2:
            keys += _sides(self._source, name)
        found = [token for key in keys for token in self._first(key)]
        if not found:
            return None
        first = min(found, key=lambda token: token.start)
        self._taken.add(first)
        return first

    def _first(self, key: tuple[int, str] | None) -> list[Capital]:
        row = self._rows.get(key)
        while row and row[0] in self._taken:
            row.popleft()
        return [row[0]] if row else []


def _sides(text: Capitals, word: Capital) -> list[tuple[int, str]]:
    """The names beside a word, each with the side on which it stands."""
    return [
        (side, form) for side, form in enumerate(text.beside(word)) if form is not None
    ]


@check("name.spelling", level=Level.DOCUMENT, severity=Severity.WARNING)
def misspelt(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A name of the source stands in the target with a slip: Rangers, Ranegrs.

    The document must show that the name is kept as it is (elsewhere it is), or two
    words beside it must (Nguyen Vpn Hai), or the slip must be two swapped letters;
    words that languages merely spell differently (`Afrika`) are passed. A person whom
    the termbase knows must be written as there: `António`, not `Antonio`.
    """
    yield from _against_termbase(subjects, context)
    kept = _kept(subjects)
    written = Counter(form for s in subjects for form in capitals(s.target).forms)
    for subject in subjects:
        if not subject.source:
            continue
        source, target = capitals(subject.source), capitals(subject.target)
        strange = [
            token
            for token in target.words
            if token.form not in source.forms
            and written[token.form] == 1  # twice is a spelling, not a slip
        ]
        if not strange:
            continue
        strangers = Strangers(strange)
        whole = dict(_in_full_names(source, target, strange))
        for name in _lost(source, target, *whole):
            token = whole.get(name) or strangers.take(name, known=kept[name.form] > 0)
            if token is not None:
                yield Finding(
                    f"the source writes “{name.text}”",
                    token.span,
                    name.span,
                    fix=name.text if name.text.isascii() else None,
                    subject=subject,
                )


def _against_termbase(
    subjects: Sequence[Subject], context: Context
) -> Iterator[Finding]:
    if context.target_terms is None:
        return
    for subject in subjects:
        for hit in found_terms(context.target_terms, subject.target, wrong=True):
            wanted = hit.entry.preferred(context.target)
            if (
                hit.entry.subject_field == PERSON
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(wanted) == 1
            ):
                yield Finding(
                    f"the termbase writes “{wanted[0]}”",
                    Span(hit.start, hit.end),
                    fix=wanted[0],
                    subject=subject,
                )


@check("name.missing", level=Level.DOCUMENT, severity=Severity.WARNING)
def swapped(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Another name of the document stands where the source has a certain one.

    Both names must be kept unchanged elsewhere in the document, or stand beside one
    that is kept here. A name that is only left out, or replaced by a pronoun, is
    passed.
    """
    kept = _kept(subjects)
    sources = [capitals(subject.source) for subject in subjects if subject.source]
    known = Counter(
        form for source in sources for form in {n.form for n in source.names}
    )
    for subject in subjects:
        if not subject.source:
            continue
        source, target = capitals(subject.source), capitals(subject.target)
        lost = _lost(source, target)
        if not lost:
            continue
        added = _Added(source, target, kept, known)
        for name in lost:
            other = added.take(name)
            if other is not None:
                yield Finding(
                    f"the source names “{name.text}” here, not “{other.text}”",
                    other.span,
                    name.span,
                    subject=subject,
                )


@check("name.order", level=Level.BOTH, severity=Severity.WARNING)
def reordered(subject: Subject, context: Context) -> Iterator[Finding]:
    """The words of a person's name stand in another order than in the source."""
    # Few texts have a name of three words, and finding all capitals takes long.
    if not _LONG_NAME.search(subject.source or "") or not _LONG_NAME.search(
        subject.target
    ):
        return
    target = capitals(subject.target)
    known = {word.form for word in target.words}
    theirs = [
        run
        for run in _runs(capitals(subject.source or ""))
        if sum(word.form in known for word in run) >= min(_RUN)
    ]
    if not theirs:
        return
    ours = [*_runs(target)]
    seen = Cover(subject.target)
    for size in _RUN:
        have: dict[_Forms, list[list[Capital]]] = defaultdict(list)
        for window in _windows(ours, size):
            have[tuple(token.form for token in window)].append(window)
        judged: set[_Forms] = set()
        for name in _windows(theirs, size) if have else ():
            forms = tuple(token.form for token in name)
            if forms in have or forms in judged or len(set(forms)) < size:
                continue
            judged.add(forms)
            for window in _rotated(forms, have):
                span = Span(window[0].start, window[-1].end)
                if seen.touches(span):
                    continue
                seen.add(span)
                yield Finding(
                    "the name is in another order: "
                    + " ".join(token.text for token in name),
                    span,
                    Span(name[0].span.start, name[-1].span.end),
                )


@check("caps.name", level=Level.DOCUMENT, severity=Severity.WARNING)
def small_name(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A name that the source writes with a capital has lost it: brexit.

    A word that begins a sentence counts if the document keeps it as a name elsewhere.
    """
    language = context.source_language
    if language is None or language.capital_nouns:
        return
    kept = _kept(subjects)
    for subject in subjects:
        if not subject.source:
            continue
        source, target = capitals(subject.source), capitals(subject.target)
        ours = {word.text for word in target.words}
        places: dict[str, Span] | None = None
        for name in dict.fromkeys(source.words):
            lower = name.text.lower()
            if lower not in target.small or len(lower) < _SHORTEST:
                continue
            if lower in source.small or name.text in ours:
                continue
            if name.initial and not kept[name.form]:
                continue
            if lower in context.language.function_words:
                continue
            if places is None:
                places = _first_places(subject.target)
            yield Finding(
                f"the source writes “{name.text}”",
                places.get(lower),
                name.span,
                fix=name.text,
                subject=subject,
            )


def _kept(subjects: Sequence[Subject]) -> Counter[str]:
    """How many units of the document have each name on both sides."""
    return _counted(tuple(subjects))


@lru_cache(maxsize=2)
def _counted(subjects: tuple[Subject, ...]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for subject in subjects:
        if subject.source:
            ours = {t.form for t in capitals(subject.target).words}
            names = {t.form for t in capitals(subject.source).names}
            counts.update(names & ours)
    return counts


def _in_full_names(
    source: Capitals, target: Capitals, strange: Sequence[Capital]
) -> Iterator[tuple[Capital, Capital]]:
    """Words of a name of three that is otherwise whole, and what stands for each.

    Nguyen Vpn Hai: two words of the name in their places show that the third is meant,
    however short it is. The first may be a title (Doctor, Doktor), unless the source
    has marks, which only names lose (Ngô).
    """
    unknown = {token.start for token in strange}
    names: dict[tuple[int, _Forms], list[Capital]] = {}
    for window in _windows([*_runs(source)], _NAME):
        marked = any(word.text.lower() != word.form for word in window)
        for at in range(0 if marked else 1, _NAME):
            names.setdefault((at, _without(window, at)), window)
    for window in _windows([*_runs(target)], _NAME) if names else ():
        for at in range(_NAME):
            token = window[at]
            name = names.get((at, _without(window, at)))
            if token.start not in unknown or name is None:
                continue
            if name[at].form not in target.forms and is_slip(
                name[at].form, token.form, known=True
            ):
                yield name[at], token


def _without(window: Sequence[Capital], at: int) -> _Forms:
    """The other words of a name."""
    return tuple(word.form for place, word in enumerate(window) if place != at)


def _lost(source: Capitals, target: Capitals, *more: Capital) -> list[Capital]:
    """Names of the source that the target has in no form, each once; `more` first."""
    found: dict[str, Capital] = {name.form: name for name in more}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= _SHORTEST:
            found.setdefault(name.form, name)
    return [*found.values()]


def _runs(text: Capitals) -> Iterator[list[Capital]]:
    """Capitalised words that stand side by side."""
    run: list[Capital] = []
    for word in text.words:
        if word.joined:
            run.append(word)
            continue
        if len(run) >= min(_RUN):
            yield run
        run = [word]
    if len(run) >= min(_RUN):
        yield run


def _rotated(
    forms: _Forms, have: Mapping[_Forms, list[list[Capital]]]
) -> list[list[Capital]]:
    """The windows in which a name's first words stand last: Van Hai Nguyen."""
    orders = [forms[at:] + forms[:at] for at in range(1, len(forms))]
    found = [window for order in orders for window in have.get(order, ())]
    return sorted(found, key=lambda window: window[0].start)


def _windows(runs: Sequence[list[Capital]], size: int) -> Iterator[list[Capital]]:
    for run in runs:
        for at in range(len(run) - size + 1):
            yield run[at : at + size]


def _first_places(text: str) -> dict[str, Span]:
    """Where each word of a text first stands."""
    found: dict[str, Span] = {}
    for match in WORD.finditer(text):
        if match[0] not in found:
            found[match[0]] = Span(*match.span())
    return found
