"""Searches before anybody searches, so that the first one need not wait.

The first search of a process reads indexes, lists of words, recognisers of terms and
templates, which takes some tenths of a second; the first title, or the first sentence
in parts, takes some more. So a thread searches for a few texts of each memory while
nobody asks for anything. With many memories or languages, only the first are prepared.
"""

import gc
import logging
from collections.abc import Iterator, Sequence
from threading import Event, Thread
from time import monotonic

from padanan.memory import Memory
from tm.errors import PadananError
from web.connections.abandoned_requests import AbandonedRequest, RequestWatch
from web.pages.html_templates import (
    list_template_parts,
    load_template,
    render_template,
)
from web.pages.page_route import TemplateAnswer
from web.pages.preferences import LANGUAGES, Preferences
from web.pages.search.pages import SEARCH_PAGES, show_search
from web.pages.search.request import SearchRequest
from web.pages.shell import NAVIGATION, Shell
from web.people.caller_rights import LOCAL_CALLER
from web.people.role import Role
from web.request_context import RequestContext
from web.server import Server

_log = logging.getLogger("padanan.server")
_MAX_PREPARED_MEMORIES = 4
_MAX_PREPARED_LANGUAGES = 4
_MAX_WARM_UP_SECONDS = 60
"""After which nothing more is prepared."""
_SAMPLED_UNIT_COUNT = 50
_MAX_TYPED_WORDS = 3
_IDLE_SECONDS = 1
"""How long the server must have had nothing to do: longer than between two keys, since
a stage that has begun slows down a search that comes meanwhile."""
_PAUSE_SECONDS = 0.05
_COLLECTION_THRESHOLDS = 5_000, 3, 500
"""New objects until garbage is collected among them, and so on; see `gc.set_threshold`.

Speed trick: with the 200,000 objects of a short command, one in 700 searches waited for
0.4 s, now for 6 ms at most (benchmarks/pages.py).
"""


class _IdleWatch(RequestWatch):
    """Lets a search go on only while the server has nothing else to do."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.stop_event = Event()
        self._server = server
        self._end_time = monotonic() + _MAX_WARM_UP_SECONDS

    def verify_awaited(self) -> None:
        """Wait until nobody asks for a while; raise AbandonedRequest at the end."""
        while True:
            if self.stop_event.is_set() or monotonic() > self._end_time:
                raise AbandonedRequest
            if self._server.memory_threads.idle_seconds >= _IDLE_SECONDS:
                return
            self.stop_event.wait(_PAUSE_SECONDS)


class SearchWarmUp:
    """Prepares the searches of a process in the background."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._watch = _IdleWatch(server)
        self._thread = Thread(target=self._run, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begin a moment later, when the server answers."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the stage of a search that goes on."""
        self._watch.stop_event.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        # From now on, since a search may come while others are prepared.
        _collect_little_garbage()
        try:
            self._watch.verify_awaited()
            self._server.authenticator.look_up(None)
            for name in self._server.memories.names[:_MAX_PREPARED_MEMORIES]:
                self._prepare_memory(name)
        except AbandonedRequest:
            if self._watch.stop_event.is_set():
                return
        except Exception:
            _log.exception("searches could not be prepared")
        _collect_little_garbage()
        _log.info("searches are prepared")

    def _prepare_memory(self, name: str) -> None:
        """Search a memory; one that must be indexed first is left to its first user."""
        self._watch.verify_awaited()
        try:
            memory = self._server.memories.get(name)
            if memory is None or not memory.phrases.are_indexed:
                return
            context = RequestContext(
                *(memory, name, Role.READER, LOCAL_CALLER, self._server),
                watch=self._watch,
            )
            for number, request in enumerate(_list_requests(memory, context)):
                self._watch.verify_awaited()
                self._show_search(context, request, is_whole_page=not number)
        except PadananError as error:
            _log.warning("searches in %s could not be prepared: %s", name, error)

    def _show_search(
        self, context: RequestContext, request: SearchRequest, *, is_whole_page: bool
    ) -> None:
        """Search, and write the results in the languages of the pages."""
        answer: TemplateAnswer = show_search(context, request)
        [page] = [page for page in SEARCH_PAGES.pages if page.route.path == "/"]
        template_name = page.template if is_whole_page else page.fragment
        assert template_name is not None  # the search has both
        part_names = list_template_parts(template_name)
        for language in LANGUAGES:
            # Compiled one by one, since all of them take as long as ten searches.
            for part_name in part_names:
                self._watch.verify_awaited()
                load_template(language, part_name)
            self._watch.verify_awaited()
            shell = Shell(
                *(
                    Preferences(language),
                    "/",
                    [],
                    NAVIGATION,
                    context.memory_name,
                ),
                *([context.memory_name], None, False, False, None),
            )
            render_template(
                *(language, template_name),
                view=answer.view,
                asked=request,
                page=page,
                shell=shell,
            )


def _collect_little_garbage() -> None:
    """Let collections of garbage be short, and visit nothing that is kept by now."""
    gc.freeze()
    gc.set_threshold(*_COLLECTION_THRESHOLDS)


def _list_requests(memory: Memory, context: RequestContext) -> Iterator[SearchRequest]:
    """List searches for what the memory has: in each language, what is typed there."""
    text_by_language = _find_texts(memory)
    languages = [locale.tag for locale in context.list_languages()][
        :_MAX_PREPARED_LANGUAGES
    ]
    for language in languages:
        words = text_by_language.get(language, "").split()
        memory.terms.prepare_finding(language)
        if not words:
            continue
        yield SearchRequest(q=" ".join(words))
        # All words but one are similar to the text, whose translation is then repaired.
        yield SearchRequest(q=" ".join(words[:-1]), source=language)
        terms = memory.terms.lookup(words[0][:1], source=language)
        titles = [term.term.split() for term in terms]
        for typed_words in (words[:_MAX_TYPED_WORDS], *titles[:1]):
            for text in _list_typed_texts(typed_words):
                yield SearchRequest(q=text, source=language)


def _find_texts(memory: Memory) -> dict[str, str]:
    """Find a text of some words in each language of the first units: the shortest."""
    text_by_language: dict[str, str] = {}
    for unit in memory.units.list(limit=_SAMPLED_UNIT_COUNT):
        for language, text in (
            (unit.source_locale, unit.source),
            (unit.target_locale, unit.target),
        ):
            known_text = text_by_language.get(language)
            if len(text.split()) > _MAX_TYPED_WORDS and (
                known_text is None or len(text) < len(known_text)
            ):
                text_by_language[language] = text
    return text_by_language


def _list_typed_texts(words: Sequence[str]) -> Iterator[str]:
    """List what people type on the way to some words, and a sentence of no text."""
    yield words[0][:1]
    yield " ".join(words)
    yield f"{words[0]} {words[-1][:1]}"
    # It is searched in parts.
    yield " ".join((*words, *words[::-1], "xq"))
