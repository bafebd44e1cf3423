"""The tables in `data`: rows with categories, and a cell for each language.

In `words.tsv` a cell holds forms separated by `;`, the first one preferred. In
`rules.tsv` it holds patterns of plain words, and elements in braces.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

_ONLY_PREFIX = "only-"


class PhraseTable:
    """The rows of a table, of which cells are read when they are asked for.

    One title touches a few of some thousand rows.
    """

    def __init__(self, file_name: str) -> None:
        table_file = files("glossary.title_phrases") / "data" / file_name
        header, *lines = table_file.read_text(encoding="utf-8").splitlines()
        self.languages: Sequence[str] = header.split("\t")[1:]
        self._rows = [line.split("\t") for line in lines if line and line[0] != "#"]
        self._row_numbers_by_categories: dict[str, list[int]] = {}
        for row_number, row in enumerate(self._rows):
            self._row_numbers_by_categories.setdefault(row[0], []).append(row_number)

    def read_categories(self, row_number: int) -> frozenset[str]:
        """Read the categories of a row."""
        return split_categories(self._rows[row_number][0])

    def read_cell(self, row_number: int, language: str) -> str:
        """Read a cell; an empty text if the row has none in the language."""
        return self.read_cells(row_number).get(language, "")

    def read_cells(self, row_number: int) -> Mapping[str, str]:
        """Read the cells of a row by language, without the empty ones."""
        return {
            language: cell
            for language, cell in zip(
                self.languages, self._rows[row_number][1:], strict=False
            )
            if cell
        }

    def list_rows_of(self, *categories: str) -> Sequence[int]:
        """List the numbers of the rows that have one of some categories, in order."""
        return sorted(
            row_number
            for categories_text, row_numbers in self._row_numbers_by_categories.items()
            if not split_categories(categories_text).isdisjoint(categories)
            for row_number in row_numbers
        )

    def list_cells_in(
        self, language: str, row_numbers: Iterable[int] | None = None
    ) -> Iterator[tuple[int, str]]:
        """List the cells in a language with the numbers of their rows: some or all.

        A row with the category `only-LANGUAGE` is one in that language only.
        """
        if language not in self.languages:
            return
        column = self.languages.index(language) + 1
        for row_number in (
            range(len(self._rows)) if row_numbers is None else row_numbers
        ):
            row = self._rows[row_number]
            if (
                len(row) > column
                and row[column]
                and not (
                    _ONLY_PREFIX in row[0]
                    and _is_for_another_language(row[0], language)
                )
            ):
                yield row_number, row[column]


@cache
def split_categories(categories_text: str) -> frozenset[str]:
    """Split the first cell of a row."""
    return frozenset(categories_text.split())


@cache
def _is_for_another_language(categories_text: str, language: str) -> bool:
    """Whether a row is for texts in another language only."""
    return any(
        category.startswith(_ONLY_PREFIX) and category != _ONLY_PREFIX + language
        for category in split_categories(categories_text)
    )
