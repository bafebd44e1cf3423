"""Where in a folded text forms of a lexicon stand as words of their own.

Forms that overlap are gathered, since one of them will exclude the others.
"""

import re
from collections.abc import Iterable, Iterator

from glossary.forms.folding import FoldedText
from glossary.forms.letters import SPACELESS, is_word_boundary
from glossary.recognition.lexicon import CAPITAL, Lexicon, spaced

Span = tuple[int, int, int]
"""Start, end and number of a form."""
Group = tuple[int, int, int, list[Span] | None]
"""Start, end, the number of the form that covers all of it or `NONE`, and all its
spans if there are several. Groups do not overlap."""

NONE = -1
_PLAIN = frozenset(" \n,.;:!?()[]{}\"'“”‘’-/\\|*…<>«»")
_SPACELESS = re.compile(SPACELESS)


def spans(lexicon: Lexicon, folded: FoldedText) -> Iterator[Span]:
    """What may be forms in a folded text and stands between boundaries, by its end.

    What ends at one place comes in order, the longest first. That it is the form, the
    letters of the text have to say.
    """
    text = folded.text
    known = len(lexicon.forms)
    if not known:
        return
    lengths, flags = lexicon.lengths, lexicon.flags
    spaceless = not folded.usual and _SPACELESS.search(text) is not None
    # With a space before the first letter, ends are one further, as they should be.
    marked = f" {text if spaceless else spaced(text, usual=folded.usual)}"
    automaton = lexicon.automaton if spaceless else lexicon.spaced
    padded = f"{text} "  # also what stands before the first letter
    for end, number in automaton.iter(marked):
        start = end - lengths[number]
        before = padded[start - 1]
        if before != " " and before not in _PLAIN and not is_word_boundary(text, start):
            continue
        if number < known and flags[number] >= CAPITAL:
            if not folded.cased[start].isupper():
                continue
        after = padded[end]
        if after != " " and after not in _PLAIN:
            joined = not spaceless and after.isalnum() and padded[end - 1].isalnum()
            if joined or not is_word_boundary(text, end):
                if not is_attached(lexicon, text, start, end, number):
                    continue
        yield start, end, number


def is_attached(lexicon: Lexicon, text: str, start: int, end: int, number: int) -> bool:
    """Whether the letters after a form are what may be attached to it."""
    suffixed = lexicon.suffixed
    if suffixed is None or text[end] not in lexicon.data.suffix_letters:
        return False
    if end - start < 3 or not suffixed(text, end) or not text[end - 1].isalpha():
        return False
    return number >= len(lexicon.forms) or lexicon.counts[number] > 0


def groups(lexicon: Lexicon, text: str, spans: Iterable[Span]) -> list[Group]:
    """The spans of forms in a folded text, gathered, in order.

    What overlaps is in one group, as is what overlaps the same.
    """
    forms = lexicon.forms
    known = len(forms)
    found: list[Group] = []
    reach = 0
    for start, end, number in spans:
        if number >= known:
            number = _same(lexicon, number - known, text[start:end])
            if number == NONE:
                continue
        elif not text.endswith(forms[number], 0, end):
            continue
        if start >= reach:
            found.append((start, end, number, None))
        elif start >= found[-1][0]:
            # At one end the longest comes first: most are inside what was found.
            found[-1] = _widened(found[-1], (start, end, number))
        else:
            _merge(found, (start, end, number))
        reach = end
    return found


def _same(lexicon: Lexicon, place: int, form: str) -> int:
    """Which of forms that are alike a text has."""
    several = lexicon.alike[place]
    return next((one for one in several if lexicon.forms[one] == form), NONE)


def _widened(group: Group, span: Span) -> Group:
    first, reach, cover, spans = group
    start, end, number = span
    if spans is None:
        spans = [(first, reach, cover)]
    spans.append(span)
    if end == reach:
        # The first at this end reaches further back, or this one is as long.
        return first, reach, cover if start > first else number, spans
    return first, end, number if start == first else NONE, spans


def _merge(found: list[Group], span: Span) -> None:
    """Put a span that begins before the last group together with what it touches."""
    start, end, number = span
    spans = [span]
    first, reach = start, end
    while found and found[-1][1] > first:
        earlier, later, cover, more = found.pop()
        spans += more or [(earlier, later, cover)]
        first, reach = min(first, earlier), max(reach, later)
    covered = start == first and end == reach
    found.append((first, reach, number if covered else NONE, spans))
