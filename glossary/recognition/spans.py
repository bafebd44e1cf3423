"""Where in a folded text forms of a lexicon stand as words of their own.

Forms that overlap are gathered, since one of them will exclude the others.
"""

import re
from collections.abc import Iterable, Iterator

from glossary.forms.folding import FoldedText
from glossary.forms.letters import SPACELESS, is_word_boundary
from glossary.recognition.lexicon import CAPITAL, FormLexicon, space_words

FormSpan = tuple[int, int, int]
"""Start, end and number of a form."""
SpanGroup = tuple[int, int, int, list[FormSpan] | None]
"""Start, end, the number of the form that covers all of it or `NONE`, and all its
spans if there are several. Groups do not overlap."""

NONE = -1
_PLAIN_BOUNDARIES = frozenset(" \n,.;:!?()[]{}\"'“”‘’-/\\|*…<>«»")
_SPACELESS = re.compile(SPACELESS)


def find_form_spans(lexicon: FormLexicon, folded: FoldedText) -> Iterator[FormSpan]:
    """What may be forms in a folded text and stands between boundaries, by its end.

    What ends at one place comes in order, the longest first. That it is the form, the
    letters of the text have to say.
    """
    text = folded.text
    form_count = len(lexicon.forms)
    if not form_count:
        return
    lengths, flags = lexicon.lengths, lexicon.flags
    spaceless = not folded.usual and _SPACELESS.search(text) is not None
    # With a space before the first letter, ends are one further, as they should be.
    spaced_text = f" {text if spaceless else space_words(text, usual=folded.usual)}"
    automaton = lexicon.automaton if spaceless else lexicon.word_automaton
    padded = f"{text} "  # also what stands before the first letter
    for end, number in automaton.iter(spaced_text):
        start = end - lengths[number]
        previous_character = padded[start - 1]
        if (
            previous_character != " "
            and previous_character not in _PLAIN_BOUNDARIES
            and not is_word_boundary(text, start)
        ):
            continue
        if number < form_count and flags[number] >= CAPITAL:
            if not folded.cased[start].isupper():
                continue
        next_character = padded[end]
        if next_character != " " and next_character not in _PLAIN_BOUNDARIES:
            is_inside_word = (
                not spaceless and next_character.isalnum() and padded[end - 1].isalnum()
            )
            if is_inside_word or not is_word_boundary(text, end):
                if not is_attached(lexicon, text, start, end, number):
                    continue
        yield start, end, number


def is_attached(
    lexicon: FormLexicon, text: str, start: int, end: int, number: int
) -> bool:
    """Whether the letters after a form are what may be attached to it."""
    suffixed = lexicon.match_suffix
    if suffixed is None or text[end] not in lexicon.data.suffix_letters:
        return False
    if end - start < 3 or not suffixed(text, end) or not text[end - 1].isalpha():
        return False
    return number >= len(lexicon.forms) or lexicon.counts[number] > 0


def group_spans(
    lexicon: FormLexicon, text: str, spans: Iterable[FormSpan]
) -> list[SpanGroup]:
    """The spans of forms in a folded text, gathered, in order.

    What overlaps is in one group, as is what overlaps the same.
    """
    forms = lexicon.forms
    form_count = len(forms)
    gathered: list[SpanGroup] = []
    reach = 0
    for start, end, form_number in spans:
        if form_number >= form_count:
            form_number = _number_of_form(
                lexicon, form_number - form_count, text[start:end]
            )
            if form_number == NONE:
                continue
        elif not text.endswith(forms[form_number], 0, end):
            continue
        if start >= reach:
            gathered.append((start, end, form_number, None))
        elif start >= gathered[-1][0]:
            # At one end the longest comes first: most are inside what was found.
            gathered[-1] = _widen(gathered[-1], (start, end, form_number))
        else:
            _merge(gathered, (start, end, form_number))
        reach = end
    return gathered


def _number_of_form(lexicon: FormLexicon, index: int, form: str) -> int:
    """Which of forms that are alike a text has."""
    numbers = lexicon.similar_forms[index]
    return next((number for number in numbers if lexicon.forms[number] == form), NONE)


def _widen(group: SpanGroup, span: FormSpan) -> SpanGroup:
    first, reach, cover, spans = group
    start, end, number = span
    if spans is None:
        spans = [(first, reach, cover)]
    spans.append(span)
    if end == reach:
        # The first at this end reaches further back, or this one is as long.
        return first, reach, cover if start > first else number, spans
    return first, end, number if start == first else NONE, spans


def _merge(gathered: list[SpanGroup], span: FormSpan) -> None:
    """Put a span that begins before the last group together with what it touches."""
    start, end, number = span
    spans = [span]
    first, reach = start, end
    while gathered and gathered[-1][1] > first:
        earlier, later, cover, spans_of_group = gathered.pop()
        spans += spans_of_group or [(earlier, later, cover)]
        first, reach = min(first, earlier), max(reach, later)
    is_covered = start == first and end == reach
    gathered.append((first, reach, number if is_covered else NONE, spans))
