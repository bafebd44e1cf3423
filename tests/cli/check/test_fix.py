"""`padanan check --fix`: files in place, the memory as one change set."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

import cli
from exports.reports.labels import load_labels
from tests.cli.calling import Called, call

PAIR = ("-s", "vi", "-t", "id")
GOOD = "Menteri tiba di Hanoi kemarin; ia pergi lagi."
LEAD = "Menteri tiba di Hanoi kemarin ; ia pergi lagi."
ARTICLE = f"""Para menteri akan menghadiri upacara di Hanoi.

{LEAD}

Báo Tin Tức08/10/2025

Kementerian Luar Negeri mengatakan bahwa pertemuan itu penting bagi kedua negara.

Sumber: https://baotintuc.vn/thoi-su/cac-bo-truong-se-du-le-20251008174102158.htm
"""
BAD = "Menteri tiba di Hanoi  kemarin ; ia pergi lagi."


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "files.db"))


def check(*words: str) -> Called:
    return call("check", *words)


def lines(called: Called) -> list[Any]:
    """The lines printed, as JSON is."""
    return [json.loads(line) for line in called.out.split("\n") if line]


def units(place: str) -> list[tuple[str, str]]:
    return [(one["source"], one["target"]) for one in records(place)]


def records(place: str) -> list[Any]:
    """The units of the memory, as JSON is."""
    call("--database", place, "export", "all.jsonl")
    return [*map(json.loads, Path("all.jsonl").read_text("utf-8").splitlines())]


def test_the_memory_is_mended_as_one_change_set_that_can_be_undone(place: str) -> None:
    for number in range(3):
        text = f"{BAD} {number}."
        call("--database", place, "add", f"Bộ trưởng đã đến {number}.", text, *PAIR)
    before = units(place)
    asked = call("--database", place, "check", "--memory", *PAIR, "--fix")
    assert (asked.code, units(place)) == (1, before)
    assert "--yes" in asked.err
    done = call("--database", place, "check", "--memory", *PAIR, "--fix", "--yes")
    assert done.code == 0
    assert [target for _, target in units(place)] == [f"{GOOD} {n}." for n in range(3)]
    assert [line["after"] for line in lines(done)] == [f"{GOOD} {n}." for n in range(3)]
    again = call("--database", place, "check", "--memory", *PAIR, "--fix", "--yes")
    assert (again.code, again.out) == (0, "")
    history = call("--database", place, "history", "--format", "json", "--limit", "1")
    assert json.loads(history.out)[0]["command"] == "check --fix"
    assert "Fixed 3 units (6 changes in the history); " in done.err
    undone = call("--database", place, "undo", "last")
    assert undone.code == 0 and "Undone: 6 changes" in undone.err
    assert units(place) == before


def test_the_origin_of_a_mended_unit_is_kept(place: str, tmp_path: Path) -> None:
    origin = {"memory": "default", "author": "Siti", "headline": "Judul", "score": 0.9}
    record = {"source": "Ông đã đến.", "target": "Dia  sudah tiba.", "origin": origin}
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(record), "utf-8")
    call("--database", place, "import", str(file), *PAIR)
    call("--database", place, "check", "--memory", *PAIR, "--fix", "--yes")
    (stored,) = records(place)
    assert stored["target"] == "Dia sudah tiba."
    kept = {name: stored["origin"][name] for name in origin}
    assert kept == origin and stored["origin"]["changed"]


def test_units_at_one_place_are_not_mixed_up(place: str) -> None:
    rows = [("b", 1, "hai"), ("a", 1, "một"), ("c", 2, "ba"), ("b", 1, "bốn")]
    lines = [
        {
            "source": f"Số {word}.",
            "target": f"Nomor  {word}.",
            "origin": {"article": "0123456789abcdef", "position": at, "tuid": tuid},
        }
        for tuid, at, word in rows
    ]
    Path("u.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    call("--database", place, "import", "u.jsonl", *PAIR)
    call("--database", place, "check", "--memory", *PAIR, "--fix", "--yes")
    for source, target in units(place):
        assert target.replace("  ", " ") == source.replace("Số", "Nomor")
    assert ("Số ba.", "Nomor ba.") in units(place)


def test_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    path = page(PAGE)
    for name in ("stdin", "stderr"):
        monkeypatch.setattr(f"sys.{name}", _Terminal())
    for answer, code in ((False, 1), (True, 0)):
        monkeypatch.setattr("click.confirm", lambda *_, answer=answer, **__: answer)
        called = cli.run(("check", "page.txt", "-t", "id", "--fix"))
        assert called == code
        assert (GOOD in path.read_text("utf-8")) is answer


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_units_changed_since_are_told_and_mended(place: str) -> None:
    call("--database", place, "add", "Ông đã đến.", "Dia  sudah tiba.", *PAIR)
    call("--database", place, "add", "Ông đã đi.", "Dia  sudah pergi.", *PAIR)
    memory = ("--database", place, "check", "--memory", *PAIR)
    assert len(lines(call(*memory))) == 2
    assert [one["quote"] for one in lines(call(*memory, "--changed-since", "i2"))] == [
        "Dia  sudah"
    ]
    assert len(lines(call(*memory, "--changed-since", "2020-01-01"))) == 2
    later = call(*memory, "--changed-since", "2999-01-01")
    assert (lines(later), later.code) == ([], 0)
    assert "Nothing changed since 2999-01-01" in later.err
    call(*memory, "--changed-since", "i2", "--fix", "--yes")
    assert sorted(target for _, target in units(place)) == [
        "Dia  sudah tiba.",
        "Dia sudah pergi.",
    ]
    missing = call(*memory, "--changed-since", "i99")
    assert (missing.code, "i99" in missing.err) == (1, True)


def test_units_of_an_article_are_mended_and_its_page_stays(place: str) -> None:
    Path("page.txt").write_text(ARTICLE, "utf-8")
    database = ("--database", place)
    words = ("ingest", "page.txt", "-l", "id", "--no-fetch", "--format", "json")
    key = json.loads(call(*database, *words).out)["articles"][0]["key"]
    fixing = ("check", "--article", key, *PAIR, "--fix", "--yes")
    alone = call(*database, *fixing)
    assert alone.code == 0 and "in no unit of the memory" in alone.err
    record = {"source": "Bộ trưởng.", "target": LEAD, "origin": {"article": key}}
    Path("u.jsonl").write_text(json.dumps(record), "utf-8")
    call(*database, "import", "u.jsonl", *PAIR)
    called = call(*database, *fixing)
    assert called.code == 0 and "of the page itself was not changed" in called.err
    assert ("Bộ trưởng.", GOOD) in units(place)
    assert LEAD in call(*database, "show", key).out


def page(text: str, *, mark: bytes = b"", encoding: str = "utf-8") -> Path:
    path = Path("page.txt")
    path.write_bytes(mark + text.encode(encoding))
    return path


PAGE = f"Judul berita hari ini\r\n\r\n{BAD}\r\n\r\nTulisan lain di sini..\r\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")],
)
def test_a_page_is_mended_and_the_rest_of_it_stays(mark: bytes, encoding: str) -> None:
    path = page(PAGE, mark=mark, encoding=encoding)
    called = check("page.txt", "-t", "id", "--fix", "--yes")
    assert called.code == 0, called.err
    mended = PAGE.replace(BAD, GOOD).replace("sini..", "sini.")
    assert path.read_bytes() == mark + mended.encode(encoding)


def test_without_yes_nothing_is_written_and_the_diff_is_shown() -> None:
    path = page(PAGE)
    called = check("page.txt", "-t", "id", "--fix", "--format", "table")
    assert called.code == 1
    assert f"- {BAD}" in called.out and f"+ {GOOD}" in called.out
    assert path.read_bytes() == PAGE.encode()


def test_another_file_is_written_where_it_is_asked_for() -> None:
    path = page(PAGE)
    assert check("page.txt", "-t", "id", "--fix", "--yes", "-O", "new.txt").code == 0
    assert path.read_bytes() == PAGE.encode()
    assert GOOD in Path("new.txt").read_text("utf-8")


def test_equal_lines_of_a_page_are_mended_each_in_its_place() -> None:
    text = f"Judul berita hari ini\n\n{BAD}\n\nKata lain di tengah.\n\n{BAD}\n"
    path = page(text)
    check("page.txt", "-t", "id", "--fix", "--yes")
    assert path.read_text("utf-8") == text.replace(BAD, GOOD)


def test_json_lines_keep_all_but_the_text() -> None:
    path = Path("u.jsonl")
    path.write_bytes(
        b'\xef\xbb\xbf{"id":"a","source":"x","target":"Kata  baru", "more":[1]}\r\n'
        b"\r\nbroken\n"
        b'{"id":"b","target":{"text":"Kata  lagi","x":1}}\n'
        b'{"id":"c","target":"bersih"}'
    )
    assert check("u.jsonl", *PAIR, "--fix", "--yes").code == 0
    assert path.read_bytes() == (
        b'\xef\xbb\xbf{"id":"a","source":"x","target":"Kata baru", "more":[1]}\r\n'
        b"\r\nbroken\n"
        b'{"id": "b", "target": {"text": "Kata lagi", "x": 1}}\n'
        b'{"id":"c","target":"bersih"}'
    )


def test_tsv_keeps_its_other_fields_and_line_ends() -> None:
    path = Path("u.tsv")
    path.write_bytes(
        "Ông đến.\tDia  tiba.\td\tx\r\nno tab\nÔng đi.\tDia pergi.".encode()
    )
    assert check("u.tsv", *PAIR, "--fix", "--yes").code == 0
    assert path.read_bytes() == (
        "Ông đến.\tDia tiba.\td\tx\r\nno tab\nÔng đi.\tDia pergi.".encode()
    )


PO = r"""msgid ""
msgstr ""
"Language: id\n"
"X-Source-Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"

