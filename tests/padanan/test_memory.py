"""The facade does what the commands do, on SQLite and on PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import padanan
from padanan.memory_database import MemoryDatabase
from tests.paths import ROOT
from tm.store.database import Database

PAGE = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man.id.txt"
ORIGINAL = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man.vi.txt"
TERMBASE = ROOT / "seeds" / "glossary" / "official_titles.csv"
QUERY = (
    "Mỗi hộ nhận chăm sóc trung bình 3 ha và cam kết giữ độ che phủ của cây ở mức ít "
    "nhất 70% diện tích."
)


def write_small_termbase(folder: Path) -> Path:
    """A file of some offices and bodies of the starter termbase: quick to load."""
    lines = TERMBASE.read_text("utf-8").splitlines(keepends=True)
    offices = [line for line in lines if re.match("(office|ministry)-0", line)]
    path = folder / "offices.csv"
    path.write_text("".join([lines[0], *offices]), "utf-8")
    return path


@pytest.fixture
def memory(database: Database) -> Iterator[padanan.Memory]:
    """An empty memory, once on SQLite, once on PostgreSQL."""
    settings = padanan.Settings(padanan.Locale("vi"), padanan.Locale("id"))
    with padanan.Memory(MemoryDatabase(database), settings) as opened:
        yield opened


def test_article_is_ingested_looked_up_and_checked(memory: padanan.Memory) -> None:
    article = memory.ingest(PAGE, original=ORIGINAL)
    assert (article.outcome, article.units, article.review) == ("new", 27, 0)
    assert article.change_set == "i1"
    [match] = memory.lookup(QUERY)
    assert match.rate == 98
    assert match.target is not None and "2,5 hektare" in match.target
    assert match.repaired is not None and "3 hektare" in match.repaired
    assert match.origin.source_url is not None
    assert not [*memory.check(article)]
    checks = {finding.check for finding in memory.check(article, only=["word"])}
    assert checks == {
        finding.check for finding in memory.check(article.key, only=["word"])
    }
    assert checks
    assert all(
        finding.check == "word.repeat_near"
        for finding in memory.check(only=["word.repeat_near"])
    )


def test_unit_is_added_found_and_undone(memory: padanan.Memory) -> None:
    name = memory.add("họp báo", "jumpa pers", author="lan")
    assert name == "i1"
    assert memory.add("họp báo", "jumpa pers") is None
    [hit] = memory.concordance("hop bao")
    assert (hit.source, hit.target, hit.spans) == ("họp báo", "jumpa pers", ((0, 7),))
    assert hit.origin.author == "lan"
    [other] = memory.concordance("JUMPA", source="id", target="vi")
    assert (other.source, other.target) == ("jumpa pers", "họp báo")
    assert memory.undo(name) == "i2"
    assert memory.concordance("họp báo") == []
    assert memory.redo() == "i3"
    memory.undo(name)
    assert memory.redo(name) == "i5"
    with pytest.raises(padanan.InputError, match="not undone"):
        memory.redo(name)
    assert [match.rate for match in memory.lookup("họp báo")] == [100]


def test_files_are_loaded_and_exported(memory: padanan.Memory, tmp_path: Path) -> None:
    memory.add("họp báo", "jumpa pers", author="lan")
    memory.add("ba", "tiga", author="siti")
    path = tmp_path / "out.tmx"
    assert memory.export(path, author="lan").written == 1
    with padanan.open(tmp_path / "other.db", source="vi", target="id") as other:
        loaded = other.load(path)
        assert (loaded.new, loaded.known, loaded.skipped) == (1, 0, [])
        assert other.load(path).known == 1
        assert [match.target for match in other.lookup("họp báo")] == ["jumpa pers"]
    with pytest.raises(padanan.NotFound, match="no units match these filters"):
        memory.export(path, publisher="Báo Tin Tức")


def test_damaged_entry_is_skipped_with_its_line(
    memory: padanan.Memory, tmp_path: Path
) -> None:
    path = tmp_path / "units.jsonl"
    path.write_text('{"source": {"locale": "vi"}}\n', "utf-8")
    loaded = memory.load(path)
    assert [skipped.line for skipped in loaded.skipped] == [1]
    with pytest.raises(padanan.FormatError):
        memory.load(path, strict=True)


def test_terms_are_loaded_and_found(memory: padanan.Memory) -> None:
    assert memory.terms.find("Thứ trưởng Bộ Công an") == []
    assert memory.terms.load(TERMBASE).new == 2227
    [hit] = memory.terms.find("Thứ trưởng Bộ Công an")
    assert (hit.start, hit.end, hit.concept) == (0, 21, "office-002")
    assert hit.translations == ("Wakil Menteri Keamanan Publik",)
    assert memory.undo("last") == "i2"
    assert memory.terms.find("Thứ trưởng Bộ Công an") == []


def test_wrong_term_of_today_lowers_a_match(
    memory: padanan.Memory, tmp_path: Path
) -> None:
    memory.add("Bộ Công an", "Kementerian Keamanan Umum")
    [before] = memory.lookup("Bộ Công an")
    memory.terms.load(write_small_termbase(tmp_path))
    [after] = memory.lookup("Bộ Công an")
    assert (before.rate, after.rate) == (100, 90)
    assert after.repaired == "Kementerian Keamanan Publik"


def test_terms_loaded_meanwhile_repair_a_match(
    memory: padanan.Memory, tmp_path: Path
) -> None:
    memory.add("Bộ trưởng đến Huế hôm 3/4", "Menteri tiba di Hue pada 3 April")
    query = "Thứ trưởng đến Huế hôm 3/4"
    [before] = memory.lookup(query)
    memory.terms.load(write_small_termbase(tmp_path))
    [after] = memory.lookup(query)
    assert before.repaired is None
    assert after.repaired == "Wakil Menteri tiba di Hue pada 3 April"


def test_errors_say_what_to_do(memory: padanan.Memory, tmp_path: Path) -> None:
    with pytest.raises(padanan.InputError, match="the target text is empty"):
        memory.add("họp báo", " ")
    with pytest.raises(padanan.InputError, match="source and target are both vi"):
        memory.lookup("họp báo", target="vi")
    with pytest.raises(padanan.InvalidLocale):
        memory.lookup("họp báo", source="not a language")
    with pytest.raises(padanan.InputError, match="mode must be one of plain"):
        memory.concordance("họp báo", mode="fuzzy")
    with pytest.raises(padanan.NotFound, match="no change set i99"):
        memory.undo("i99")
    with padanan.open(tmp_path / "other.db", source="vi") as other:
        with pytest.raises(padanan.InputError, match="give target, such as"):
            other.lookup("họp báo")
    with pytest.raises(padanan.StoreUnavailable):
        padanan.open(tmp_path)
    with pytest.raises(padanan.InputError, match="source and target are both id"):
        padanan.open(tmp_path / "same.db", source="id", target="id")
    with pytest.raises(padanan.InputError, match=r"is a server; use padanan\.connect"):
        padanan.open("http://127.0.0.1:8080", source="vi", target="id")


def test_a_memory_is_shown_with_its_database_and_languages(tmp_path: Path) -> None:
    with padanan.open(tmp_path / "m.db", source="vi", target="id") as memory:
        assert repr(memory) == f"<Memory {tmp_path / 'm.db'} (vi, id)>"


def test_texts_that_cannot_be_stored_are_refused(memory: padanan.Memory) -> None:
    for text in ("la\udcff", "la\0n"):
        with pytest.raises(padanan.InvalidText):
            memory.add("họp báo", "jumpa pers", author=text)
        with pytest.raises(padanan.InvalidText):
            memory.add("họp báo", "jumpa pers", note=text)
    assert memory.concordance("họp báo") == []


def test_limits_are_one_or_more(memory: padanan.Memory) -> None:
    memory.add("họp báo", "jumpa pers")
    assert len(memory.concordance("họp báo", limit=None)) == 1
    for limit in (0, -1):
        with pytest.raises(padanan.InputError, match="limit must be 1 or more"):
            memory.concordance("họp báo", limit=limit)
        with pytest.raises(padanan.InputError, match="limit must be 1 or more"):
            memory.lookup("họp báo", limit=limit)
    for rate in (-1, 102):
        with pytest.raises(padanan.InputError, match="min_rate must be 0 to 101"):
            memory.lookup("họp báo", min_rate=rate)
    assert memory.lookup("họp báo", min_rate=101) == []


def test_one_name_is_no_list_of_names(memory: padanan.Memory) -> None:
    with pytest.raises(padanan.InputError, match=r"only must be a list.* \['num'\]"):
        memory.check(only="num")
    with pytest.raises(padanan.InputError, match="skip must be a list"):
        memory.checks.check_file("page.txt", skip="num")


def test_selection_is_read_as_by_the_commands(
    memory: padanan.Memory, tmp_path: Path
) -> None:
    memory.add("họp báo", "jumpa pers")
    name = memory.add("ba", "tiga")
    path = tmp_path / "out.tmx"
    assert memory.export(path, state="translated").written == 2
    assert memory.export(path, session=name or "").written == 1
    assert memory.export(path, session="last").written == 1
    assert memory.export(path, since="2020", until="2999-12").written == 2
    with pytest.raises(padanan.NotFound, match="no units match"):
        memory.export(path, state="final")
    with pytest.raises(padanan.NotFound, match="no change set i99"):
        memory.export(path, session="i99")
    with pytest.raises(padanan.UnknownName, match="unknown state 'done'"):
        memory.export(path, state="done")
    with pytest.raises(padanan.InvalidText):
        memory.export(path, query="\ud800")
    for session in ("c1", "second"):
        with pytest.raises(padanan.InputError, match=session):
            memory.export(path, session=session)
    for date in ("yesterday", "2025-13", "2025-02-30"):
        with pytest.raises(padanan.InputError, match="not a date"):
            memory.export(path, since=date)


def test_settings_give_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "padanan.toml").write_text(
        'source = "vi"\ntarget = "id"\ndatabase = "x.db"\n[lookup]\nmin_rate = 100\n'
    )
    settings = padanan.load_settings(tmp_path)
    with padanan.open(settings=settings, author="lan") as memory:
        memory.add("họp báo", "jumpa pers")
        assert memory.lookup("họp báo sớm") == []
        [match] = memory.lookup("họp báo sớm", min_rate=50)
        assert match.origin.author == "lan"
    assert (tmp_path / "x.db").is_file()


def test_a_missing_file_is_created_by_the_first_write_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "memroy"
    with padanan.open(path, source="vi", target="id") as memory:
        assert memory.lookup("họp báo") == []
        assert "memroy does not exist yet" in caplog.text
        assert memory.concordance("họp báo") == []
        assert memory.terms.find("họp báo") == []
        assert list(memory.check()) == []
        for read in (
            lambda: memory.check("4f1c"),
            lambda: memory.export(tmp_path / "out.tmx"),
            lambda: memory.undo("last"),
        ):
            with pytest.raises(padanan.NotFound, match="nothing is stored yet"):
                read()
        for load in (memory.load, memory.terms.load):
            with pytest.raises(padanan.InputError, match="no such file"):
                load(tmp_path / "missing.csv")
        assert not any(tmp_path.iterdir())
        memory.add("họp báo", "jumpa pers")
        assert path.is_file()
        assert [match.rate for match in memory.lookup("họp báo")] == [100]


def test_a_file_may_be_required_to_exist(tmp_path: Path) -> None:
    with pytest.raises(padanan.NotFound, match="memroy: no such database"):
        padanan.open(tmp_path / "memroy", create=False)
    with pytest.raises(padanan.NotFound, match="memroy: no such database"):
        padanan.open(f"sqlite:///{tmp_path}/memroy", create=False)
    assert not any(tmp_path.iterdir())


def test_a_missing_file_may_be_named_by_a_url(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/memory.db"
    with padanan.open(url, source="vi", target="id") as memory:
        assert memory.lookup("họp báo") == []
        assert not any(tmp_path.iterdir())
        memory.add("họp báo", "jumpa pers")
        assert (tmp_path / "memory.db").is_file()


def test_a_closed_memory_is_refused(tmp_path: Path, memory: padanan.Memory) -> None:
    memory.add("họp báo", "jumpa pers")
    memory.close()
    memory.close()
    for use in (
        lambda: memory.lookup("họp báo"),
        lambda: memory.add("ba", "tiga"),
        lambda: memory.terms.find("họp báo"),
        lambda: memory.check(),
    ):
        with pytest.raises(padanan.PadananError, match="this memory is closed"):
            use()
    unused = padanan.open(tmp_path / "other.db")
    unused.close()
    with pytest.raises(padanan.StoreUnavailable, match="this memory is closed"):
        unused.load("any.tmx")
