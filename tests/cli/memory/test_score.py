"""The commands that measure, fill and explain."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

WORDS = "một hai ba bốn năm sáu bảy tám chín"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A memory, and the options that name it."""
    monkeypatch.chdir(tmp_path)
    options = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    pairs = [
        (f"{WORDS} mười", "satu dua tiga"),
        ("họp báo", "konferensi pers"),
        ("họp báo", "jumpa pers"),
        ("Mất 5,5% trong năm 2024", "Rugi 5,5 persen pada 2024"),
        ("một câu", 'kalimat "satu"'),
    ]
    for source, target in pairs:
        assert call("add", source, target, *options).code == 0
    return options


@pytest.mark.parametrize(
    "query",
    [f"{WORDS} không", "Mất 7% trong năm 2025", "một cau", "mot cau", "MỘT CÂU"],
)
def test_a_rate_is_computed_again_from_the_json(
    query: str, place: tuple[str, ...]
) -> None:
    out = call("lookup", query, *place, "--explain", "--format", "json").out
    for match in json.loads(out):
        edits = match["edits"]
        cost = sum(
            max(edit["counts"])
            for edit in edits
            if edit["op"] not in ("equal", "alike")
        )
        longest = max(sum(edit["counts"][side] for edit in edits) for side in (0, 1))
        similarity = (longest - cost) * 10_000 // longest / 100
        if match["measure"] == "characters":
            similarity = min(99.0, similarity)
        assert similarity == match["similarity"]
        points = sum(penalty["points"] for penalty in match["penalties"])
        assert match["rate"] == max(0, int(similarity) - points)


def test_edits_are_shown_with_brackets_in_a_pipe(place: tuple[str, ...]) -> None:
    done = call("lookup", f"{WORDS} 5", *place, "--explain", "--format", "table")
    assert f"{WORDS} [-mười-]{{+5+}}" in done.out and "\x1b" not in done.out


def test_the_repaired_target_stands_beside_the_stored_one(
    place: tuple[str, ...],
) -> None:
    query = "Mất 1.234,5% trong năm 2025"
    [match] = json.loads(call("lookup", query, *place, "--format", "json").out)
    assert match["target"] == "Rugi 5,5 persen pada 2024"
    assert match["repaired"] == "Rugi 1.234,5 persen pada 2025"
    assert (match["type"], match["rate"]) == ("repaired", 98)
    shown = call("lookup", query, *place, "--format", "table").out
    assert "⇒  Rugi {+1.234,5 persen+} pada {+2025+}" in shown


def test_fragments_come_when_asked_for_or_for_people(place: tuple[str, ...]) -> None:
    query = f"hôm nay chúng tôi đếm rằng {WORDS} rồi lại thôi không đếm nữa vì quá mệt"
    assert call("lookup", query, *place).code == 1
    asked = call("lookup", query, *place, "--fragments", "--format", "json")
    [match] = json.loads(asked.out)
    start, end = match["run"]["query"]
    assert (match["type"], query[start:end]) == ("fragment", WORDS)
    assert "fragment" in call("lookup", query, *place, "--format", "table").out
    unwanted = call("lookup", query, *place, "--no-fragments", "--format", "table")
    assert unwanted.code == 1 and not unwanted.out


def test_a_language_that_the_memory_lacks_is_named(place: tuple[str, ...]) -> None:
    done = call("lookup", "press", "-s", "en", "-t", "id", *place[:2])
    assert done.code == 1 and "No segments in en" in done.err


def test_analyse_counts_bands(place: tuple[str, ...]) -> None:
    Path("a.tsv").write_text(
        f"họp báo\t\n{WORDS} x\t\nmới tinh\t\nmới tinh\t\n", "utf-8"
    )
    done = call("analyse", "a.tsv", *place, "--html", "out.html", "--format", "json")
    bands = json.loads(done.out)["bands"]
    counted = {name: one["segments"] for name, one in bands.items() if one["segments"]}
    assert counted == {"100": 1, "85-94": 1, "new": 1, "repetitions": 1}
    page = Path("out.html").read_text("utf-8")
    assert "repetitions" in page and "<link" not in page and "src=" not in page