# by hand
#: a.c:1
#, c-format
msgid "%d files copied\n"
msgstr ""
"%d berkas "
" disalin\n"

msgid "Open"
msgstr "Buka"

#~ msgid "old"
#~ msgstr "lama  sekali"
"""


def test_a_po_file_keeps_all_but_the_translation() -> None:
    path = Path("a.po")
    path.write_text(PO, "utf-8")
    assert check("a.po", "-s", "en", "-t", "id", "--fix", "--yes").code == 0
    broken = 'msgstr ""\n"%d berkas "\n" disalin\\n"\n'
    assert broken in PO
    assert path.read_text("utf-8") == PO.replace(
        broken, 'msgstr "%d berkas disalin\\n"\n'
    )


def test_columns_of_a_program_are_kept_by_its_profile() -> None:
    text = PO.replace("Open", "Name     : %s").replace("Buka", "Nama     : %s")
    Path("a.po").write_text(text, "utf-8")
    words = ("a.po", "-s", "en", "-t", "id", "--fix", "--yes")
    done = check(*words, "--profile", "software")
    assert done.code == 0 and "aligned" not in done.err
    assert "Nama     : %s" in Path("a.po").read_text("utf-8")
    assert "--profile software" in check(*words).err


def test_placeholders_of_a_po_file_are_checked() -> None:
    Path("a.po").write_text(PO.replace('"%d berkas "', '"%s berkas "'), "utf-8")
    called = check(
        "a.po", "-s", "en", "-t", "id", "--profile", "software", "--only", "code"
    )
    assert called.code == 1
    (finding,) = lines(called)
    assert (finding["check"], finding["quote"], finding["fix"]) == (
        "code.mismatch",
        "%s",
        "%d",
    )
    fixed = check("a.po", "-s", "en", "-t", "id", "--fix-only", "code", "--yes")
    assert fixed.code == 0
    assert "%d berkas" in Path("a.po").read_text("utf-8")


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en" srclang="vi" datatype="plaintext"/><body>{}</body></tmx>
"""
TU = """<tu><tuv xml:lang="vi"><seg>Ông <ph x="1">%s</ph> đã đến.</seg></tuv>
<tuv xml:lang="id"><seg>Dia {}  sudah tiba.</seg></tuv></tu>"""
PH = '<ph x="1">%s</ph>'


