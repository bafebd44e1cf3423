"""Termbases as bilingual word lists, as machine translation services have them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from glossary.concept_store import ConceptStore, read_entries_by_id
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term
from glossary.entries.notation import clean_term_text
from glossary.entries.precedence import OWN_TERMBASE, STARTER_TERMBASE
from glossary.store.sql_reader import read_all_entries, read_precedence
from padanan.change_author import get_change_author
from padanan.locales import parse_locale_pair
from padanan.memory_database import MemoryDatabase
from tm.errors import Conflict, InputError, NotFound
from tm.settings import Settings
from tm.store import schema
from tm.store.backend.sql import CoreReader, DatabaseReader
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.text.locale import Locale
from tm.text.segment import compute_content_key, require_storable_text


@dataclass(frozen=True, slots=True)
class WordListPair:
    """Two languages of a word list."""

    source: str
    target: str
    word_count: int


@dataclass(frozen=True, slots=True)
class WordTranslations:
    """Words of one language with their translations into another one."""

    source: str | Locale
    target: str | Locale
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WordList:
    """A termbase as pairs of words."""

    name: str
    """Name of the termbase; `own` for the house's, `starter` for Padanan's."""
    pairs: tuple[WordListPair, ...]
    """By languages; the source is the language of a concept's first term."""
    created: str
    """ISO 8601, UTC; when its first concept was added."""


