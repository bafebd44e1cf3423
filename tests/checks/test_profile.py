"""Profiles, severities and options: what runs, and how much it matters."""

import tomllib

import pytest

from checks.catalogue import CHECKS, select_checks
from checks.engine.option import Option
from checks.engine.unit import Context, Unit
from checks.profile import (
    CheckPlan,
    Profile,
    load_profile,
    make_check_plan,
    parse_override,
    parse_profile,
    read_supplied_profiles,
)
from checks.runner.run import run
from tests.checks.findings import made
from tm.errors import InputError, UnknownName
from tm.finding import Finding, Severity
from tm.text.locale import Locale

ID, VI = Locale("id"), Locale("vi")


def read(text: str) -> Profile:
    return parse_profile(tomllib.loads(text), "here")


def made_plan(text: str = "", *, name: str = "", **named: list[str]) -> CheckPlan:
    table = tomllib.loads(text)
    own = table.pop("profiles", {})
    return make_check_plan(
        profile_name=name,
        user_profile_table_by_name=own,
        settings_profile=parse_profile(table, "here"),
        **named,
    )


def found(target: str, *words: str, source: str | None = None) -> list[Finding]:
    """Findings in a text, with what --set says."""
    settled = made_plan(overrides=list(words))
    subject = Unit("u", target, source, document="d")
    context = Context(ID, VI, options=settled.options)
    return [
        settled.apply_severity(finding)
        for finding in run([subject], context, select_checks())
    ]


def checks_of(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings}


def test_every_profile_that_comes_with_padanan_can_be_read() -> None:
    assert set(read_supplied_profiles()) == {"news", "software", "strict"}
    for name in read_supplied_profiles():
        assert CheckPlan.from_profile(load_profile(name, {})).checks


def test_strict_runs_what_runs_without_a_profile() -> None:
    assert made_plan(name="strict").check_ids == made_plan().check_ids


def test_news_leaves_out_what_is_often_wrong_on_pages() -> None:
    left_out = {*made_plan().check_ids} - {*made_plan(name="news").check_ids}
    assert "word.repeat_near" in left_out
    assert "num.value" not in left_out


def test_software_runs_codes_and_nothing_of_news() -> None:
    ids = made_plan(name="software").check_ids
    assert {"code.mismatch", "url.mismatch", "num.value"} <= {*ids}
    assert not {"head.stop", "acro.intro", "person.title", "name.missing"} & {*ids}


def test_strict_makes_advice_a_warning() -> None:
    strict = made_plan(name="strict")
    judged = strict.apply_severity(made("char.nbsp", "x", severity=Severity.INFO))
    assert judged.severity is Severity.WARNING
    assert strict.apply_severity(made("a.b", "x")).severity is made("a.b", "x").severity


def test_what_is_asked_for_runs_whatever_the_profile_leaves_out() -> None:
    assert made_plan(name="software", only=["head.stop"]).check_ids == ["head.stop"]


def test_a_profile_of_ones_own_may_extend_another() -> None:
    text = """
    [profiles.house]
    extends = "software"
    skip = ["space"]
    [profiles.house.severity]
    num = "warning"
    "num.value" = "error"
    """
    house = made_plan(text, name="house")
    assert "head.stop" not in house.check_ids and "space.double" not in house.check_ids
    assert house.severity_by_check["num.percent"] is Severity.WARNING
    assert house.severity_by_check["num.value"] is Severity.ERROR


def test_one_of_the_same_name_may_extend_the_one_that_comes_with_padanan() -> None:
    text = '[profiles.news]\nextends = "news"\nskip = ["num"]'
    assert "num.value" not in made_plan(text, name="news").check_ids


@pytest.mark.parametrize(
    "text",
    [
        '[profiles.a]\nextends = "a"',
        '[profiles.a]\nextends = "b"\n[profiles.b]\nextends = "a"',
    ],
)
def test_profiles_that_extend_each_other_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="extends itself"):
        made_plan(text, name="a")


def test_a_check_is_off_and_on_again() -> None:
    assert "num.value" not in made_plan('severity."num.value" = "off"').check_ids
    on = made_plan('[profiles.p]\nskip = ["num"]\n', name="p", overrides=[])
    assert "num.value" not in on.check_ids
    again = made_plan(
        '[profiles.p]\nskip = ["num"]\n', name="p", overrides=["num=error"]
    )
    assert "num.value" in again.check_ids


def test_the_command_line_has_the_last_word() -> None:
    text = 'severity."num.value" = "info"\noptions."seg.omission".deviations = 5'
    settled = ["num.value=warning", "seg.omission.deviations=2.5"]
    found_plan = made_plan(text, overrides=settled)
    assert found_plan.severity_by_check["num.value"] is Severity.WARNING
    assert found_plan.options["seg.omission", "deviations"] == 2.5