def test_a_tmx_of_our_own_is_mended_and_keeps_its_codes() -> None:
    Path("a.tmx").write_text(TMX.format(TU.format(PH)), "utf-8")
    call("import", "a.tmx", *PAIR)
    call("export", "b.tmx", *PAIR)
    called = check("b.tmx", *PAIR, "--fix", "--yes")
    assert called.code == 0, called.err
    text = Path("b.tmx").read_text("utf-8")
    assert ">%s</ph> sudah tiba." in text


def test_a_tmx_that_would_lose_something_is_left_unless_another_is_written() -> None:
    # What a header says of the whole file is no matter of any unit.
    lossy = TMX.replace("/><body>", "><prop type='z'>q</prop></header><body>")
    Path("a.tmx").write_text(lossy.format(TU.format(PH)), "utf-8")
    before = Path("a.tmx").read_bytes()
    called = check("a.tmx", *PAIR, "--fix", "--yes")
    assert (called.code, "-O" in called.err) == (2, True)
    assert Path("a.tmx").read_bytes() == before
    written = check("a.tmx", *PAIR, "--fix", "--yes", "-O", "b.tmx")
    assert written.code == 0 and "lost: " in written.err
    assert "Dia " in Path("b.tmx").read_text("utf-8")


def test_a_lost_inline_code_of_a_tmx_is_found() -> None:
    Path("a.tmx").write_text(TMX.format(TU.format("")), "utf-8")
    called = check("a.tmx", *PAIR, "--only", "code")
    (finding,) = lines(called)
    assert "“%s”" in finding["message"] and finding["severity"] == "error"


