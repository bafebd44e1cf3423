"""The tools of assistants: seven that read, and one whose writing a person approves."""

from collections.abc import Iterator, Sequence

from padanan.without_memory import check_text
from web.api.assistants import PromptTextRequest
from web.api.checks import TranslationCheckRequest
from web.api.lookup import ConcordanceRequest, LookupRequest
from web.api.suggestions import NewSuggestion, add_unit_suggestion
from web.api.terms import TermLookupRequest, TermsRequest
from web.api.units import UnitRequest
from web.assistants.result_lines import (
    format_finding,
    format_found_term,
    format_hit,
    format_match,
    format_repair,
    format_term_match,
    format_unit_lines,
)
from web.assistants.tool import AssistantTool, ToolCall

_LANGUAGES = ("source", "target")


def look_up(tool_call: ToolCall, request: LookupRequest, _: int) -> Iterator[str]:
    """Find translations of the same or a similar text, repaired."""
    for match in tool_call.memory.lookup(
        request.text,
        source=request.source,
        target=request.target,
    ):
        yield format_match(match)


def search_phrase(
    tool_call: ToolCall, request: ConcordanceRequest, _: int
) -> Iterator[str]:
    """Find sentences with a phrase, and their translations."""
    for hit in tool_call.memory.concordance(
        request.phrase,
        source=request.source,
        target=request.target,
    ):
        yield format_hit(hit)


def look_up_term(
    tool_call: ToolCall, request: TermLookupRequest, _: int
) -> Iterator[str]:
    """Look up a term, also in part or misspelt."""
    for match in tool_call.memory.terms.lookup(request.text, source=request.source):
        yield format_term_match(match)


def find_terms(tool_call: ToolCall, request: TermsRequest, _: int) -> Iterator[str]:
    """Find the terms of a text, as translated on a date."""
    for term in tool_call.memory.terms.find(
        request.text, source=request.source, target=request.target, date=request.date
    ):
        yield format_found_term(term)


def check(
    tool_call: ToolCall, request: TranslationCheckRequest, _: int
) -> Iterator[str]:
    """Find what to repair in a translation of source_text."""
    target = request.target or tool_call.memory.settings.target
    if request.source_text is None and target is not None:
        for text_finding in check_text(
            request.text, target=target, settings=tool_call.memory.settings
        ):
            yield format_finding(text_finding)
        return
    judgement = tool_call.memory.assistant.judge(
        request.source_text or "",
        request.text,
        source=request.source,
        target=request.target,
    )
    repaired_checks = {repair.check for repair in judgement.repairs}
    for repair in judgement.repairs:
        yield format_repair(repair)
    for finding in judgement.findings:
        if finding.check not in repaired_checks:
            yield format_finding(finding)


def read_unit(tool_call: ToolCall, request: UnitRequest, _: int) -> Iterator[str]:
    """Read a unit by key or ARTICLE#POSITION."""
    yield from format_unit_lines(tool_call.memory.units.get(request.key))


def build_prompt(
    tool_call: ToolCall, request: PromptTextRequest, budget: int
) -> Iterator[str]:
    """Tell all that helps to translate a text, or an article by key."""
    package = tool_call.memory.assistant.prompt(
        request.text,
        article=request.article,
        budget=budget,
        date=request.date,
        source=request.source,
        target=request.target,
    )
    yield package.text


def suggest(tool_call: ToolCall, request: NewSuggestion, _: int) -> Iterator[str]:
    """Suggest a translation, or correct a unit; a reviewer decides."""
    suggestion = add_unit_suggestion(
        tool_call.context, request, assistant_name=tool_call.assistant
    )
    yield f"Suggestion {suggestion.id} waits for a reviewer."


TOOLS: Sequence[AssistantTool] = (
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
        *(
            "check",
            check,
            TranslationCheckRequest,
            ("text", "source_text", *_LANGUAGES),
        ),
        "Nothing was found.",
    ),
    AssistantTool(*("unit", read_unit, UnitRequest, ("key",)), "", shows_budget=False),
    AssistantTool(
        *("prompt", build_prompt, PromptTextRequest),
        ("text", "article", *_LANGUAGES, "date"),
        "",
        default_budget=1500,
    ),
    AssistantTool(
        *("suggest", suggest, NewSuggestion),
        ("source_text", "target_text", *_LANGUAGES, "note", "unit"),
        "",
        only_reads=False,
        shows_budget=False,
    ),
)