@dataclass(slots=True, eq=False)
class WordLists:
    """The termbases of a memory as word lists; threads may share it, like `Memory`.

    A word list is a termbase with a name, whose concepts have one term in each of two
    languages. Other termbases can be read as one, but not changed.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def list(self) -> list[WordList]:
        """List the termbases. Raises StoreError."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        return [
            _describe_word_list(database, name, entries)
            for name, entries in _read_stored_entries(database).items()
        ]

    def get(self, name: str) -> WordList:
        """Describe a termbase. Raises NotFound and StoreError."""
        for word_list in self.list():
            if word_list.name == name:
                return word_list
        raise _make_unknown_name_error(name)

    def read(
        self, name: str, *, source: str | Locale, target: str | Locale
    ) -> dict[str, str]:
        """Read the words of a termbase with their translations.

        Only terms to use; of several translations the preferred one. Raises NotFound,
        InputError and StoreError.
        """
        source_locale, target_locale = parse_locale_pair(source, target)
        database = self._memory_database.open_for_reading()
        entries_by_termbase = {} if database is None else _read_stored_entries(database)
        if name not in entries_by_termbase:
            raise _make_unknown_name_error(name)
        translations: dict[str, str] = {}
        for entry in entries_by_termbase[name]:
            target_texts = _list_usable_texts(entry, target_locale)
            for source_text in _list_usable_texts(entry, source_locale):
                if target_texts:
                    translations.setdefault(source_text, target_texts[0])
        return translations

    def store(
        self,
        name: str,
        translations: Sequence[WordTranslations],
        *,
        replaces: bool = False,
    ) -> str | None:
        """Store words with their translations; those stored before get the new ones.

        `replaces`: remove the words of the same languages that are not given. A
        termbase of the name is made if there is none. Returns the name of the change
        set. Raises InputError, Conflict for a termbase that is more than a word list,
        and StoreError.
        """
        _verify_list_name(name)
        locale_pairs = [
            parse_locale_pair(word_translations.source, word_translations.target)
            for word_translations in translations
        ]
        cleaned_words = [
            _clean_words(word_translations.words) for word_translations in translations
        ]
        database = self._memory_database.open_for_writing()
        concept_store = ConceptStore(database)
        with self._open_change_set(database, name) as change_set:
            stored_entries = _read_editable_entries(change_set, name)
            for locales, words in zip(locale_pairs, cleaned_words, strict=True):
                entries = _make_entries(change_set, name, words, locales)
                concept_store.add(entries, change_set)
                new_ids = {entry.id for entry in entries}
                if replaces:
                    replaced_ids = [
                        entry.id
                        for entry in stored_entries
                        if entry.id not in new_ids
                        and _has_language_pair(entry, locales)
                    ]
                    concept_store.remove(replaced_ids, change_set)
        return change_set.name

    def rename(self, name: str, new_name: str) -> str | None:
        """Give a word list another name; returns the name of the change set.

        Raises NotFound, InputError for a name that is taken, Conflict and StoreError.
        """
        _verify_list_name(new_name)
        database = self._require_database(name)
        with self._open_change_set(database, name) as change_set:
            entries = _require_editable_entries(change_set, name)
            if new_name != name and _read_editable_entries(change_set, new_name):
                raise InputError(
                    f"the termbase {new_name!r} exists; choose another name"
                )
            ConceptStore(database).add(
                [replace(entry, termbase=new_name) for entry in entries], change_set
            )
        return change_set.name

    def remove(
        self,
        name: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> str | None:
        """Remove a word list, or its words of two languages.

        Returns the name of the change set, which `undo` takes back. Raises NotFound,
        InputError, Conflict for a termbase that is more than a word list, and
        StoreError.
        """
        database = self._require_database(name)
        with self._open_change_set(database, name) as change_set:
            entries = _require_editable_entries(change_set, name)
            if source is not None and target is not None:
                locales = parse_locale_pair(source, target)
                entries = [
                    entry for entry in entries if _has_language_pair(entry, locales)
                ]
                if not entries:
                    raise NotFound(f"the termbase {name!r} has no words of this pair")
            ConceptStore(database).remove([entry.id for entry in entries], change_set)
        return change_set.name

    def _require_database(self, name: str) -> Database:
        database = self._memory_database.open_for_reading()
        if database is None:
            raise _make_unknown_name_error(name)
        return database

    def _open_change_set(
        self, database: Database, name: str
    ) -> AbstractContextManager[ChangeSet]:
        return open_change_set(
            database,
            command="terms import",
            author=get_change_author(self.settings),
            detail=name,
        )


def _read_stored_entries(database: Database) -> dict[str, list[ConceptEntry]]:
    with database.open_reader() as reader:
        return _read_entries_by_termbase(reader)


def _read_entries_by_termbase(reader: DatabaseReader) -> dict[str, list[ConceptEntry]]:
    """Read the entries of all termbases, by names in alphabetical order."""
    precedence = read_precedence(reader)
    entries_by_termbase: defaultdict[str, list[ConceptEntry]] = defaultdict(list)
    for entry in read_all_entries(reader):
        entries_by_termbase[precedence.get_termbase_name(entry) or OWN_TERMBASE].append(
            entry
        )
    return dict(sorted(entries_by_termbase.items()))


def _require_editable_entries(change_set: ChangeSet, name: str) -> list[ConceptEntry]:
    """Read the entries of a word list. Raises NotFound and Conflict."""
    entries = _read_editable_entries(change_set, name)
    if not entries:
        raise _make_unknown_name_error(name)
    return entries


def _read_editable_entries(change_set: ChangeSet, name: str) -> list[ConceptEntry]:
    """Read the entries of a word list, none if it is new. Raises Conflict."""
    reader = CoreReader(change_set.connection)
    entries = _read_entries_by_termbase(reader).get(name, [])
    if entries and not _is_editable_list(name, entries):
        raise Conflict(
            f"the termbase {name!r} holds more than pairs of words; edit its concepts "
            "one by one"
        )
    return entries


def _make_unknown_name_error(name: str) -> NotFound:
    return NotFound(f"no termbase {name!r}; list the termbases to see their names")


def _describe_word_list(
    database: Database, name: str, entries: Sequence[ConceptEntry]
) -> WordList:
    count_by_pair = Counter(
        language_pair for entry in entries for language_pair in _list_pairs(entry)
    )
    return WordList(
        name,
        tuple(
            WordListPair(source, target, count)
            for (source, target), count in sorted(count_by_pair.items())
        ),
        _read_creation_time(database, entries[0].id),
    )


def _list_pairs(entry: ConceptEntry) -> set[tuple[str, str]]:
    """List the pairs of languages of a concept, from that of its first term."""
    languages = [
        term.locale.language
        for term in entry.terms
        if term.status in USABLE_STATUSES and not term.forbidden
    ]
    return {
        (languages[0], language) for language in languages if language != languages[0]
    }


def _is_editable_list(name: str, entries: Sequence[ConceptEntry]) -> bool:
    """Whether a list is nothing but pairs of words, so that nothing else gets lost."""
    return name not in (OWN_TERMBASE, STARTER_TERMBASE) and all(
        map(_is_word_pair, entries)
    )


def _is_word_pair(entry: ConceptEntry) -> bool:
    """Whether an entry has nothing but two terms."""
    return (
        len(entry.terms) == 2
        and replace(entry, terms=())
        == ConceptEntry(entry.id, (), termbase=entry.termbase)
        and all(term == Term(term.locale, term.text) for term in entry.terms)
    )


def _has_language_pair(entry: ConceptEntry, locales: tuple[Locale, Locale]) -> bool:
    source_locale, target_locale = locales
    return (source_locale.language, target_locale.language) in _list_pairs(entry)


def _read_creation_time(database: Database, concept_id: str) -> str:
    """Read when a concept was added; the beginning of time for one never logged."""
    query = (
        select(schema.change_set.c.at)
        .join(schema.change, schema.change.c.set_id == schema.change_set.c.id)
        .where(schema.change.c.kind == "concept", schema.change.c.key == concept_id)
        .order_by(schema.change.c.id)
        .limit(1)
    )
    with database.open_snapshot() as connection:
        return connection.execute(query).scalar() or "1970-01-01T00:00:00Z"


def _make_entries(
    change_set: ChangeSet,
    name: str,
    translation_by_word: Mapping[str, str],
    locales: tuple[Locale, Locale],
) -> list[ConceptEntry]:
    """Make the entries of pairs of words, with the same ids whenever they are stored.

    An id may have gone with its entry to a termbase of another name: then it is made
    with another number.
    """
    concept_id_by_text: dict[str, str] = {}
    id_number = 0
    while len(concept_id_by_text) < len(translation_by_word):
        candidate_id_by_text = {
            source_text: _make_concept_id(name, locales, source_text, id_number)
            for source_text in translation_by_word
            if source_text not in concept_id_by_text
        }
        stored_entry_by_id = read_entries_by_id(
            change_set.connection, list(candidate_id_by_text.values())
        )
        for source_text, concept_id in candidate_id_by_text.items():
            stored_entry = stored_entry_by_id[concept_id]
            if stored_entry is None or stored_entry.termbase == name:
                concept_id_by_text[source_text] = concept_id
        id_number += 1
    return [
        ConceptEntry(
            concept_id_by_text[source_text],
            (Term(locales[0], source_text), Term(locales[1], target_text)),
            termbase=name,
        )
        for source_text, target_text in translation_by_word.items()
    ]


def _make_concept_id(
    name: str, locales: tuple[Locale, Locale], source_text: str, id_number: int
) -> str:
    tags = [locale.tag for locale in locales]
    return f"word-{compute_content_key(name, *tags, source_text, str(id_number)).hex()}"


def _list_usable_texts(entry: ConceptEntry, locale: Locale) -> list[str]:
    """List the terms to use in a language, the preferred ones first."""
    terms = [
        term
        for term in entry.list_terms_in(locale)
        if term.status in USABLE_STATUSES and not term.forbidden
    ]
    terms.sort(key=lambda term: USABLE_STATUSES.index(term.status))
    return [term.text for term in terms]


def _verify_list_name(name: str) -> None:
    require_storable_text(name)
    if not name.strip():
        raise InputError("the termbase has no name; give one")
    if name in (OWN_TERMBASE, STARTER_TERMBASE):
        raise Conflict(f"the termbase {name!r} is not a word list; choose another name")


def _clean_words(translation_by_word: Mapping[str, str]) -> dict[str, str]:
    """Clean words as terms. Raises InputError, also for a word that comes twice."""
    cleaned_translation_by_word: dict[str, str] = {}
    for source_text, target_text in translation_by_word.items():
        cleaned_text = clean_term_text(source_text)
        if cleaned_text in cleaned_translation_by_word:
            raise InputError(f"{cleaned_text!r} is twice in the list; give it once")
        cleaned_translation_by_word[cleaned_text] = clean_term_text(target_text)
    if not cleaned_translation_by_word:
        raise InputError("the list has no words; give some")
    return cleaned_translation_by_word
