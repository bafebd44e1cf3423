"""Judging an answer of a language model: findings, and what to repair in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from checks.engine.unit import Unit
from checks.match_repair.resources import MatchRepairResources
from checks.session import CheckSession
from padanan.assistants.repair_texts import find_right_text
from padanan.checking import iterate_findings
from padanan.values.findings import TextFinding, make_text_finding, make_text_offsets
from tm.align.text_alignment import SentenceText, align_texts, split_sentences
from tm.errors import InputError
from tm.finding import Finding, Span
from tm.settings import Settings
from tm.store.database import Database
from tm.text.locale import Locale
from tm.text.normal import nfc


class RepairKind(StrEnum):
    """What is wrong in an answer."""

    NUMBER = "number"
    """A number, an amount, a percentage, a unit of measure."""
    DATE = "date"
    NAME = "name"
    """A name of a person or a place."""
    TITLE = "title"
    """An office, or the title of a person."""
    TERM = "term"
    MEANING = "meaning"
    """A negation, a direction, a role that was turned round."""
    SENTENCE = "sentence"
    """A sentence without translation, or not translated."""


_REPAIR_KIND_BY_CHECK_FAMILY = {
    "num": RepairKind.NUMBER,
    "date": RepairKind.DATE,
    "name": RepairKind.NAME,
    "place": RepairKind.NAME,
    "person": RepairKind.TITLE,
    "title": RepairKind.TITLE,
    "term": RepairKind.TERM,
    "sense": RepairKind.MEANING,
    "neg": RepairKind.MEANING,
    "seg": RepairKind.SENTENCE,
}
_TERM_CHECK_IDS = frozenset(("sense.mistranslated",))
"""Checks whose findings are wrong terms, though of another family."""
_CONFUSION_CHECK_ID = "sense.other"
"""Something else of the same kind was written: with a capital, another place."""


@dataclass(frozen=True, slots=True)
class AnswerRepair:
    """One thing to repair in an answer."""

    kind: RepairKind
    check: str | None
    """The check that found it; None for a sentence without translation."""
    instruction: str
    """What is wrong and what to do, as a sentence for a model or a person."""
    source_span: tuple[int, int] | None
    source_text: str | None
    """The words of the source that it is about, if known."""
    target_span: tuple[int, int] | None
    """Code points of the answer, half-open; None for what is missing."""
    wrong_text: str | None
    right_text: str | None
    """What to write instead of `wrong_text`, or to add, if that is certain."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong in an answer."""

    is_accepted: bool
    """Whether nothing is to be repaired."""
    findings: tuple[TextFinding, ...]
    """Of all checks, in the order of the answer."""
    repairs: tuple[AnswerRepair, ...]
    repaired: str
    """The answer with all repairs that are certain."""


@dataclass(frozen=True, slots=True)
class _SentencesWithTranslation:
    """Some sentences of the text with their translation in the answer."""

    source_span: Span | None
    target_span: Span | None


def judge_answer(
    database: Database,
    settings: Settings,
    source_and_answer: tuple[str, str],
    locales: tuple[Locale, Locale],
) -> Judgement:
    """Judge an answer, the second of two texts. Raises InputError for an empty one."""
    source_text, answer = map(nfc, source_and_answer)
    for text, text_name in ((source_text, "source text"), (answer, "answer")):
        if not text.strip():
            raise InputError(f"the {text_name} is empty; give both texts")
    sentence_pairs = _pair_sentences(
        split_sentences(source_text, locales[0]), split_sentences(answer, locales[1])
    )
    session = CheckSession.open(
        settings.checks,
        target_locale=locales[1],
        source_locale=locales[0],
        database=database,
    )
    findings = _check_sentence_pairs(session, sentence_pairs, (source_text, answer))
    resources = MatchRepairResources(database, *locales)
    repairs = (
        *(
            _make_repair(
                finding,
                source_text,
                find_right_text(finding, source_text, answer, locales, resources),
            )
            for finding in findings
            if _find_repair_kind(finding) is not None
        ),
        *(
            _make_missing_sentence_repair(sentence_pair, source_text)
            for sentence_pair in sentence_pairs
            if sentence_pair.target_span is None
        ),
    )
    return Judgement(
        is_accepted=not repairs,
        findings=tuple(map(make_text_finding, findings)),
        repairs=repairs,
        repaired=_apply_repairs(answer, repairs),
    )


