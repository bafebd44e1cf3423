"""Checks of whole segments: empty, untranslated, in another language, inconsistent."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.comparison import (
    MASK,
    WORD,
    lower_words_of,
    masked,
    middles,
    words_of,
)
from checks.language import Language, has_data, language
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span
from tm.text.language import language_of
from tm.text.locale import Locale
from tm.text.normal import match_form

_OTHERS = tuple(Locale(tag) for tag in ("en", "id", "vi"))
"""Languages that a segment may be left in, besides the source's own."""
_LIKE = 0.95
_BLOCK = 6
"""Tokens at a beginning or end that make two sources worth comparing."""
_MOST_IN_BLOCK = 50
_FEWEST_TOKENS = 3
_MANY_TOKENS = 8
"""Words that a text of a language has not without any of its function words."""


@check("seg.empty", level=Level.BOTH, severity=Severity.ERROR)
def empty(subject: Subject, context: Context) -> Iterator[Finding]:
    """There is a source and no translation."""
    if (subject.source or "").strip() and not subject.target.strip():
        yield Finding("there is no translation", Span(0, len(subject.target)))


@check("seg.untranslated", level=Level.BOTH, severity=Severity.ERROR)
def untranslated(subject: Subject, context: Context) -> Iterator[Finding]:
    """The target is a copy of the source, names and numbers aside."""
    source, target = subject.source or "", subject.target
    if context.source and context.source.language == context.target.language:
        return
    if source != target and match_form(source.strip()) != match_form(target.strip()):
        return
    small = [word for word in words_of(source) if word[0].islower()]
    if len(small) >= 2 or (len(small) == 1 and len(words_of(source)) <= 3):
        if _hits(target, context.target) > len(small) / 2:
            return  # the languages share these words
        yield Finding("a copy of the source", Span(0, len(target)))


@check("seg.language", level=Level.BOTH, severity=Severity.ERROR)
def wrong_language(subject: Subject, context: Context) -> Iterator[Finding]:
    """The target is in another language than it should be, judged by frequent words."""
    words = lower_words_of(subject.target)
    if len(words) < _FEWEST_TOKENS or not has_data(context.target):
        return
    own = _hits(subject.target, context.target)
    others = {o for o in (*_OTHERS, context.source) if o and has_data(o)}
    for other in sorted(others, key=lambda locale: locale.tag):
        if other.language == context.target.language:
            continue
        hits = _hits(subject.target, other)
        letters = language(other).telling_letters
        lettered = letters and sum(not letters.isdisjoint(w) for w in words)
        if (hits >= max(2, 3 * own + 1) and hits * 5 >= len(words)) or (
            lettered and lettered * 3 >= len(words) and own * 6 < len(words)
        ):
            yield _foreign(subject, other.language)
            return
    # Of other languages only the commonest words are known, so that no word of the own
    # language may be there.
    known = _telling(language(context.target))
    if known and not own and len(words) >= _MANY_TOKENS:
        guess = language_of(subject.target)
        judged = {context.target.language, *(other.language for other in others)}
        if guess is not None and guess.language not in judged:
            yield _foreign(subject, guess.language)


@check("seg.partly", level=Level.BOTH, severity=Severity.ERROR)
def partly_untranslated(subject: Subject, context: Context) -> Iterator[Finding]:
    """A stretch of the source stands untranslated in the target.

    Names, titles of works and quotations in capitals are passed.
    """
    source = lower_words_of(subject.source or "")
    forms = lower_words_of(subject.target)
    if len(source) < 4 or len(forms) < 4 or not context.source or forms == source:
        return
    if len({*source} & {*forms}) < 3:
        return
    threes = zip(source, source[1:], source[2:], strict=False)
    if {*threes}.isdisjoint(zip(forms, forms[1:], forms[2:], strict=False)):
        return
    places = {source[at : at + 3]: at for at in range(len(source) - 2)}
    target = [*WORD.finditer(subject.target)]
    at = 0
    while at + 3 <= len(forms):
        start = places.get(forms[at : at + 3])
        if start is None:
            at += 1
            continue
        length = 3
        while (
            at + length < len(forms)
            and start + length < len(source)
            and forms[at + length] == source[start + length]
        ):
            length += 1
        piece = target[at : at + length]
        foreign = language(context.source).function_words
        own = language(context.target).function_words
        small = [word for word in piece if word[0][0].islower()]
        telling = [w for w in small if w[0] in foreign and w[0] not in own]
        if len(small) >= 3 and telling:
            yield Finding("left untranslated", Span(piece[0].start(), piece[-1].end()))
        at += length


