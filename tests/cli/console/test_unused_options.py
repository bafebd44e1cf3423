"""Options that would do nothing in a call are refused in one sentence."""

from pathlib import Path

import pytest

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")
TERMS = "concept_id,vi,id\nc1,một,satu\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "memory.db"))
    Path("a.tsv").write_text("một\tsatu\n", "utf-8")
    Path("a.jsonl").write_text('{"source": "một", "target": "satu"}\n', "utf-8")
    Path("a.txt").write_text("Satu kalimat saja.\n", "utf-8")
    Path("a.csv").write_text("vi,id\nmột,satu\n", "utf-8")
    Path("terms.csv").write_text(TERMS, "utf-8")
    Path("terms.txt").write_text("một\tsatu\t\n", "utf-8")


COLUMNS = ("--columns", "a=vi")
SHEET = ("--sheet", "A")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        *(
            (["check", "--memory", *PAIR, *more], more[0])
            for more in (COLUMNS, SHEET, ["--yes"])
        ),
        (["check", "a.txt", *PAIR, *COLUMNS], "--columns"),
        (["check", "a.jsonl", *PAIR, *COLUMNS], "--columns"),
        (["check", "a.csv", *PAIR, *SHEET], "--sheet"),
        (["check", "a.tsv", *PAIR, "--fix", "--fail-on", "info"], "--fail-on"),
        (["check", "a.tsv", *PAIR, "--fix", "--jobs", "2"], "--jobs"),
        (["checks", "measure", "--memory", *PAIR, *COLUMNS], "--columns"),
        (["import", "a.tsv", *PAIR, *COLUMNS], "--columns"),
        (["import", "a.csv", *PAIR, *SHEET], "--sheet"),
        (["validate", "a.tsv", *PAIR, *SHEET], "--sheet"),
        (["pretranslate", "a.tsv", "-O", "b.tsv", *PAIR, *COLUMNS], "--columns"),
        (["analyse", "a.tsv", *PAIR, *COLUMNS], "--columns"),
        (["analyse", "a.txt", *PAIR, *COLUMNS], "--columns"),
        (["evaluate", *PAIR, *COLUMNS], "--columns"),
        (["terms", "import", "terms.txt", *PAIR, *COLUMNS], "--columns"),
        (["terms", "import", "terms.csv", *SHEET], "--sheet"),
        (["terms", "extract", "--memory", *PAIR, *COLUMNS], "--columns"),
        (["terms", "extract", "a.txt", "-l", "id", *COLUMNS], "--columns"),
        (["terms", "extract", "--memory", *PAIR, "--no-bom"], "--no-bom"),
        *(
            (["convert", "a.tsv", "b.tmx", *PAIR, *more], more[0])
            for more in (
                COLUMNS,
                ["--style", "dct"],
                ["--dialect", "TBX-Min"],
                ["--with-admitted"],
                ["--separator", "tab"],
                ["--raw"],
            )
        ),
        (["convert", "terms.csv", "b.tbx", "--separator", "tab"], "--separator"),
        (["convert", "terms.csv", "b.tbx", "--with-admitted"], "--with-admitted"),
        (["convert", "terms.csv", "b.csv", "--style", "dca"], "--style"),
        (["remove", "--unit", "ab", "-s", "vi"], "--source-locale"),
        (["history", "i1", "--who", "budi"], "--who"),
        (["lookup", "một", *PAIR, "--jobs", "2"], "--jobs"),
        (["concordance", "một", "-s", "vi", "--counts", "--kwic"], "--kwic"),
        (["concordance", "một", "-s", "vi", "--counts", "--sort", "left"], "--sort"),
        (["align", "a.txt", "a.txt", *PAIR, "--min-score", "0.5"], "--min-score"),
        (["terms", "impact", "c1", "id=esa", "--yes"], "--yes"),
        (["export", "b.tmx", "--separator", "comma"], "--separator"),
        (["export", "b.tmx", "--raw"], "--raw"),
        (["terms", "export", "b.csv", "--dialect", "TBX-Min"], "--dialect"),
        (["terms", "export", "b.tbx", "--with-admitted"], "--with-admitted"),
    ],
)
def test_option_that_does_nothing_is_refused(words: list[str], option: str) -> None:
    done = call(*words)
    assert done.code == 2, done
    has_no_effect = f"{option} has no effect here: it is for " in done.err
    # The library refuses options of tables; the command line appends their names.
    assert has_no_effect or done.err.endswith(f"({option})\n")
    assert not [*Path().glob("b.*")]


def test_no_file_is_stored_where_one_of_several_is_no_table() -> None:
    done = call("import", "a.csv", "a.jsonl", *PAIR, *COLUMNS)
    assert (
        done.code == 2
        and "a.jsonl: columns cannot be chosen, since the format is jsonl" in done.err
    )
    assert "stored already" not in done.err


def test_workbook_without_formulas_may_be_asked_for() -> None:
    done = call("convert", "a.tsv", "b.xlsx", *PAIR, "--raw")
    assert done.code == 0, done.err


@pytest.mark.parametrize("words", [["lookup"], ["terms", "lookup"], ["terms", "find"]])
def test_batch_in_another_format_is_refused(words: list[str]) -> None:
    languages = PAIR if words == ["lookup"] else ("-l", "id", "-o", "vi")
    call("terms", "import", "terms.csv")
    asked = (*words, "--batch", "a.txt", *languages)
    done = call(*asked, "--format", "table")
    assert done.code == 2 and not done.out
    assert "--batch writes tsv or jsonl, not table" in done.err
    assert call(*asked, "--format", "jsonl").out == call(*asked).out != ""
    piped = call(*asked, output_format="").out
    assert call(*asked, "--format", "tsv").out == piped
    assert "\tconcept\t" in piped or piped.startswith("query\trate\t")


def test_fragments_that_were_looked_for_are_not_advised() -> None:
    call("add", "hai năm trước", "dua tahun lalu", *PAIR)
    asked = ("lookup", "một", *PAIR, "--format")
    assert call(*asked, "table").err.startswith(
        "No match of 70 or more; try a lower --min-rate\n"
    )
    assert "or --fragments" in call(*asked, "jsonl").err


def test_an_empty_memory_is_said_alone() -> None:
    found = call("lookup", "một", *PAIR, "--format", "table")
    assert found.code == 1
    assert found.err.splitlines()[0] == "The memory is empty"
    assert "--min-rate" not in found.err