def _pair_sentences(
    source: SentenceText, target: SentenceText
) -> list[_SentencesWithTranslation]:
    """Pair the sentences of both texts; one against several is one pair."""
    if min(len(source.spans), len(target.spans)) <= 1:
        return [
            _SentencesWithTranslation(
                _join_spans(source.spans), _join_spans(target.spans)
            )
        ]
    alignment = align_texts(source, target, profile="faithful")
    return [
        _SentencesWithTranslation(
            _join_spans([source.spans[index] for index in bead.source_range]),
            _join_spans([target.spans[index] for index in bead.target_range]),
        )
        for bead in alignment.ladder
    ]


def _check_sentence_pairs(
    session: CheckSession,
    sentence_pairs: Sequence[_SentencesWithTranslation],
    source_and_answer: tuple[str, str],
) -> tuple[Finding, ...]:
    """Check pairs of sentences; the spans of findings are those of the whole texts."""
    pair_by_unit_id = {
        str(pair_index): pair
        for pair_index, pair in enumerate(sentence_pairs)
        if pair.source_span and pair.target_span
    }
    units = (
        Unit(
            id=unit_id,
            document="answer",
            source=pair.source_span.of(source_and_answer[0])
            if pair.source_span
            else None,
            target=pair.target_span.of(source_and_answer[1])
            if pair.target_span
            else "",
        )
        for unit_id, pair in pair_by_unit_id.items()
    )
    return tuple(
        _move_finding_to_whole_texts(finding, pair_by_unit_id[finding.unit])
        for finding in iterate_findings(session, units)
        if not finding.about_source
    )


def _join_spans(spans: Sequence[Span]) -> Span | None:
    return Span(spans[0].start, spans[-1].end) if spans else None


def _move_finding_to_whole_texts(
    finding: Finding, pair: _SentencesWithTranslation
) -> Finding:
    """Give a finding the spans of the whole texts, and no unit."""
    return replace(
        finding,
        source_span=_move_span_to_whole_text(finding.source_span, pair.source_span),
        target_span=_move_span_to_whole_text(finding.target_span, pair.target_span),
        unit="answer",
        document=None,
        related=(),
    )


def _move_span_to_whole_text(span: Span | None, text_span: Span | None) -> Span | None:
    if span is None or text_span is None:
        return None
    return Span(span.start + text_span.start, span.end + text_span.start)


def _find_repair_kind(finding: Finding) -> RepairKind | None:
    """Find what a finding is about; None if it is a matter of style."""
    if finding.check in _TERM_CHECK_IDS:
        return RepairKind.TERM
    if finding.check == _CONFUSION_CHECK_ID and finding.quote[:1].isupper():
        return RepairKind.NAME
    return _REPAIR_KIND_BY_CHECK_FAMILY.get(finding.check.partition(".")[0])


def _make_repair(
    finding: Finding, source_text: str, right_text: str | None
) -> AnswerRepair:
    kind = _find_repair_kind(finding)
    assert kind is not None
    source_span, target_span = finding.source_span, finding.target_span
    return AnswerRepair(
        kind,
        finding.check,
        finding.message,
        make_text_offsets(source_span),
        source_span.of(source_text) if source_span else None,
        make_text_offsets(target_span),
        finding.quote if target_span else None,
        right_text,
    )


def _make_missing_sentence_repair(
    pair: _SentencesWithTranslation, source_text: str
) -> AnswerRepair:
    assert pair.source_span is not None
    sentence = pair.source_span.of(source_text)
    return AnswerRepair(
        RepairKind.SENTENCE,
        None,
        f"Missing translation of “{sentence}”",
        make_text_offsets(pair.source_span),
        sentence,
        None,
        None,
        None,
    )


def _apply_repairs(answer: str, repairs: Sequence[AnswerRepair]) -> str:
    """Apply the repairs that say what to write, the first of those that overlap."""
    unchanged_end = len(answer)
    certain_repairs = sorted(
        (repair.target_span, repair.right_text)
        for repair in repairs
        if repair.target_span is not None and repair.right_text is not None
    )
    for (start, end), right_text in reversed(certain_repairs):
        if end <= unchanged_end:
            answer = f"{answer[:start]}{right_text}{answer[end:]}"
            unchanged_end = start
    return answer