@check("seg.same_source", level=Level.CORPUS, severity=Severity.WARNING)
def same_source(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """The same source is translated in different ways.

    Numbers and dates are masked, so that sentences differing only in them count as the
    same; so do sources that are at least 95 % alike, if their targets differ by much
    more than they do. Case and final marks do not count.
    """
    if context.source is None:
        return
    groups: dict[tuple[str, ...], list[tuple[Subject, tuple[str, ...]]]]
    groups = defaultdict(list)
    for subject in subjects:
        source, target = subject.source or "", subject.target
        if not source.strip() or not target.strip():
            continue
        key = masked(source, context.source)
        form = masked(target, context.target)
        if len(key) >= _FEWEST_TOKENS and form and not _is_copy(subject):
            groups[key].append((subject, form))
    for members in groups.values():
        yield from _inconsistent(members)
    yield from _nearly_same(groups)


@check("seg.same_target", level=Level.CORPUS, severity=Severity.WARNING)
def same_target(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Different sources have one and the same translation; short ones are passed."""
    if context.source is None:
        return
    groups: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.source and len(words_of(subject.target)) > 3:
            groups[match_form(subject.target.strip())].append(subject)
    for members in groups.values():
        if len(members) < 2:
            continue
        first = members[0]
        key = frozenset(masked(first.source or "", context.source))
        for subject in members[1:]:
            other = frozenset(masked(subject.source or "", context.source))
            shared = 2 * len(key & other) / max(1, len(key) + len(other))
            if shared < 0.6:
                yield Finding(
                    "the same translation as that of another source",
                    Span(0, len(subject.target)),
                    subject=subject,
                    related=[first],
                )


def _foreign(subject: Subject, language: str) -> Finding:
    return Finding(
        f"this seems to be in another language ({language})",
        Span(0, len(subject.target)),
    )


def _hits(text: str, locale: Locale) -> int:
    known = _telling(language(locale))
    return sum(map(known.__contains__, lower_words_of(text)))


@lru_cache(maxsize=64)
def _telling(data: Language) -> frozenset[str]:
    """The function words, less single plain letters, which any language has."""
    words = data.function_words
    return frozenset(w for w in words if len(w) > 1 or not w.isascii())


def _is_copy(subject: Subject) -> bool:
    return (subject.source or "").strip().lower() == subject.target.strip().lower()


def _inconsistent(
    members: list[tuple[Subject, tuple[str, ...]]],
) -> Iterator[Finding]:
    """Findings for a group of one source: all targets but the most frequent one."""
    variants: dict[tuple[str, ...], list[Subject]] = defaultdict(list)
    for subject, form in members:
        variants[form].append(subject)
    if len(variants) < 2:
        return
    usual = max(variants, key=lambda form: len(variants[form]))
    related = variants[usual][:3]
    times = len(variants[usual])
    for form, odd in variants.items():
        if form == usual:
            continue
        for subject in odd:
            yield Finding(
                "the same source is translated differently elsewhere"
                + (f" ({times} times)" if times > 1 else ""),
                Span(0, len(subject.target)),
                subject=subject,
                related=related,
            )


def _nearly_same(
    groups: dict[tuple[str, ...], list[tuple[Subject, tuple[str, ...]]]],
) -> Iterator[Finding]:
    """Findings for long sources that differ by a word, and whose targets do by more."""
    blocks: dict[tuple[object, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in groups:
        if len(key) * (1 - _LIKE) < 1:
            continue
        seen: set[tuple[str, ...]] = set()
        for block in (("first", *key[:_BLOCK]), ("last", *key[-_BLOCK:])):
            for other in blocks[block][:_MOST_IN_BLOCK]:
                if other not in seen:
                    seen.add(other)
                    yield from _compared(groups, other, key)
            blocks[block].append(key)


def _compared(
    groups: dict[tuple[str, ...], list[tuple[Subject, tuple[str, ...]]]],
    first: tuple[str, ...],
    second: tuple[str, ...],
) -> Iterator[Finding]:
    most = (1 - _LIKE) * max(len(first), len(second))
    if abs(len(first) - len(second)) > most:
        return
    changed = max(middles(first, second))
    if changed > most:
        return
    (earlier, form), (later, other) = groups[first][0], groups[second][0]
    if MASK in first and first.count(MASK) != second.count(MASK):
        return
    if max(middles(form, other)) > 3 * changed + 2:
        yield Finding(
            "a source that is almost the same is translated differently",
            Span(0, len(later.target)),
            subject=later,
            related=[earlier],
        )