@pytest.mark.parametrize(
    "words",
    [
        ["-", "--fix"],
        ["page.txt", "page.txt", "--fix", "-O", "x"],
        ["page.txt", "--fix", "--only", "num.value"],
        ["page.txt", "--fix-only", "no.such"],
        ["page.txt", "--changed-since", "i1"],
        ["page.txt", "--fix", "--report", "r.html"],
        ["page.txt", "-O", "x.txt"],
        ["page.txt", "--profile", "no"],
        ["page.txt", "--set", "x"],
        ["page.txt", "--since-report", "none.jsonl"],
        ["page.txt", "--since-report", "page.txt"],
        ["--memory", "--changed-since", "soon"],
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str]) -> None:
    page(PAGE)
    called = check(*words, "-t", "id")
    assert called.code == 2 and called.err and not called.out


def test_findings_of_an_earlier_report_are_left_out_and_not_mended() -> None:
    path = page(PAGE)
    Path("r.jsonl").write_text(check("page.txt", "-t", "id").out, "utf-8")
    known = check("page.txt", "-t", "id", "--since-report", "r.jsonl")
    assert known.out == "" and "in the earlier report" in known.err
    check("page.txt", "-t", "id", "--since-report", "r.jsonl", "--fix", "--yes")
    assert path.read_bytes() == PAGE.encode()
    page(PAGE + "\r\nBaru  sekali ini.\r\n")
    new = lines(check("page.txt", "-t", "id", "--since-report", "r.jsonl"))
    assert [one["quote"] for one in new] == ["Baru  sekali"]


