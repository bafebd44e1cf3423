"""`padanan checks rules`, and house rules switched off by name."""

import json
from pathlib import Path

import pytest

from checks.typography.house_style_file import read_all_own_rules
from tests.cli.calling import call

TEXT = "Panitia itu menunjuk 3 juri untuk lomba menari dan/atau menyanyi.\n"


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(TEXT, "utf-8")


def list_rules(*words: str) -> dict[str, bool]:
    """Which rules are listed, and whether each is in force."""
    called = call("--format", "jsonl", "checks", "rules", *words)
    assert called.code == 0, called.err
    records = map(json.loads, called.out.splitlines())
    return {record["name"]: record["in_force"] for record in records}


def find_rules(*words: str) -> list[str]:
    """The quotes of findings of style.rule."""
    only = ("--profile", "strict", "--only", "style.rule")
    called = call("--format", "jsonl", "check", "page.txt", "-t", "id", *only, *words)
    assert called.code == 0, called.err
    return [json.loads(line)["quote"] for line in called.out.splitlines()]


def test_each_rule_says_whether_it_is_in_force() -> None:
    in_news, in_strict = list_rules("-t", "id"), list_rules("--profile", "strict")
    assert not in_news["small-number"] and in_strict["small-number"]
    assert in_news["adalah-merupakan"] and "could-of" not in in_news
    assert in_strict["could-of"] and in_strict["dash"]


def test_what_is_skipped_is_not_in_force() -> None:
    rules = list_rules("--profile", "strict", "--skip", "small-number,dash")
    assert not rules["small-number"] and not rules["dash"] and rules["slash"]
    assert not any(list_rules("--skip", "style").values())


def test_a_rule_is_switched_off_by_its_name() -> None:
    assert find_rules() == ["3 juri"]
    assert find_rules("--skip", "small-number") == []
    assert find_rules("--skip", "slash,num") == ["3 juri"]


def test_settings_switch_rules_off_for_good() -> None:
    table = '[checks.options."style.rule"]\nskipped_rules = ["small-number"]\n'
    Path("padanan.toml").write_text(table, "utf-8")
    assert not list_rules("--profile", "strict")["small-number"]
    assert find_rules() == []


def test_a_rule_of_the_user_is_listed_first_and_switched_off_too() -> None:
    Path("padanan.toml").write_text('[checks]\nrules = "house.toml"\n', "utf-8")
    rule = 'name = "our jury"\npattern = "juri"\nmessage = "write dewan juri"\n'
    Path("house.toml").write_text(f"[[rule]]\n{rule}", "utf-8")
    assert next(iter(list_rules())) == "our jury"
    assert sorted(find_rules()) == ["3 juri", "juri"]
    assert find_rules("--skip", "our jury") == ["3 juri"]


def test_an_unknown_name_is_likely_a_mistyped_rule() -> None:
    called = call("check", "page.txt", "-t", "id", "--skip", "smal-number")
    assert called.code == 2
    assert "unknown check or rule 'smal-number'" in called.err
    assert "small-number" in called.err


def test_names_are_words_with_hyphens() -> None:
    for rule in read_all_own_rules():
        assert rule.name.replace("-", "").isalnum() and rule.name.islower(), rule.name
