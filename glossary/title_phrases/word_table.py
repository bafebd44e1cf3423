"""The words of titles: offices, ranks, bodies, fields, places, of `data/words.tsv`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glossary.title_phrases.data_table import PhraseTable
from tm.result_cache import lazy_constant
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern

_OWN_FIELD_CATEGORIES = frozenset(
    ("field", "vu-field", "cuc-field", "police-field", "party-kind")
)
FIELD_CATEGORIES = _OWN_FIELD_CATEGORIES | {"topic", "topic-mod", "name-word"}
"""The categories of words that say what a body is for."""
_BODY_CATEGORIES = frozenset(
    (
        *(
            "body",
            "body-head",
            "department",
            "directorate-general",
            "federation",
            "government",
        ),
        *("hospital", "industry", "institute", "ministry", "mission", "police"),
        *("party-inspection", "secretariat-word", "sport", "university"),
    )
)

_NAME_CATEGORIES = frozenset(("acronym", "club", "company"))
STANDALONE_TITLE = "alone"
"""The category of words that are a title even without any other word."""
_NO_FORM = "-"
"""Stands in a cell for a word that a language does not write."""
_MAX_ACRONYM_LENGTH = 6
"""A longer form in capitals is a word, and is found in any capitals."""
_FIRST_WORD_PATTERN = compile_pattern(r"(?m:^(?:[^\W\d_]+|.+))")
"""Matches the first word of each line, or a line that begins with none."""
_LONG_WORD_PATTERN = compile_pattern(r"[^\W\d_]{4,}")


WORD_ID_PREFIX = "word:"
"""What the id of a word begins with; it is the id of no concept of the termbase."""


class PhraseWord(NamedTuple):
    """A row of the table of words: an office, a rank, a field, a country."""

    categories: frozenset[str]
    cells: Mapping[str, str]
    """By language, the forms with `;` between them, the preferred one first.

    They are split when a word is found, since most words are not.
    """

    @property
    def forms_by_language(self) -> Mapping[str, tuple[str, ...]]:
        """The forms by language; an empty one if a language does not write the word."""
        return {language: self.list_forms(language) for language in self.cells}

    @property
    def id(self) -> str:
        """The id, made of the English form, or of another one."""
        forms = [forms[0] for forms in reversed([*self.forms_by_language.values()])]
        words = fold_text(next(filter(None, forms), "")).split()
        return WORD_ID_PREFIX + "-".join(words)

    def list_forms(self, language: str) -> tuple[str, ...]:
        """List the forms in a language, the preferred one first."""
        return _split_cell(self.cells.get(language, ""))


class WordForm(NamedTuple):
    """A form of a word of titles, as it is sought in texts."""

    form: str
    lower_form: str
    is_acronym: bool
    """Whether the form is found in capitals only."""
    word: PhraseWord


class WordIndex:
    """The forms of all words in a language, by the word with which they begin.

    One title touches a few of some thousand words, so a row is read when a text has
    the first word of one of its forms.
    """

    def __init__(self, language: str) -> None:
        self._forms_with_rows_by_first_word: dict[str, list[tuple[str, int]]] = {}
        forms_with_rows = [
            (form, row_index)
            for row_index, cell in _read_table().list_cells_in(language)
            for form in _split_cell(cell)
            if form
        ]
        lower_text = "\n".join([form for form, _ in forms_with_rows]).lower()
        for first_word, form_with_row in zip(
            _FIRST_WORD_PATTERN.findall(lower_text), forms_with_rows, strict=True
        ):
            self._forms_with_rows_by_first_word.setdefault(first_word, []).append(
                form_with_row
            )
        self._forms_by_first_word: dict[str, tuple[WordForm, ...]] = {}

    def list_forms_from(self, first_word: str) -> tuple[WordForm, ...]:
        """List the forms that begin with a word, in the order of the table."""
        forms = self._forms_by_first_word.get(first_word)
        if forms is None:
            forms_with_rows = self._forms_with_rows_by_first_word.get(first_word)
            if forms_with_rows is None:
                return ()
            forms = self._forms_by_first_word[first_word] = tuple(
                WordForm(
                    form,
                    form.lower(),
                    form.isupper() and len(form) <= _MAX_ACRONYM_LENGTH,
                    _read_word(row_index),
                )
                for form, row_index in forms_with_rows
            )
        return forms


@lazy_constant
def read_word_index(language: str) -> WordIndex:
    """Read the forms of all words in a language, by their first word."""
    return WordIndex(language)


def list_words_of_categories(*categories: str) -> Sequence[PhraseWord]:
    """List the words, in all languages, that have one of some categories."""
    return [
        _read_word(row_index)
        for row_index in _read_table().list_row_indexes(*categories)
    ]


def list_all_forms_with_words(language: str) -> Sequence[tuple[str, PhraseWord]]:
    """List the forms of all words in a language, each with its word.

    A word with the category `only-LANGUAGE` is one in that language only.
    """
    return [
        (form, _read_word(row_index))
        for row_index, cell in _read_table().list_cells_in(language)
        for form in _split_cell(cell)
        if form
    ]


@lazy_constant
def list_forms_of(category: str, language: str) -> tuple[str, ...]:
    """List the forms of all words of a category, in the order of the table."""
    return tuple(form for form, _ in _list_forms_with_rows([category], language))


def list_forms_with_words(
    categories: Iterable[str], language: str
) -> Iterator[tuple[str, PhraseWord]]:
    """List the forms of all words of some categories, each with its word."""
    for form, row_index in _list_forms_with_rows(categories, language):
        yield form, _read_word(row_index)


def _list_forms_with_rows(
    categories: Iterable[str], language: str
) -> Iterator[tuple[str, int]]:
    """List the forms of all words of some categories, each with its row."""
    table = _read_table()
    row_indexes = table.list_row_indexes(*categories)
    for row_index, cell in table.list_cells_in(language, row_indexes):
        for form in _split_cell(cell):
            if form:
                yield form, row_index


@lazy_constant
def list_body_words(language: str) -> frozenset[str]:
    """List the single words of the names of bodies and fields, in small letters."""
    table = _read_table()
    body_row_indexes = {*table.list_row_indexes(*_BODY_CATEGORIES)}
    body_row_indexes.difference_update(table.list_row_indexes(*_NAME_CATEGORIES))
    field_row_indexes = table.list_row_indexes(*_OWN_FIELD_CATEGORIES)
    return _list_long_words([*field_row_indexes, *body_row_indexes], language)


@lazy_constant
def list_field_words(language: str) -> frozenset[str]:
    """List the single words of the names of fields and topics, in small letters."""
    return _list_long_words(_read_table().list_row_indexes(*FIELD_CATEGORIES), language)


def _list_long_words(row_indexes: Iterable[int], language: str) -> frozenset[str]:
    """List the words of some rows that have four letters or more, in small letters."""
    cells = _read_table().read_column(language)
    text = ";".join([cells[row_index] for row_index in row_indexes])
    return frozenset(_LONG_WORD_PATTERN.findall(text.lower()))


def _split_cell(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell != _NO_FORM else ("",)


@lazy_constant
def _read_table() -> PhraseTable:
    return PhraseTable("words.tsv")


@lazy_constant
def _read_word(row_index: int) -> PhraseWord:
    table = _read_table()
    return PhraseWord(table.read_categories(row_index), table.read_cells(row_index))
