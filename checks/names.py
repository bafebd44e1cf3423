"""Checks of proper names against the source: misspelt, reordered, swapped, small.

Names are compared without marks, since Indonesian and English write Vietnamese names
without them (`Nguyễn Văn Hải`, `Nguyen Van Hai`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.capitals import Capital, Capitals, capitals
from checks.comparison import WORD
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_SHORTEST = 4
_RUN = range(5, 2, -1)
"""How many words a person's name has whose order is judged."""


@check("name.spelling", level=Level.DOCUMENT, severity=Severity.WARNING)
def misspelt(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A name of the source stands in the target with a slip: Rangers, Ranegrs.

    The document must show that the name is kept as it is (elsewhere it is), or the slip
    must be two swapped letters; words that languages merely spell differently
    (`Afrika`) are passed.
    """
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
        for name in _lost(source, target):
            for token in strange:
                if _is_slip(name, token, known=kept[name.form] > 0):
                    yield Finding(
                        f"the source writes “{name.text}”",
                        token.span,
                        name.span,
                        fix=name.text if name.text.isascii() else None,
                        subject=subject,
                    )
                    strange.remove(token)
                    break


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
        added = [
            token
            for token in target.words
            if len(token.form) >= _SHORTEST
            and token.form not in source.forms
            and token.form in known
        ]
        for name in lost:
            other = next(
                (
                    token
                    for token in added
                    if (kept[name.form] and kept[token.form])
                    or (
                        # A word that recurs and is never kept is translated: President.
                        (kept[name.form] or known[name.form] < 2)
                        and _side_by_side(source, name, target, token)
                    )
                ),
                None,
            )
            if other is not None:
                added.remove(other)
                yield Finding(
                    f"the source names “{name.text}” here, not “{other.text}”",
                    other.span,
                    name.span,
                    subject=subject,
                )


@check("name.order", level=Level.BOTH, severity=Severity.WARNING)
def reordered(subject: Subject, context: Context) -> Iterator[Finding]:
    """The words of a person's name stand in another order than in the source."""
    source, target = capitals(subject.source or ""), capitals(subject.target)
    theirs = [*_runs(source)]
    if not theirs:
        return
    ours = [*_runs(target)]
    seen: list[Span] = []
    for size in _RUN:
        have = {tuple(t.form for t in window) for window in _windows(ours, size)}
        for name in _windows(theirs, size):
            forms = tuple(token.form for token in name)
            if forms in have or len(set(forms)) < size:
                continue
            for window in _windows(ours, size):
                span = Span(window[0].span.start, window[-1].span.end)
                order = tuple(token.form for token in window)
                if not _is_rotated(order, forms) or any(map(span.overlaps, seen)):
                    continue
                seen.append(span)
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
            yield Finding(
                f"the source writes “{name.text}”",
                _place(subject.target, lower),
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


def _lost(source: Capitals, target: Capitals) -> list[Capital]:
    """Names of the source that the target has in no form, each once."""
    found: dict[str, Capital] = {}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= _SHORTEST:
            found.setdefault(name.form, name)
    return [*found.values()]


def _side_by_side(
    source: Capitals, name: Capital, target: Capitals, other: Capital
) -> bool:
    """Whether two names stand beside the same third one, on the same side of it."""
    pairs = zip(source.beside(name), target.beside(other), strict=True)
    return any(one is not None and one == two for one, two in pairs)


def _is_slip(name: Capital, token: Capital, *, known: bool) -> bool:
    """Whether two words are one but for a typing error."""
    one, other = name.form, token.form
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        differing = [i for i in range(len(one)) if one[i] != other[i]]
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            a, b = differing
            return one[a] == other[b] and one[b] == other[a] and len(one) >= _SHORTEST
        return known and len(differing) == 1
    short, long = sorted((one, other), key=len)
    return (
        known
        and len(short) >= _SHORTEST
        and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
        and not long.endswith(("s", "a", "i", "n")) | (long[:-1] == short)
    )


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


def _is_rotated(order: tuple[str, ...], forms: tuple[str, ...]) -> bool:
    """Whether a name's first words stand last: Van Hai Nguyen."""
    return any(forms[at:] + forms[:at] == order for at in range(1, len(forms)))


def _windows(runs: Sequence[list[Capital]], size: int) -> Iterator[list[Capital]]:
    for run in runs:
        for at in range(len(run) - size + 1):
            yield run[at : at + size]


def _place(text: str, word: str) -> Span | None:
    """Where a word first stands in a text."""
    return next(
        (Span(*match.span()) for match in WORD.finditer(text) if match[0] == word), None
    )