def test_analyse_reads_text_by_sentences(place: tuple[str, ...]) -> None:
    Path("a.txt").write_text("Đây là câu một. Đây là câu hai khác.", "utf-8")
    total = json.loads(call("analyse", "a.txt", *place).out)["total"]
    assert total["segments"] == 2


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.tmx", "a.po"])
def test_analyse_reads_standard_input(place: tuple[str, ...], name: str) -> None:
    Path("a.tsv").write_text("họp báo\tx\nmới tinh\tx\n", "utf-8")
    Path("a.txt").write_text("họp báo. Mới tinh.", "utf-8")
    if name != "a.txt":
        assert call("convert", "a.tsv", name, *place[2:]).code == 0
    typed = Path(name).read_text("utf-8")
    done = call("analyse", "-", *place, typed=typed)
    assert json.loads(done.out) == json.loads(call("analyse", name, *place).out)
    assert json.loads(done.out)["total"]["segments"] == 2


def test_analyse_of_standard_input_names_it(place: tuple[str, ...]) -> None:
    done = call("analyse", "-", *place, typed="vi,en\nHọp báo.,Press.\n")
    assert (done.code, done.out) == (2, "")
    assert "standard input:2: no column is in id" in done.err
    assert "standard input: " in call("analyse", "-", *place, typed="").err


def test_evaluate_leaves_each_unit_out(place: tuple[str, ...]) -> None:
    done = json.loads(call("evaluate", *place).out)
    assert done["segments"] == 5 and done["bands"]["100"]["segments"] == 2
    assert all("version:" in signature for signature in done["signatures"])
    Path("held.tsv").write_text("một câu\tkalimat satu\n", "utf-8")
    done = json.loads(call("evaluate", "held.tsv", *place).out)
    assert done["bands"]["100"]["segments"] == 1


def test_score_prints_three_metrics(place: tuple[str, ...]) -> None:
    Path("h.txt").write_text("satu dua tiga empat\nlima enam tujuh delapan\n", "utf-8")
    Path("r.txt").write_text("satu dua tiga empat\nlima enam tujuh sepuluh\n", "utf-8")
    found = json.loads(call("score", "h.txt", "r.txt", "--format", "json").out)
    assert [one["metric"] for one in found] == ["BLEU", "chrF2++", "TER"]
    words = ("score", "h.txt", "r.txt", "--baseline", "r.txt", "--format", "json")
    compared = json.loads(call(*words).out)
    assert {"p_value", "baseline", "signature"} <= set(compared[0])


BAD = [
    (["analyse", "absent.po"], "no such file"),
    (["analyse", "empty.txt"], "no text to translate"),
    (["analyse", "empty.tsv"], "empty"),
    (["score", "empty.txt", "empty.txt"], "empty"),
    (["score", "one.txt", "two.txt"], "1 lines, the reference 2"),
    (["evaluate", "--sample", "0"], "--sample"),
    (["evaluate", "--min-rate", "102"], "--min-rate"),
    (["pretranslate", "absent.po", "-O", "x.po"], "no such file"),
    (["pretranslate", "empty.tsv", "-O", "x.tsv"], "empty"),
    (["pretranslate", "two.tsv", "-O", "nowhere/x.tsv"], "no folder"),
    (["pretranslate", "two.tsv", "-O", "x.tsv", "--min-rate", "0"], "--min-rate"),
    (["pretranslate", "latin.tsv", "-O", "x.tsv"], "not UTF-8"),
    (["pretranslate", "memory.tmx", "-O", "x.tmx"], "cannot be filled"),
]


@pytest.mark.parametrize(("words", "said"), BAD)
def test_bad_input_is_named(
    words: list[str], said: str, place: tuple[str, ...]
) -> None:
    Path("empty.txt").touch()
    Path("empty.tsv").touch()
    Path("one.txt").write_text("a\n")
    Path("two.txt").write_text("a\nb\n")
    Path("two.tsv").write_text("a\t\n")
    Path("latin.tsv").write_bytes("café\tx\n".encode("latin-1"))
    Path("memory.tmx").write_text('<?xml version="1.0"?>\n<tmx version="1.4"></tmx>')
    options = place if words[0] != "score" else place[:2]
    done = call(*words, *options)
    assert (done.code, said in done.err) == (2, True), done
    assert not Path("x.tsv").exists()


def test_evaluating_a_pair_that_is_not_there_finds_nothing(
    place: tuple[str, ...],
) -> None:
    done = call("evaluate", "-s", "en", "-t", "id", *place[:2])
    assert done.code == 1 and "no units in en → id" in done.err
