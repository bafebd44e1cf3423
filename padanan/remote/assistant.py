"""Packages for language models, and judgements, of a memory on a server."""

from padanan.assistants.answer_judge import Judgement
from padanan.assistants.prompt_package import PromptPackage
from padanan.assistants.prompt_requests import DEFAULT_TOKEN_BUDGET
from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection
from tm.errors import InputError
from tm.text.locale import Locale


class RemoteAssistant:
    """The assistant of a memory on a server; its methods are those of `Assistant`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def prompt(
        self,
        text: str | None = None,
        *,
        article: str | None = None,
        budget: int = DEFAULT_TOKEN_BUDGET,
        date: str | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> PromptPackage:
        """Build a package for a language model, as `Assistant.prompt`."""
        if (text is None) is (article is None):
            raise InputError("give a text or an article")
        body_fields = {"text": text, "article": article, "budget": budget, "date": date}
        answer = self._connection.post(
            "prompt", body_fields, source=source, target=target
        )
        return make_value(PromptPackage, answer)

    def judge(
        self,
        source_text: str,
        answer: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Judgement:
        """Judge the answer of a language model, as `Assistant.judge`."""
        judgement = self._connection.post(
            "judge",
            {"source_text": source_text, "answer": answer},
            source=source,
            target=target,
        )
        return make_value(Judgement, judgement)
