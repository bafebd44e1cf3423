"""Whether what stands in a text is the term whose form it has: capitals, spelling."""

from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.forms.folding import fold_term
from glossary.forms.person_names import may_be_person_name
from glossary.recognition.lexicon import FormLexicon, FormReading
from tm.text.normal import nfc

TermMeaning = tuple[Term, ConceptEntry, str]
"""A term, its entry, and how it was found."""

_STATUS_RANK = {status: rank for rank, status in enumerate(TermStatus)}
_MOST = 50_000
"""So many surfaces are remembered; the same come again and again."""


@dataclass(frozen=True, slots=True)
class SurfaceVerdict:
    """What a surface means, wherever it stands."""

    meanings: tuple[TermMeaning, ...]
    """Of each entry the best, the best entry first."""
    may_be_person_name: bool
    """Whether it means nothing where it is a piece of a person's name."""


NO_MEANING = SurfaceVerdict((), False)


class SurfaceJudge:
    """Judges which terms a surface form means, and caches the verdicts."""

    def __init__(self, lexicon: FormLexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[tuple[bool, bool], dict[tuple[int, str], SurfaceVerdict]] = {}

    def known_verdicts(
        self, *, suffixed: bool, any_case: bool
    ) -> dict[tuple[int, str], SurfaceVerdict]:
        """What is remembered of surfaces, by number of the form; do not change it."""
        return self._known.setdefault((suffixed, any_case), {})

    def verdict(
        self, number: int, surface: str, *, suffixed: bool, any_case: bool
    ) -> SurfaceVerdict:
        """What a part of a composed text means that has the form of a number."""
        remembered = self.known_verdicts(suffixed=suffixed, any_case=any_case)
        verdict = remembered.get((number, surface))
        if verdict is None:
            if len(remembered) >= _MOST:
                remembered.clear()
            verdict = self._judge(number, surface, suffixed, any_case)
            remembered[number, surface] = verdict
        return verdict

    def _judge(
        self, number: int, surface: str, suffixed: bool, any_case: bool
    ) -> SurfaceVerdict:
        language = self._lexicon.locale.language
        cased = fold_term(surface, language)
        ranked: list[tuple[tuple[object, ...], TermMeaning]] = []
        for reading in self._lexicon.readings_of(number):
            term = reading.term
            if not reading.rule.allows(cased, any_case=any_case):
                continue
            if reading.inflection and "-" in cased and len(surface) != len(cased):
                continue  # a dash between two words, not a hyphen
            suffix = self._lexicon.data.suffix if suffixed else ""
            how = _how(reading, surface, suffix)
            rank = (term.composed, term.shared, *_rank(term, surface), reading.order)
            ranked.append((rank, (term, reading.entry, how)))
        if not ranked:
            return NO_MEANING
        ranked.sort(key=lambda pair: pair[0])
        best: dict[str, TermMeaning] = {}
        for _, meaning in ranked:
            best.setdefault(meaning[1].id, meaning)
        meanings = tuple(best.values())
        return SurfaceVerdict(
            meanings,
            all(how != "acronym" for _, (_, _, how) in ranked)
            and self._lexicon.forms[number] not in self._lexicon.data.heads
            and may_be_person_name(surface, language),
        )


def _rank(term: Term, surface: str) -> tuple[int, int, bool]:
    """How soon a term is taken for what a text has; the least is the first.

    A spelling that was forbidden on purpose goes before a preferred term that is only
    spelt like it; else the status counts more than the spelling.
    """
    exact = surface == term.text
    preferred = term.status is TermStatus.PREFERRED
    if term.forbidden:
        group = 1 if exact else 3
    else:
        group = 0 if exact and preferred else 2
    return group, _STATUS_RANK[term.status], not exact


def _how(reading: FormReading, surface: str, suffix: str) -> str:
    text = nfc(reading.term.text)
    if reading.inflection:
        return reading.inflection
    if suffix:
        return suffix
    if reading.term.composed:
        return "composed"
    if reading.rule.is_acronym:
        return "acronym"
    if surface == text:
        return "exact"
    return "case" if surface.lower() == text.lower() else "variant"
