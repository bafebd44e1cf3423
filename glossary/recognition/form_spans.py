"""Spans of a folded text that are forms of a lexicon and whole words.

Overlapping spans are grouped, since one of them will exclude the others.
"""

from collections.abc import Iterable, Iterator

from glossary.forms.folding import FoldedText
from glossary.forms.letters import SPACELESS_LETTER_PATTERN, is_word_boundary
from glossary.recognition.form_lexicon import CAPITAL_FLAG, FormLexicon
from glossary.recognition.spaced_forms import space_words
from glossary.recognition.suffixes import is_suffix_attached
from tm.text.pattern_store import compile_pattern

FormSpan = tuple[int, int, int]
"""Start, end and form number."""
SpanGroup = tuple[int, int, int, list[FormSpan] | None]
"""Start, end, the number of the form that covers the whole group or `NO_FORM`, and all
spans of the group if there are several. Groups do not overlap."""

NO_FORM = -1
_COMMON_BOUNDARY_CHARACTERS = frozenset(" \n,.;:!?()[]{}\"'“”‘’-/\\|*…<>«»")
_SPACELESS_LETTER_PATTERN = compile_pattern(SPACELESS_LETTER_PATTERN)


def find_form_spans(
    lexicon: FormLexicon, folded_text: FoldedText
) -> Iterator[FormSpan]:
    """Find possible forms between word boundaries, in ascending order of their ends.

    Of several with one end, the longest comes first. The signs inside are not compared
    yet.
    """
    text = folded_text.text
    form_count = len(lexicon.forms)
    if not form_count:
        return
    form_lengths, form_flags = lexicon.form_lengths, lexicon.form_flags
    has_only_spaced_scripts = folded_text.has_only_spaced_scripts
    is_spaceless_text = (
        not has_only_spaced_scripts
        and _SPACELESS_LETTER_PATTERN.search(text) is not None
    )
    # The space before the first letter turns inclusive ends into exclusive ones.
    text_to_search = (
        text
        if is_spaceless_text
        else space_words(text, has_only_spaced_scripts=has_only_spaced_scripts)
    )
    spaced_text = f" {text_to_search}"
    matches = (
        lexicon.automaton.iter(spaced_text)
        if is_spaceless_text
        else lexicon.word_forms.find(spaced_text)
    )
    padded_text = f"{text} "  # the index -1 is a space, too
    for end, form_index in matches:
        start = end - form_lengths[form_index]
        previous_character = padded_text[start - 1]
        if (
            previous_character != " "
            and previous_character not in _COMMON_BOUNDARY_CHARACTERS
            and not is_word_boundary(text, start)
        ):
            continue
        if form_index < form_count and form_flags[form_index] >= CAPITAL_FLAG:
            if not folded_text.cased_text[start].isupper():
                continue
        next_character = padded_text[end]
        if next_character != " " and next_character not in _COMMON_BOUNDARY_CHARACTERS:
            is_inside_word = (
                not is_spaceless_text
                and next_character.isalnum()
                and padded_text[end - 1].isalnum()
            )
            if is_inside_word or not is_word_boundary(text, end):
                if not is_suffix_attached(lexicon, text, start, end, form_index):
                    continue
        yield start, end, form_index


def group_spans(
    lexicon: FormLexicon, text: str, spans: Iterable[FormSpan]
) -> list[SpanGroup]:
    """Group the overlapping spans of forms in a folded text, in ascending order."""
    forms = lexicon.forms
    form_count = len(forms)
    groups: list[SpanGroup] = []
    max_end = 0
    for start, end, form_index in spans:
        if form_index >= form_count:
            form_index = _choose_similar_form_index(
                lexicon, form_index - form_count, text[start:end]
            )
            if form_index == NO_FORM:
                continue
        elif not text.endswith(forms[form_index], 0, end):
            continue
        if start >= max_end:
            groups.append((start, end, form_index, None))
        elif start >= groups[-1][0]:
            # Of spans with one end the longest comes first and contains the others.
            groups[-1] = _widen_group(groups[-1], (start, end, form_index))
        else:
            _merge_span_into_groups(groups, (start, end, form_index))
        max_end = end
    return groups


def _choose_similar_form_index(
    lexicon: FormLexicon, similar_group_index: int, form: str
) -> int:
    """Find which of several similar forms a text has."""
    form_indexes = lexicon.word_forms.similar_form_index_groups[similar_group_index]
    return next(
        (
            form_index
            for form_index in form_indexes
            if lexicon.forms[form_index] == form
        ),
        NO_FORM,
    )


def _widen_group(group: SpanGroup, span: FormSpan) -> SpanGroup:
    """Add a span that overlaps the end of a group."""
    group_start, group_end, covering_form_index, spans = group
    start, end, form_index = span
    if spans is None:
        spans = [(group_start, group_end, covering_form_index)]
    spans.append(span)
    if end == group_end:
        # The first span with this end is the longest.
        return (
            group_start,
            group_end,
            covering_form_index if start > group_start else form_index,
            spans,
        )
    return group_start, end, form_index if start == group_start else NO_FORM, spans


def _merge_span_into_groups(groups: list[SpanGroup], span: FormSpan) -> None:
    """Merge a span that begins before the last group with all groups it overlaps."""
    start, end, form_index = span
    spans = [span]
    merged_start, merged_end = start, end
    while groups and groups[-1][1] > merged_start:
        group_start, group_end, covering_form_index, spans_in_group = groups.pop()
        spans += spans_in_group or [(group_start, group_end, covering_form_index)]
        merged_start, merged_end = (
            min(merged_start, group_start),
            max(merged_end, group_end),
        )
    is_covered = start == merged_start and end == merged_end
    groups.append(
        (merged_start, merged_end, form_index if is_covered else NO_FORM, spans)
    )
