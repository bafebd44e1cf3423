"""What lookup is compared with. Each peer answers with the rows it would propose first.

A peer is a function that takes the segments (tokens in match form, and text) and gives
back a search; what it proposes is ranked by the same similarity as Padanan's.
"""

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tm.match.similarity import compute_token_similarity_within

Search = Callable[[Sequence[str], int], list[tuple[int, float]]]
"""From tokens and a threshold to rows with their similarity, the best first."""

_CANDIDATE_LIMIT = 100
_RARE_WORD_COUNT = 6


class CodedTokens:
    """Segments as strings, a character for each token."""

    def __init__(self, tokens: Iterable[Sequence[str]]) -> None:
        self._characters: dict[str, str] = {}
        self.strings = ["".join(map(self._character, one)) for one in tokens]

    def of(self, tokens: Sequence[str]) -> str:
        """A query as a string."""
        return "".join(self._characters.get(token, chr(0x10FFFF)) for token in tokens)

    def ranked(
        self, query: str, rows: Sequence[int], threshold: int
    ) -> list[tuple[int, float]]:
        """The rows that reach a threshold, the best first."""
        scores = [
            (row, score)
            for row in rows
            if (
                score := compute_token_similarity_within(
                    query, self.strings[row], threshold
                )
            )
            is not None
        ]
        return sorted(scores, key=lambda hit: (-hit[1], hit[0]))

    def _character(self, token: str) -> str:
        number = len(self._characters)
        number += 0x800 * (number >= 0xD800)
        return self._characters.setdefault(token, chr(number))


def make_cdist_search(coded: CodedTokens) -> Search:
    """rapidfuzz over all token strings: exact, and the plain scan of a fast library."""

    def search(tokens: Sequence[str], threshold: int) -> list[tuple[int, float]]:
        query = coded.of(tokens)
        # Distances are floored later: half a point less loses nothing.
        least_similarity = (threshold - 0.5) / 100
        scores = process.cdist(
            [query],
            coded.strings,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=least_similarity,
            workers=1,
        )
        return coded.ranked(query, scores[0].nonzero()[0].tolist(), threshold)

    return search


def make_tantivy_peer(
    tokens: Sequence[Sequence[str]],
) -> tuple[Callable[[], Search], Path]:
    """tantivy: 100 candidates by BM25, then ranked; and where its index is."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("body", stored=False, tokenizer_name="whitespace")
    schema.add_integer_field("row", stored=True)
    folder = Path(tempfile.mkdtemp(prefix="tantivy-"))
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=300_000_000, num_threads=1)
    for row, token_texts in enumerate(tokens):
        writer.add_document(tantivy.Document(body=" ".join(token_texts), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def open_search(coded: CodedTokens) -> Search:
        def search(query: Sequence[str], threshold: int) -> list[tuple[int, float]]:
            terms = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.term_query(index.schema, "body", term),
                )
                for term in set(query)
            ]
            search_result = searcher.search(
                tantivy.Query.boolean_query(terms), limit=_CANDIDATE_LIMIT
            )
            rows = [
                searcher.doc(document_address)["row"][0]
                for _, document_address in search_result.hits
            ]
            return coded.ranked(coded.of(query), rows, threshold)

        return search

    return open_search, folder  # type: ignore[return-value]


def make_fts5_peer(
    tokens: Sequence[Sequence[str]], counts: Counter[str]
) -> tuple[Callable[[CodedTokens], Search], Path]:
    """SQLite FTS5: all that hold one of the six rarest words, then ranked."""
    path = Path(tempfile.mkdtemp(prefix="fts5-")) / "fts5.db"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIRTUAL TABLE f USING fts5(body, content='', detail=none)"
    )
    lines = ((row + 1, " ".join(token_texts)) for row, token_texts in enumerate(tokens))
    connection.executemany("INSERT INTO f(rowid, body) VALUES (?, ?)", lines)
    connection.commit()

    def open_search(coded: CodedTokens) -> Search:
        def search(query: Sequence[str], threshold: int) -> list[tuple[int, float]]:
            words = {word for word in query if word.isalnum() and counts[word]}
            rare_words = sorted(words, key=lambda word: counts[word])[:_RARE_WORD_COUNT]
            if not rare_words:
                return []
            match_query = " OR ".join(f'"{word}"' for word in rare_words)
            found_rows = connection.execute(
                "SELECT rowid FROM f WHERE f MATCH ?", (match_query,)
            )
            rows = [row - 1 for (row,) in found_rows]
            return coded.ranked(coded.of(query), rows, threshold)

        return search

    return open_search, path


def make_trigram_peer(
    url: str, texts: Sequence[str]
) -> Callable[[CodedTokens], Search]:
    """PostgreSQL's pg_trgm with a GIN index, all above .5, then ranked. Wall time."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("DROP TABLE IF EXISTS padanan_benchmark")
    connection.execute("CREATE TABLE padanan_benchmark (row int, body text)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY padanan_benchmark FROM STDIN") as copy:
            for row, text in enumerate(texts):
                copy.write_row((row, text))
    connection.execute(
        "CREATE INDEX ON padanan_benchmark USING gin (body gin_trgm_ops)"
    )
    connection.execute("SET pg_trgm.similarity_threshold = 0.5")

    def open_search(coded: CodedTokens) -> Search:
        def search(query: Sequence[str], threshold: int) -> list[tuple[int, float]]:
            found_rows = connection.execute(
                "SELECT row FROM padanan_benchmark WHERE body % %s".replace(
                    "% ", "%% "
                ),
                (" ".join(query),),
            )
            rows = [row for (row,) in found_rows]
            return coded.ranked(coded.of(query), rows, threshold)

        return search

    return open_search


def measure_folder(path: Path) -> int:
    """Bytes of a file, or of all in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def has_module(module: str) -> bool:
    """Whether a peer can be imported."""
    return find_spec(module) is not None


def remove_folder(path: Path) -> None:
    """Remove what a peer left."""
    shutil.rmtree(path if path.is_dir() else path.parent, ignore_errors=True)
