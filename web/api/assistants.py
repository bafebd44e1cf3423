"""Packages for language models, and judgements of their answers."""

from typing import Annotated

import msgspec

from padanan.assistants.answer_judge import Judgement
from padanan.assistants.prompt_package import PromptPackage
from padanan.assistants.prompt_requests import DEFAULT_TOKEN_BUDGET
from web.api.request_types import PartialDate, Text, TextRequest, list_given_values
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

ASSISTANT_ROUTES = RouteGroup()
ArticleName = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{4,32}(#[0-9]{1,9})?"),
        description="The key of an article, or the beginning of it; with #12, only its "
        "position 12.",
        examples=["4f1c#12"],
    ),
]
TokenBudget = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
"""The most tokens, by an estimate that fits any model."""


class PromptTextRequest(TextRequest, frozen=True):
    """A text, or else a stored article, that a language model is to translate."""

    text: Text | None = None
    article: ArticleName | None = None
    date: PartialDate | None = None
    """The day of the text, by which terms are valid; by default that of the article, or
    today."""
    budget: TokenBudget = DEFAULT_TOKEN_BUDGET


@ASSISTANT_ROUTES.add(
    *("POST", "/prompt", Role.READER),
    example={"text": "Giá tăng 5%.", "source": "vi", "target": "id"},
)
def build_prompt(context: RequestContext, request: PromptTextRequest) -> PromptPackage:
    """Build a package for a language model that translates a text.

    It holds what the memory knows of the text, the most useful first, until the budget
    is used up: repaired translations of similar texts, terms with the forms to use and
    to avoid, names, known mistranslations, the texts before and after, house rules.
    `text` is the whole of it, to be sent to the model. No model is called.
    """
    return context.memory.assistant.prompt(**list_given_values(request))


class JudgeRequest(TextRequest, frozen=True):
    """A text, and what a language model answered when it was to translate it."""

    source_text: Text
    answer: Text


@ASSISTANT_ROUTES.add(
    *("POST", "/judge", Role.READER),
    example={
        "source_text": "Giá tăng 5%.",
        "answer": "Harga naik 7 persen.",
        "source": "vi",
        "target": "id",
    },
)
def judge_answer(context: RequestContext, request: JudgeRequest) -> Judgement:
    """Judge the translation of a language model, and list what to repair.

    Each repair has an instruction that can be sent back to the model. No model is
    called.
    """
    return context.memory.assistant.judge(**list_given_values(request))
