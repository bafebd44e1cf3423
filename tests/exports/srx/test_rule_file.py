"""Sentence rules of other tools, and ours for them."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.srx.rule_file import RuleFile, read, write
from tm.align.sentences import load_sentence_rules, split_into_sentences
from tm.errors import FormatError
from tm.text.locale import Locale

HEAD = '<srx xmlns="http://www.lisa.org/srx20" version="2.0">'


def rule_file(tmp_path: Path, body: str, cascade: str = "yes") -> RuleFile:
    path = tmp_path / "rules.srx"
    head = f'<header segmentsubflows="yes" cascade="{cascade}"/>'
    path.write_text(f"{HEAD}{head}<body>{body}</body></srx>", "utf-8")
    return read(path)


def group(name: str, *rules: tuple[str, str, str]) -> str:
    made = "".join(
        f'<rule break="{answer}"><beforebreak>{before}</beforebreak>'
        f"<afterbreak>{after}</afterbreak></rule>"
        for answer, before, after in rules
    )
    return f'<languagerule languagerulename="{name}">{made}</languagerule>'


def maps(*pairs: tuple[str, str]) -> str:
    made = "".join(
        f'<languagemap languagepattern="{pattern}" languagerulename="{name}"/>'
        for pattern, name in pairs
    )
    return f"</languagerules><maprules>{made}</maprules>"


ENGLISH = group("English", ("no", r"\bDr\.", r"\s"), ("no", r"\Qe.g.\E", r"\h"))
DEFAULT = group("Default", ("yes", r"[.?!]+", r"\s"), ("yes", r"\x{3002}", ""))
BOTH = f"<languagerules>{ENGLISH}{DEFAULT}" + maps(
    ("(?i)en.*", "English"), (".*", "Default")
)


def cut(rules: RuleFile, text: str, tag: str) -> list[str]:
    locale = Locale.parse(tag)
    return [
        span.of(text)
        for span in split_into_sentences(text, locale, rules.find_rules(locale))
    ]


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("Dr. No came. He left.", "en-GB", ["Dr. No came.", "He left."]),
        ("See e.g. this. Now.", "EN", ["See e.g. this.", "Now."]),
        ("Dr. No came.", "id", ["Dr.", "No came."]),
        ("一。二", "zh", ["一。", "二"]),
        ("no mark\nnew line", "en", ["no mark", "new line"]),
    ],
)
def test_rules_are_tried_in_the_order_of_their_maps(
    tmp_path: Path, text: str, tag: str, expected: list[str]
) -> None:
    assert cut(rule_file(tmp_path, BOTH), text, tag) == expected


def test_a_pattern_may_have_groups_of_its_own(tmp_path: Path) -> None:
    rules = group(
        "All",
        ("no", r"\b(Dr|Mr)\.(?&lt;space&gt;\s)?", r"(\s)"),
        ("no", r"(([A-Z])\.)+", r"\s"),
        ("yes", r"([.?!])(['&quot;])?", r"(\s|$)"),
    )
    body = f"<languagerules>{rules}" + maps((".*", "All"))
    text = "Dr. No of U.S. Steel came. 'He left?' Yes. "
    assert cut(rule_file(tmp_path, body), text, "en") == [
        "Dr. No of U.S. Steel came.",
        "'He left?'",
        "Yes.",
    ]


def test_a_flag_in_a_pattern_holds_for_its_rule_only(tmp_path: Path) -> None:
    rules = group("All", ("no", r"(?i)\bdr\.", r"\s"), ("yes", r"[a-z]\.", r"\s"))
    body = f"<languagerules>{rules}" + maps((".*", "All"))
    text = "DR. No saw the USA. He left. Yes."
    assert cut(rule_file(tmp_path, body), text, "en") == [
        "DR. No saw the USA. He left.",
        "Yes.",
    ]


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        # comments and spaces in a pattern, which end with it
        (
            "(?x) \\b (Dr | Mr) \\. # titles",
            "Dr. No. Mr. Yes.",
            ["Dr. No.", "Mr. Yes."],
        ),
        ("\\bNo(?xi) \\. # a refusal", "No. A. B.", ["No. A.", "B."]),
        ("((?x) \\bNo ) \\.", "No . A. B.", ["No . A.", "B."]),
        ("(?x)\\bNo(?-x)\\.", "No. A. B.", ["No. A.", "B."]),
        # an escaped backslash before letters that would be an escape
        (r"\\h\.", "C:\\h. A. B.", ["C:\\h. A.", "B."]),
        (r"\Qa.h\E\h?\.", "a.h. A. B.", ["a.h. A.", "B."]),
    ],
)
def test_patterns_of_icu_keep_their_meaning(
    tmp_path: Path, before: str, text: str, expected: list[str]
) -> None:
    rules = group("All", ("no", before, r"\s"), ("yes", r"\.", r"\s"))
    body = f"<languagerules>{rules}" + maps((".*", "All"))
    rule_set = rule_file(tmp_path, body)
    assert not rule_set.skipped
    assert cut(rule_set, text, "en") == expected


def test_a_map_of_capitals_serves_tags_in_small_letters(tmp_path: Path) -> None:
    body = f"<languagerules>{ENGLISH}{DEFAULT}" + maps(("EN.*", "English"))
    body = body.replace(
        "</maprules>",
        '<languagemap languagepattern=".*" languagerulename="Default"/></maprules>',
    )
    assert cut(rule_file(tmp_path, body), "Dr. No.", "en-GB") == ["Dr. No."]


def test_a_rule_with_a_backreference_is_skipped(tmp_path: Path) -> None:
    rules = group("All", ("yes", r"(['x])\w+\1", r"\s"), ("yes", r"\.", r"\s"))
    body = f"<languagerules>{rules}" + maps((".*", "All"))
    rule_set = rule_file(tmp_path, body)
    assert [entry.reason for entry in rule_set.skipped] == [
        "a pattern's fault: a backreference, which is not supported"
    ]
    assert cut(rule_set, "A 'b' c. D.", "en") == ["A 'b' c.", "D."]


def test_without_cascade_the_first_map_counts(tmp_path: Path) -> None:
    own = group("Own", ("yes", r"\.", r"\s"))
    body = f"<languagerules>{own}{ENGLISH}" + maps(("id", "Own"), (".*", "English"))
    rules = rule_file(tmp_path, body, cascade="no")
    assert cut(rules, "Dr. No.", "id") == ["Dr.", "No."]
    with pytest.raises(FormatError, match="no rule that breaks fr text"):
        rules.find_rules(Locale("fr"))


def test_a_rule_with_a_faulty_pattern_is_skipped_with_its_line(tmp_path: Path) -> None:
    own = group("Own", ("no", "(", ""), ("yes", r"\.", r"\s"))
    rules = rule_file(tmp_path, f"<languagerules>{own}" + maps((".*", "Own")))
    assert cut(rules, "A. B.", "en") == ["A.", "B."]
    [skipped] = rules.skipped
    assert skipped.line == 1 and "pattern" in skipped.reason


def test_a_pattern_nested_too_deep_is_skipped_like_a_faulty_one(tmp_path: Path) -> None:
    deep = "(" * 5000 + "a" + ")" * 5000
    own = group("Own", ("no", deep, ""), ("yes", r"\.", r"\s"))
    rules = rule_file(tmp_path, f"<languagerules>{own}" + maps((".*", "Own")))
    assert cut(rules, "A. B.", "en") == ["A.", "B."]
    assert len(rules.skipped) == 1
    with pytest.raises(FormatError, match="language pattern"):
        rule_file(tmp_path, f"<languagerules>{own}" + maps((deep, "Own")))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<languagerules>" + maps(), "no language map"),
        ("<languagerules>" + maps((".*", "Lost")), "'Lost', which do not exist"),
        (f"<languagerules>{DEFAULT}" + maps(("(", "Default")), "cannot be read"),
    ],
)
def test_a_file_without_usable_maps_is_refused(
    tmp_path: Path, body: str, reason: str
) -> None:
    with pytest.raises(FormatError, match=reason):
        rule_file(tmp_path, body)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.srx"
    path.write_text("<tmx/>", "utf-8")
    with pytest.raises(FormatError, match="<srx> expected"):
        read(path)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> RuleFile:
    path = tmp_path_factory.mktemp("srx") / "ours.srx"
    with path.open("wb") as file:
        write([Locale(tag) for tag in ("vi", "id", "en", "ja")], file)
    return read(path)


def test_every_rule_of_ours_is_written(written: RuleFile) -> None:
    assert not written.skipped
    assert set(written.rules_by_group) == {"vi", "id", "en", "ja"}


PIECES = st.sampled_from(
    "Letjen. Dr. No. 5 tgl. TP. PGS.TS. Q. 1. v.v. dll. Ia Ông “Ya.” a.m. 1.5 D.C. "
    "Perang Dunia II. U.S. e.g. … ?! kata. Kata。」と 。 ) \" ' – 3. A. b.".split(" ")
)


@pytest.mark.parametrize("tag", ["vi", "id", "en", "ja"])
@given(pieces=st.lists(PIECES, max_size=9))
def test_what_was_written_cuts_as_ours_do(
    written: RuleFile, tag: str, pieces: list[str]
) -> None:
    text, locale = " ".join(pieces), Locale(tag)
    ours = split_into_sentences(text, locale, load_sentence_rules(locale))
    assert split_into_sentences(text, locale, written.find_rules(locale)) == ours


def test_writing_is_stable(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write([Locale("id"), Locale("en")], first)
    write([Locale("en"), Locale("id"), Locale.parse("id-ID")], second)
    assert first.getvalue() == second.getvalue()
