"""The recogniser's file: used when it fits, and made anew whenever it does not."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Term
from glossary.recognition import recogniser_file
from glossary.recognition.recogniser import Recogniser
from glossary.recognition.recogniser_file import (
    UnusableRecogniserFileError,
    read_recogniser,
    write_recogniser,
)
from glossary.store.recogniser_cache import read_or_build_recogniser
from tests.paths import DATA, ROOT
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.text.locale import Locale

TERMS = DATA / "terms"
TEXT = "Bộ trưởng Bộ Tư pháp, Thứ trưởng Bộ Ngoại giao và UBND; Hoà Bình, Nga Sô"
vi, id_ = map(Locale.parse, ("vi", "id"))


@pytest.fixture
def concept_store(
    tmp_path: Path, termbase: list[ConceptEntry]
) -> Iterator[ConceptStore]:
    with Database.open(tmp_path / "terms.db") as database:
        concept_store = ConceptStore(database)
        with open_change_set(
            database, command="terms import", author="Siti"
        ) as changes:
            concept_store.add(termbase, changes)
        yield concept_store


def kept(concept_store: ConceptStore) -> Path:
    (path,) = Path(f"{concept_store.database.name}.index").rglob("vi.terms")
    return path


def test_what_a_file_holds_finds_the_same(
    tmp_path: Path, termbase: list[ConceptEntry]
) -> None:
    for tag in ("vi", "id", "en", "ja"):
        locale = Locale.parse(tag)
        made = Recogniser.build(termbase, locale)
        write_recogniser(tmp_path / tag, made, "1")
        read = read_recogniser(tmp_path / tag, locale, "1")
        lines = (TERMS / f"{tag}.tsv").read_text("utf-8")
        for forbidden in (False, True):
            for nested in (False, True):
                wanted = made.find(
                    lines, includes_forbidden=forbidden, includes_nested=nested
                )
                found = read.find(
                    lines, includes_forbidden=forbidden, includes_nested=nested
                )
                assert found == wanted


def test_an_empty_termbase_can_be_kept(tmp_path: Path) -> None:
    write_recogniser(tmp_path / "pl", Recogniser.build([], Locale.parse("pl")), "1")
    read = read_recogniser(tmp_path / "pl", Locale.parse("pl"), "1")
    assert read.find("cokolwiek") == []


def test_the_file_is_used_again(concept_store: ConceptStore) -> None:
    first = read_or_build_recogniser(concept_store.database, vi)
    before = kept(concept_store).stat()
    again = read_or_build_recogniser(concept_store.database, vi)
    assert kept(concept_store).stat().st_ino == before.st_ino
    assert again.find(TEXT) == first.find(TEXT) != []


def test_a_change_of_the_termbase_is_seen_at_once(concept_store: ConceptStore) -> None:
    read_or_build_recogniser(concept_store.database, vi)
    new = ConceptEntry("ubnd-x", (Term(vi, "UBND"),))
    with open_change_set(
        concept_store.database, command="terms add", author="Siti"
    ) as changes:
        concept_store.add([new], changes)
    found = read_or_build_recogniser(concept_store.database, vi).find(TEXT)
    assert "ubnd-x" in [hit.entry.id for hit in found]


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _bent(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut": _cut,
    "bent": _bent,
    "other bytes": lambda content: os.urandom(2000),
    "no table": lambda content: b"padanan terms []\n",
    "sizes": lambda content: content.replace(b'"sizes": [', b'"sizes": [1, ', 1),
    "more": lambda content: content + b"\0",
    "format": lambda content: content.replace(b'"stamp": [', b'"stamp": [9', 1),
    "numbers": lambda content: content.replace(b'"sizes": [', b'"sizes": [1e999, ', 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_made_anew(
    concept_store: ConceptStore, damage: Callable[[bytes], bytes]
) -> None:
    wanted = read_or_build_recogniser(concept_store.database, vi).find(TEXT)
    path = kept(concept_store)
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    with pytest.raises(UnusableRecogniserFileError):
        read_recogniser(path, vi, concept_store.version())
    assert read_or_build_recogniser(concept_store.database, vi).find(TEXT) == wanted
    assert path.read_bytes() == sound


def test_a_file_of_another_locale_does_not_serve(concept_store: ConceptStore) -> None:
    read_or_build_recogniser(concept_store.database, vi)
    with pytest.raises(UnusableRecogniserFileError):
        read_recogniser(kept(concept_store), id_, concept_store.version())


def test_where_nothing_can_be_written_terms_are_found_all_the_same(
    concept_store: ConceptStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(nowhere))
    Path(f"{concept_store.database.name}.index").write_text("no folder")
    assert read_or_build_recogniser(concept_store.database, vi).find(TEXT)


def test_several_at_once_leave_one_sound_file(concept_store: ConceptStore) -> None:
    found: list[int] = []

    def work() -> None:
        found.append(
            len(read_or_build_recogniser(concept_store.database, vi).find(TEXT))
        )

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    read_recogniser(kept(concept_store), vi, concept_store.version())
    assert [file.name for file in kept(concept_store).parent.iterdir()] == ["vi.terms"]


def test_leavings_of_a_killed_writer_are_removed(concept_store: ConceptStore) -> None:
    read_or_build_recogniser(concept_store.database, vi)
    path = kept(concept_store)
    left = path.with_name("vi.terms.0123456789abcdef")
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    path.unlink()
    read_or_build_recogniser(concept_store.database, vi)
    assert not left.exists()


def test_terms_read_from_a_file_keep_all_they_are(
    tmp_path: Path, termbase: list[ConceptEntry]
) -> None:
    made = Recogniser.build(termbase, vi)
    write_recogniser(tmp_path / "vi", made, "1")
    read = read_recogniser(tmp_path / "vi", vi, "1")
    assert list(read.lexicon.entries) == list(made.lexicon.entries)
    assert list(read.title_entries) == list(made.title_entries)


@pytest.mark.parametrize("pattern", recogniser_file._RULE_FILE_PATTERNS)
def test_every_file_of_rules_that_the_stamp_names_is_there(pattern: str) -> None:
    assert list((ROOT / "glossary").glob(pattern))
