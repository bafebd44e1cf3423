"""The termbase of a memory: finding terms in texts, and importing files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path

from exports.format import ReadOptions
from exports.importing.term_import import ImportedTerms, TermImportOptions, import_terms
from exports.io.container import read_beginning
from glossary.entries.period import parse_date
from glossary.store.recogniser_cache import RecogniserCache
from glossary.termbase import Glossary
from glossary.title_phrases.title_reading import find_titles_in_context
from padanan.locales import require_locale_pair
from padanan.memory_database import MemoryDatabase
from padanan.results import FoundTerm
from tm.settings import Settings
from tm.text.input.stream import errors_as_input_errors, is_stream
from tm.text.locale import Locale


@dataclass(slots=True, eq=False)
class Terms:
    """The termbase of a memory; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    _recogniser_cache: RecogniserCache | None = field(
        init=False, repr=False, default=None
    )
    """Recognisers by language, once a database with terms is open."""

    def find(
        self,
        text: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        include_forbidden: bool = False,
        date: str | None = None,
    ) -> list[FoundTerm]:
        """Find the terms in a text, with their preferred translations.

        Only the longest terms, in the order of the text; a title with its body, state
        and holder is one. With a date, the translations are those valid on it.
        Raises InputError and StoreError.
        """
        day = parse_date(date) if date is not None else None
        source_locale, target_locale = require_locale_pair(
            self.settings, source, target
        )
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        if self._recogniser_cache is None:
            self._recogniser_cache = RecogniserCache(database)
        recogniser = self._recogniser_cache.get(source_locale)
        return [
            FoundTerm(
                hit.start,
                hit.end,
                text[hit.start : hit.end],
                hit.term.text,
                hit.entry.id,
                hit.entry.list_preferred_texts(target_locale, day),
                hit.term.forbidden,
            )
            for hit in find_titles_in_context(
                recogniser, text, includes_forbidden=include_forbidden
            )
        ]

    def load(
        self,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> ImportedTerms:
        """Store the concepts of a TBX, CSV or XLSX file, or of an OmegaT glossary.

        Known concepts are updated from the file. `columns`: the meanings of columns by
        their names, such as `{"Tiếng Việt": "vi"}`.
        Raises FormatError, InputError and StoreError.
        """
        import_options = TermImportOptions(
            ReadOptions(
                self.settings.source, self.settings.target, columns=columns or {}
            ),
            format=format,
            source=self.settings.source,
        )
        change_author = self.settings.author or self.settings.change_author
        database = self._memory_database.open_for_writing(
            verify_input=lambda: _verify_readable(Path(path))
        )
        return import_terms(
            Glossary(database),
            [fspath(path)],
            import_options,
            author=change_author,
        )


def _verify_readable(path: Path) -> None:
    """Raise InputError for a file that cannot be read; a stream is left alone."""
    if not is_stream(path):
        with errors_as_input_errors(path):
            read_beginning(path)
