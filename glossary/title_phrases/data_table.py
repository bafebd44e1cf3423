"""The tables in `data`: rows with categories, and a cell for each language.

In `words.tsv` a cell holds forms separated by `;`, the first one preferred. In
`rules.tsv` it holds patterns of plain words, and elements in braces.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from importlib.resources import files

_ONLY_LANGUAGE_PREFIX = "only-"


class PhraseTable:
    """The rows of a table, of which cells are read when they are asked for.

    One title touches a few of some thousand rows.
    """

    def __init__(self, file_name: str) -> None:
        table_file = files("glossary.title_phrases") / "data" / file_name
        header, *lines = table_file.read_text(encoding="utf-8").split("\n")
        self.languages: Sequence[str] = header.split("\t")[1:]
        self._lines = [line for line in lines if line and line[0] != "#"]
        self._cells_by_language: dict[str, Sequence[str]] = {}
        self._other_row_indexes_by_language: dict[str, Set[int]] = {}
        self._row_indexes_by_categories: dict[str, list[int]] = {}
        for row_index, line in enumerate(self._lines):
            categories_text = line.partition("\t")[0]
            if categories_text in self._row_indexes_by_categories:
                self._row_indexes_by_categories[categories_text].append(row_index)
            else:
                self._row_indexes_by_categories[categories_text] = [row_index]

    def read_line(self, row_index: int) -> str:
        """Read a row as it is written, with tabs between its cells."""
        return self._lines[row_index]

    def read_categories(self, row_index: int) -> frozenset[str]:
        """Read the categories of a row."""
        return split_categories(self._lines[row_index].partition("\t")[0])

    def read_cells(self, row_index: int) -> Mapping[str, str]:
        """Read the cells of a row by language, without the empty ones."""
        cells = self._lines[row_index].split("\t")[1:]
        return {
            language: cell
            for language, cell in zip(self.languages, cells, strict=False)
            if cell
        }

    def read_column(self, language: str) -> Sequence[str]:
        """Read the cells of all rows in a language; empty texts for rows without one.

        Unlike `list_cells_in`, also those of rows that are for another language only.
        """
        if language not in self.languages:
            return [""] * len(self._lines)
        cells = self._cells_by_language.get(language)
        if cells is None:
            column_index = self.languages.index(language) + 1
            cells = self._cells_by_language[language] = [
                row_cells[column_index]
                if len(row_cells := line.split("\t", column_index + 1)) > column_index
                else ""
                for line in self._lines
            ]
        return cells

    def list_row_indexes(self, *categories: str) -> Sequence[int]:
        """List the indexes of the rows that have one of some categories, in order."""
        return sorted(
            row_index
            for categories_text, row_indexes in self._row_indexes_by_categories.items()
            if not split_categories(categories_text).isdisjoint(categories)
            for row_index in row_indexes
        )

    def list_cells_in(
        self, language: str, row_indexes: Iterable[int] | None = None
    ) -> Iterator[tuple[int, str]]:
        """List the cells in a language with the indexes of their rows: some or all.

        A row with the category `only-LANGUAGE` is one in that language only.
        """
        if language not in self.languages:
            return
        cells = self.read_column(language)
        other_language_row_indexes = self._find_rows_for_other_languages(language)
        for row_index in range(len(cells)) if row_indexes is None else row_indexes:
            if cells[row_index] and row_index not in other_language_row_indexes:
                yield row_index, cells[row_index]

    def _find_rows_for_other_languages(self, language: str) -> Set[int]:
        """Find the rows that are for texts in another language only."""
        other_language_row_indexes = self._other_row_indexes_by_language.get(language)
        if other_language_row_indexes is None:
            other_language_row_indexes = self._other_row_indexes_by_language[
                language
            ] = {
                row_index
                for (
                    categories_text,
                    row_indexes,
                ) in self._row_indexes_by_categories.items()
                if _ONLY_LANGUAGE_PREFIX in categories_text
                and _is_for_another_language(categories_text, language)
                for row_index in row_indexes
            }
        return other_language_row_indexes


def split_categories(categories_text: str) -> frozenset[str]:
    """Split the first cell of a row."""
    return frozenset(categories_text.split())


def _is_for_another_language(categories_text: str, language: str) -> bool:
    """Whether a row is for texts in another language only."""
    return any(
        category.startswith(_ONLY_LANGUAGE_PREFIX)
        and category != _ONLY_LANGUAGE_PREFIX + language
        for category in split_categories(categories_text)
    )
