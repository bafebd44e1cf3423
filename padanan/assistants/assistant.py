"""The part of a memory that serves language models: packages and judgements."""

from dataclasses import dataclass, field

from padanan.argument_validation import require_texts
from padanan.assistants.answer_judge import Judgement, judge_answer
from padanan.assistants.article_text import write_article
from padanan.assistants.prompt_builder import PromptBuilder
from padanan.assistants.prompt_package import PromptPackage
from padanan.assistants.prompt_requests import (
    DEFAULT_TOKEN_BUDGET,
    make_article_request,
    make_text_request,
)
from padanan.locales import require_locale_pair
from padanan.match_finder import MatchFinder
from padanan.memory_database import MemoryDatabase
from tm.errors import InputError
from tm.settings import Settings
from tm.store.database import Database
from tm.text.locale import Locale


@dataclass(slots=True, eq=False)
class Assistant:
    """Packages for language models, and judgements of their answers.

    No model is called. Threads may share it, like `Memory`.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    _prompt_builder: PromptBuilder | None = field(init=False, repr=False, default=None)
    """Builds from the database that was open at the last call."""

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
        """Build a package of what the memory knows of a text to translate.

        `article`: instead of a text, the key of a stored article, or `KEY#POSITION` for
        one sentence. `budget`: the most tokens, by an estimate. `date`: the day by
        which terms are valid; by default the article's, or today. Equal calls give
        equal packages. Raises InputError, NotFound and StoreError.
        """
        locales = require_locale_pair(self.settings, source, target)
        if (text is None) is (article is None):
            raise InputError("give a text or an article")
        require_texts(text=text or "", article=article or "")
        database = self._memory_database.open_or_empty()
        if article is None:
            assert text is not None
            request = make_text_request(text, locales, token_budget=budget, day=date)
        else:
            request = make_article_request(
                database, article, locales, token_budget=budget, day=date
            )
        return self._get_prompt_builder(database).build(request)

    def judge(
        self,
        source_text: str,
        answer: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Judgement:
        """Judge the answer of a language model: its translation of a text.

        Gives the findings of the checks, with the termbase, and what to repair: wrong
        and missing numbers, names, titles and terms. Raises InputError and StoreError.
        """
        require_texts(source_text=source_text, answer=answer)
        locales = require_locale_pair(self.settings, source, target)
        return judge_answer(
            self._memory_database.open_or_empty(),
            self.settings,
            (source_text, answer),
            locales,
        )

    def read_article(self, key: str) -> str:
        """Read a stored article as text, sentence by sentence with its translation.

        Raises NotFound, InputError and StoreError.
        """
        return write_article(self._memory_database.open_or_empty(), key)

    def _get_prompt_builder(self, database: Database) -> PromptBuilder:
        builder = self._prompt_builder
        if builder is None or builder.database is not database:
            builder = PromptBuilder(
                database, self.settings, MatchFinder(database, self.settings)
            )
            self._prompt_builder = builder
        return builder