def test_quotation_marks_may_be_left_out() -> None:
    assert read('severity.num.value = "info"') == read('severity."num.value" = "info"')
    assert read("options.seg.omission.deviations = 3").options == {
        ("seg.omission", "deviations"): 3
    }


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ('severity."num.valu" = "info"', "num.value"),
        ('options."seg.omission".deviation = 3', "deviations"),
        ('options."seg.omision".deviations = 3', "seg.omission"),
        ('skip = ["spac.double"]', "space.double"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UnknownName, match=nearest):
        made_plan(text)


def test_an_unknown_profile_and_an_unknown_setting_of_one_are_told() -> None:
    with pytest.raises(UnknownName, match="software"):
        made_plan(name="sofware")
    with pytest.raises(UnknownName, match="skip"):
        made_plan('[profiles.p]\nskipp = ["num"]', name="p")


@pytest.mark.parametrize(
    "text",
    [
        'severity."num.value" = "bad"',
        'severity."num.value" = 3',
        "severity = 3",
        'options = "x"',
        'options."seg.omission".deviations = "many"',
        'options."seg.omission".deviations = -1',
        'options."seg.omission".deviations = nan',
        'options."seg.omission".deviations = true',
        'options."quote.style".preferred = "round"',
        'options."word.doubled".allowed = 3',
        'options."word.repeat_near".distance = 2.5',
        'skip = "num"',
    ],
)
def test_values_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="must be"):
        read(text)


@pytest.mark.parametrize(
    "words", ["", "=", "num.value", "x=", "seg.omission.deviations=", "num.value=bad"]
)
def test_a_bad_set_is_refused(words: str) -> None:
    with pytest.raises(InputError):
        parse_override(words)


def test_every_option_is_of_its_check_and_takes_its_default() -> None:
    options = [
        (entry.id, option) for entry in CHECKS.values() for option in entry.options
    ]
    assert len({id for id, _ in options}) >= 5
    for id, option in options:
        assert option.check_id == id and option.description and option.value_description
        assert option.parse(option.default) == option.default


def test_a_character_may_be_named_by_its_code_point() -> None:
    option: Option[tuple[str, ...]] = Option("a.b", "c", (), "help")
    assert option.parse("U+200B,x") == ("\u200b", "x")
    assert option.parse(["U+FFFFFF"]) == ("U+FFFFFF",)


@pytest.mark.parametrize(
    ("target", "check", "words"),
    [
        ("kata\u200bkata", "char.invisible", "char.invisible.allowed=U+200B"),
        ("kata\u00a0: kata", "char.nbsp", "char.nbsp.beside=:"),
        ("itu rumah rumah baru", "word.doubled", "word.doubled.allowed=Rumah"),
        (
            "Para peserta datang ke rumah peserta itu",
            "word.repeat_near",
            "word.repeat_near.distance=1",
        ),
    ],
)
def test_an_option_silences_its_check(target: str, check: str, words: str) -> None:
    assert check in checks_of(found(target))
    assert check not in checks_of(found(target, words))


def test_spaces_of_the_source_may_be_right() -> None:
    source, target = "Name      : %s", "Nama      : %s"
    words = ["space.double.as_source=true", "punct.space_before.as_source=true"]
    both = {"space.double", "punct.space_before"}
    assert both <= checks_of(found(target, source=source))
    assert not both & checks_of(found(target, *words, source=source))
    assert both <= checks_of(found(target, *words, source="Name: %s"))
    more = checks_of(found(f"{target}  x ; y", *words, source=source))
    assert more & both == {"punct.space_before"}


@pytest.mark.parametrize("value", ["yes", "1", ""])
def test_what_is_neither_true_nor_false_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="true or false"):
        parse_override(f"space.double.as_source={value}")


def test_a_preferred_style_of_quotation_marks_is_demanded_and_mended() -> None:
    text = 'Ia berkata: "Mari pulang" lalu pergi.'
    assert "quote.style" not in checks_of(found(text))
    (finding,) = (i for i in found(text, "quote.style.preferred=curly") if i.fix)
    assert finding.check == "quote.style" and finding.fix == "“Mari pulang”"


def test_deviations_move_the_limit() -> None:
    source = "Ông đã nói rất nhiều về việc này ở đó."
    usual = [
        Unit(f"u{n}", "Ia banyak bicara tentang hal ini.", source) for n in range(20)
    ]
    subjects = [*usual, Unit("short", "Ia bicara tentang ini.", source)]

    def flagged(*words: str) -> list[str]:
        options = made_plan(overrides=list(words)).options
        context = Context(ID, VI, options=options)
        return [i.unit for i in run(subjects, context, select_checks(["seg.omission"]))]

    assert flagged() == []
    assert flagged("seg.omission.deviations=1") == ["short"]
