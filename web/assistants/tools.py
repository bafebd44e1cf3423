"""The tools that assistants may use without anybody's approval: they only read."""

from collections.abc import Iterator, Sequence

from padanan.memory import Memory
from padanan.texts import check_text
from web.api.assistants import PromptTextRequest
from web.api.checks import CheckRequest
from web.api.lookup import ConcordanceRequest, LookupRequest
from web.api.terms import TermLookupRequest, TermsRequest
from web.api.units import UnitRequest
from web.assistants.lines import (
    write_finding,
    write_found_term,
    write_hit,
    write_match,
    write_repair,
    write_term_match,
    write_unit,
)
from web.assistants.tool import AssistantTool

_LANGUAGES = ("source", "target")


def look_up(memory: Memory, request: LookupRequest, _: int) -> Iterator[str]:
    """Find earlier translations of a text or a similar one; numbers, names and terms
    are already those of the text."""
    for match in memory.lookup(
        request.text,
        source=request.source,
        target=request.target,
    ):
        yield write_match(match)


def search_phrase(memory: Memory, request: ConcordanceRequest, _: int) -> Iterator[str]:
    """Find sentences that contain a phrase, with their translations."""
    for hit in memory.concordance(
        request.phrase,
        source=request.source,
        target=request.target,
    ):
        yield write_hit(hit)


def look_up_term(memory: Memory, request: TermLookupRequest, _: int) -> Iterator[str]:
    """Look a term up in the termbase, also in part or misspelt: forms in all
    languages, status, validity."""
    for match in memory.terms.lookup(request.text, source=request.source):
        yield write_term_match(match)


def find_terms(memory: Memory, request: TermsRequest, _: int) -> Iterator[str]:
    """Find the official terms in a text, with the translations valid on a date."""
    for term in memory.terms.find(
        request.text, source=request.source, target=request.target, date=request.date
    ):
        yield write_found_term(term)


def check(memory: Memory, request: CheckRequest, _: int) -> Iterator[str]:
    """Check a translation, best with its source text: what to repair in numbers,
    names, titles and terms, and in style."""
    target = request.target or memory.settings.target
    if request.source_text is None and target is not None:
        for text_finding in check_text(
            request.text, target=target, settings=memory.settings
        ):
            yield write_finding(text_finding)
        return
    judgement = memory.assistant.judge(
        request.source_text or "",
        request.text,
        source=request.source,
        target=request.target,
    )
    repaired_checks = {repair.check for repair in judgement.repairs}
    for repair in judgement.repairs:
        yield write_repair(repair)
    for finding in judgement.findings:
        if finding.check not in repaired_checks:
            yield write_finding(finding)


def read_unit(memory: Memory, request: UnitRequest, _: int) -> Iterator[str]:
    """Read a unit by its key or ARTICLE#POSITION: texts, state, origin."""
    yield from write_unit(memory.units.get(request.key))


def build_prompt(
    memory: Memory, request: PromptTextRequest, budget: int
) -> Iterator[str]:
    """All that the memory knows of a text to translate, or of an article by its key:
    similar translations, terms, names, mistranslations, house rules."""
    package = memory.assistant.prompt(
        request.text,
        article=request.article,
        budget=budget,
        date=request.date,
        source=request.source,
        target=request.target,
    )
    yield package.text


READ_TOOLS: Sequence[AssistantTool] = (
    AssistantTool(
        *("lookup", look_up, LookupRequest, ("text", *_LANGUAGES)),
        "No similar text is stored.",
    ),
    AssistantTool(
        *("concordance", search_phrase, ConcordanceRequest),
        ("phrase", *_LANGUAGES),
        "No stored text contains the phrase.",
    ),
    AssistantTool(
        *("term", look_up_term, TermLookupRequest, ("text", "source")),
        "The termbase has no such term.",
    ),
    AssistantTool(
        *("terms_in_text", find_terms, TermsRequest, ("text", *_LANGUAGES, "date")),
        "The text has no term of the termbase.",
    ),
    AssistantTool(
        *("check", check, CheckRequest, ("text", "source_text", *_LANGUAGES)),
        "Nothing was found.",
    ),
    AssistantTool(*("unit", read_unit, UnitRequest, ("key",)), ""),
    AssistantTool(
        *("prompt", build_prompt, PromptTextRequest),
        ("text", "article", *_LANGUAGES, "date"),
        "",
        default_budget=1500,
    ),
)
