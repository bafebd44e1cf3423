"""The check of known mistranslations: a badminton player became a tennis player."""

from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.meaning.mistranslation_list import (
    Mistranslation,
    read_mistranslation_list,
    read_sourceless_mistranslations,
)
from checks.meaning.page_topics import PageTopics
from checks.text.offset_distance import may_correspond
from checks.text.span_set import SpanSet
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.match.match_fault import MatchFault

MISTRANSLATION_FILE = LanguageFileKind(
    "mistranslations.toml",
    "what machine translation into the language makes wrong again and again",
    "sense.mistranslated is silent",
)

_MIN_TOPIC_WORDS = 2
"""The fewest words of a topic that prove it on a page without its source."""


def _read_words(context: Context) -> object:
    """Read the phrases of both languages, or those of pages without a source."""
    if context.source_locale is not None:
        read_mistranslation_list(context.source_locale, context.target_locale)
    return read_sourceless_mistranslations(context.target_locale)


@check(
    "sense.mistranslated",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    read_words=_read_words,
    match_fault=MatchFault.MISTRANSLATED,
    yields_to=("term.forbidden", "term.variant", "person.title", "title.variant"),
)
def find_mistranslations(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A phrase has a wrong rendering that machine translation often gives it.

    The phrases are listed with their wrong and right renderings: on a page about
    badminton, `tay vợt` is no tennis player. The check reports this where the source
    has the phrase, and the target a wrong rendering and too few right ones.

    Without a source, only a few renderings are reported, on pages whose other words
    prove them wrong.
    """
    page_topics = PageTopics(units, context)
    mistranslation_list = (
        read_mistranslation_list(context.source_locale, context.target_locale)
        if context.source_locale is not None
        else None
    )
    sourceless_mistranslations = read_sourceless_mistranslations(context.target_locale)
    for unit_index, unit in enumerate(units):
        if unit.source is None:
            findings = [
                _make_finding(mistranslation, unit, span, None)
                for mistranslation, spans in sourceless_mistranslations.find_entries(
                    unit.target
                )
                if _is_proved_by_page(mistranslation, unit, unit_index, page_topics)
                for span in spans
            ]
        elif mistranslation_list is not None:
            findings = []
            spans_by_entry = mistranslation_list.find_source_spans_by_entry(
                unit.source, unit.target
            )
            for mistranslation, source_spans in spans_by_entry.items():
                span_pairs = _pair_wrong_spans(mistranslation, source_spans, unit)
                if span_pairs and _has_topic(
                    mistranslation, unit, unit_index, page_topics
                ):
                    findings += [
                        _make_finding(mistranslation, unit, target_span, source_span)
                        for target_span, source_span in span_pairs
                    ]
        else:
            continue
        yield from (
            _drop_overlapping(findings, unit.target) if len(findings) > 1 else findings
        )


def _drop_overlapping(findings: Sequence[Finding], target: str) -> Iterator[Finding]:
    """Keep the finding with the longest rendering of those that overlap."""
    kept_spans = SpanSet(target)
    for finding in sorted(findings, key=_count_letters, reverse=True):
        span = finding.target_span
        if span is not None and not kept_spans.overlaps(span):
            kept_spans.add(span)
            yield finding


def _count_letters(finding: Finding) -> int:
    span = finding.target_span
    return span.end - span.start if span is not None else 0


def _make_finding(
    mistranslation: Mistranslation,
    unit: Unit,
    target_span: Span,
    source_span: Span | None,
) -> Finding:
    arguments = {
        "target": target_span.of(unit.target),
        "right": mistranslation.right_phrases[0],
    }
    if source_span is None:
        arguments["source"] = mistranslation.shown_source_phrase
        return Finding("alone", target_span, None, arguments, checked_unit=unit)
    arguments["source"] = source_span.of(unit.source_text)
    return Finding("pair", target_span, source_span, arguments, checked_unit=unit)


def _pair_wrong_spans(
    mistranslation: Mistranslation, source_spans: Sequence[Span], unit: Unit
) -> list[tuple[Span, Span]]:
    """Pair the wrong renderings with the source phrases that lack a right one."""
    source, target = unit.source_text, unit.target
    wrong_spans = mistranslation.find_wrong_spans(target)
    if not wrong_spans or mistranslation.has_fitting_phrase(source):
        return []
    unrendered_phrase_count = len(source_spans) - len(
        mistranslation.find_right_spans(target)
    )
    span_pairs: list[tuple[Span, Span]] = []
    unpaired_source_spans = [*source_spans]
    for wrong_span in wrong_spans:
        source_span = next(
            (
                source_span
                for source_span in unpaired_source_spans
                if may_correspond(
                    source_span.start, wrong_span.start, (len(source), len(target))
                )
            ),
            None,
        )
        if source_span is not None and len(span_pairs) < unrendered_phrase_count:
            unpaired_source_spans.remove(source_span)
            span_pairs.append((wrong_span, source_span))
    return span_pairs


def _has_topic(
    mistranslation: Mistranslation,
    unit: Unit,
    unit_index: int,
    page_topics: PageTopics,
) -> bool:
    """Whether a unit, or else its page, is about a topic of an entry."""
    topics, excluded_topics = mistranslation.topics, mistranslation.excluded_topics
    if not topics and not excluded_topics:
        return True
    unit = _hide_wrong_renderings(unit, mistranslation)
    if page_topics.count_words_in_unit(excluded_topics, unit):
        return False
    if topics and page_topics.count_words_in_unit(topics, unit):
        return True
    excluded_word_count = page_topics.count_words_around_unit(
        excluded_topics, unit_index
    )
    if not topics:
        return not excluded_word_count
    return page_topics.count_words_around_unit(topics, unit_index) > excluded_word_count


def _hide_wrong_renderings(unit: Unit, mistranslation: Mistranslation) -> Unit:
    """Take the wrong renderings out of a unit, since they tell no topic."""
    target = unit.target
    for span in reversed(mistranslation.find_wrong_spans(target)):
        target = f"{target[: span.start]}-{target[span.end :]}"
    return unit._replace(target=target)


def _is_proved_by_page(
    mistranslation: Mistranslation,
    unit: Unit,
    unit_index: int,
    page_topics: PageTopics,
) -> bool:
    """Whether a page without source proves that a rendering is wrong."""
    topics = mistranslation.topics
    excluded_topics = (
        *mistranslation.excluded_topics,
        *mistranslation.excluded_sourceless_topics,
    )
    if page_topics.count_words_around_unit(excluded_topics, unit_index):
        return False
    if mistranslation.sourceless_topics:
        return all(
            page_topics.count_words_around_unit((topic,), unit_index)
            for topic in mistranslation.sourceless_topics
        )
    unit = _hide_wrong_renderings(unit, mistranslation)
    return (
        not topics
        or bool(page_topics.count_words_in_unit(topics, unit))
        or bool(page_topics.count_words_in_first_unit(topics))
        or page_topics.count_words_around_unit(topics, unit_index) >= _MIN_TOPIC_WORDS
    )