def test_dismissed_findings_are_not_mended() -> None:
    path = page(PAGE)
    for finding in lines(check("page.txt", "-t", "id")):
        call("dismiss", finding["fingerprint"], "--why", "so be it")
    called = check("page.txt", "-t", "id", "--fix", "--yes")
    assert "No safe fixes" in called.err
    assert path.read_bytes() == PAGE.encode()


def test_the_file_that_is_asked_for_is_there_with_nothing_to_mend() -> None:
    page("Konferensi pers dibuka.\r\n")
    called = check("page.txt", "-t", "id", "--fix", "-O", "out.txt")
    assert called.code == 0 and "No safe fixes" in called.err
    assert Path("out.txt").read_bytes() == b"Konferensi pers dibuka.\r\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Not fixed: u1 space.double: several", "Fixed 1 text in u.jsonl"]),
        ("id", ["tidak diperbaiki: u1 space.double: beberapa", "1 teks diperbaiki"]),
        ("vi", ["chưa sửa: u1 space.double: nhiều", "đã sửa 1 đoạn văn bản"]),
    ],
)
def test_what_becomes_of_fixes_is_told_in_the_language(
    language: str, said: list[str]
) -> None:
    unit = {"document": "d", "target": "Ia  datang."}
    units = [{"id": id, **unit} for id in ("u1", "u1", "u2")]
    Path("u.jsonl").write_text("\n".join(map(json.dumps, units)), "utf-8")
    words = ("u.jsonl", "-t", "id", "--fix", "--language", language)
    asked = check(*words)
    called = check(*words, "--yes")
    needs_yes = load_labels(language).select_section("fixing")["needs_yes"]
    assert asked.code == 1 and asked.err.endswith(f"{needs_yes} (--yes)\n")
    for one in said:
        assert one in called.err
    (reason,) = {left["reason"] for line in lines(called) for left in line["left"]}
    assert reason.startswith(said[0].rpartition(" ")[2])


def test_fixes_that_are_not_asked_for_are_counted_and_named() -> None:
    texts = ["Ada 3.26 juta orang  di sini.", "Ia ia datang.", "Ada 4.51 juta orang."]
    units = [{"id": str(at), "target": text} for at, text in enumerate(texts)]
    Path("u.jsonl").write_text("\n".join(map(json.dumps, units)), "utf-8")
    done = check("u.jsonl", "-t", "id", "--fix", "--yes")
    assert "3 more fixes available" in done.err
    assert (
        "num.format 2, word.doubled 1 (--fix-only num.format,word.doubled)" in done.err
    )
    left = check("u.jsonl", "-t", "id", "--fix", "--yes", "--skip", "num")
    assert "word.doubled 1 (--fix-only word.doubled)" in left.err
    named = check(
        "u.jsonl", "-t", "id", "--fix-only", "num.format,word.doubled", "--yes"
    )
    assert "Fixed 3 texts" in named.err and "available" not in named.err
    assert "at hand" not in check("u.jsonl", "-t", "id", "--fix").err


def test_terms_are_mended_only_on_request() -> None:
    Path("t.tsv").write_text("Ông đi Trung Quốc.\tDia pergi ke Cina.\n", "utf-8")
    terms = ("--term", "id=Tiongkok", "--forbidden", "id=Cina")
    call("terms", "add", "--term", "vi=Trung Quốc", *terms)
    unasked = check("t.tsv", *PAIR, "--fix", "--yes").err
    assert "No safe fixes" in unasked
    assert "1 more fix available" in unasked
    assert "term.forbidden 1 (--fix-only term.forbidden)" in unasked
    called = check("t.tsv", *PAIR, "--fix-terms", "--yes")
    assert called.code == 0 and "at hand" not in called.err
    assert "Tiongkok" in Path("t.tsv").read_text("utf-8")


def test_the_settings_choose_profile_severity_and_options() -> None:
    Path("u.tsv").write_text("16.700 người.\t16.900  orang.\n", "utf-8")
    Path("padanan.toml").write_text(
        '[checks]\nprofile = "house"\n'
        '[checks.severity]\n"num.value" = "warning"\n'
        '[checks.profiles.house]\nextends = "software"\nskip = ["space"]\n',
        "utf-8",
    )
    called = check("u.tsv", *PAIR)
    assert [(one["check"], one["severity"]) for one in lines(called)] == [
        ("num.value", "warning")
    ]
    assert called.code == 0
    assert check("u.tsv", *PAIR, "--set", "num.value=error").code == 1
    assert check("u.tsv", *PAIR, "--set", "num.value=off").out == ""
    assert len(lines(check("u.tsv", *PAIR, "--profile", "news"))) == 2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            "[checks.options]\nfoo = 3\n",
            "foo belongs to no check; write [checks.options.",
        ),
        ("[checks]\noptions = 3\n", "[checks] options must be a table"),
        ("[checks]\nrules = ['x']\n", "[checks] rules must be a text"),
        ('[checks.options."spell.word"]\nallowed = 5\n', "must be a list of texts"),
        ('[checks.options."seg.omission"]\ndeviations = nan\n', "must be a number"),
        ('[checks.options."spell.wort"]\nallowed = []\n', "did you mean spell.word"),
        ('[checks.profiles.a]\nextends = "a"\n', "profile a extends itself"),
        ("[checks]\nlanguage = '\udcff'\n", "is not UTF-8, at byte 21"),
    ],
)
def test_a_wrong_setting_is_told_in_words(settings: str, said: str) -> None:
    Path("u.tsv").write_text("a\tb\n", "utf-8")
    Path("padanan.toml").write_bytes(settings.encode("utf-8", "surrogateescape"))
    done = check("u.tsv", *PAIR, "--profile", "a" if "profiles" in settings else "news")
    assert (done.code, said in done.err) == (2, True), done.err


def test_the_linter_of_terms_goes_by_the_severities_of_the_settings() -> None:
    call("terms", "add", "--term", "vi=Hà Nội", "--term", "id=Ha Noi")
    call("terms", "add", "--term", "vi=Hà Nội", "--term", "id=Hanoi", "--yes")
    words = ("terms", "lint", "--no-memory")
    before = {one["check"]: one["severity"] for one in lines(call(*words))}
    assert before["tb.ambiguous"] == "warning"
    settings = '[checks.severity]\n"tb.ambiguous" = "error"\n'
    Path("padanan.toml").write_text(settings, "utf-8")
    after = {one["check"]: one["severity"] for one in lines(call(*words))}
    assert after == {**before, "tb.ambiguous": "error"}
    Path("padanan.toml").write_text(settings.replace("error", "off"), "utf-8")
    off = {one["check"] for one in lines(call(*words))}
    assert off == {*before} - {"tb.ambiguous"}


def test_severities_of_the_user_and_of_the_folder_count_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr("tm.settings.user_config_path", lambda name: own)
    user = '[checks.severity]\n"num.value" = "info"\n"space.double" = "info"\n'
    (own / "padanan.toml").write_text(user, "utf-8")
    folder = '[checks.severity]\n"num.value" = "warning"\n'
    Path("padanan.toml").write_text(folder, "utf-8")
    Path("u.tsv").write_text("16.700 người.\t16.900  orang.\n", "utf-8")
    found = {one["check"]: one["severity"] for one in lines(check("u.tsv", *PAIR))}
    assert found == {"num.value": "warning", "space.double": "info"}


def test_packed_file_is_not_mended_but_told_of(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv.gz"
    path.write_bytes(gzip.compress("Một câu.\tSatu  kalimat .\n".encode()))
    before = path.read_bytes()
    done = check(str(path), *PAIR, "--fix", "--yes")
    assert (done.code, "unpack it first" in done.err) == (2, True)
    assert path.read_bytes() == before
