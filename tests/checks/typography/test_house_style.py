"""House rules: what a file may say, and what becomes of faulty ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cases.text_case_reader import iterate_text_cases_of_check
from checks.catalogue import select_checks
from checks.engine.batch import Batch
from checks.engine.messages import translate_finding
from checks.engine.rule import Rule
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import RunScope
from checks.runner.run import run
from checks.typography.house_rule_finder import RuleFinder
from checks.typography.house_style_file import parse_rules, read_own_rules
from tests.examples import examples
from tm.errors import FormatError
from tm.finding import Finding, Severity
from tm.text.locale import Locale
from tm.text.phrases.batch_tokens import TokenReader
from tm.text.phrases.prefilter import Prefilter

RULE = """
[[rule]]
name = "East Sea"
pattern = 'Laut (?:Cina|Tiongkok) Selatan'
message = "the house writes Laut Timur"
fix = "Laut Timur"
locale = "id"
severity = "warning"
"""


def findings(text: str, rules: list[Rule], locale: str = "id") -> list[Finding]:
    context = Context(Locale(locale), rules=rules)
    result = run([Unit("u", text)], context, select_checks(["style.rule"]))
    found = [*result]
    assert not result.failures
    return found


def test_a_rule_of_the_user_is_found_with_its_severity_and_fix() -> None:
    (finding,) = findings("Di Laut Cina Selatan.", parse_rules(RULE, path="r.toml"))
    assert (finding.quote, finding.fix) == ("Laut Cina Selatan", "Laut Timur")
    assert finding.severity is Severity.WARNING
    assert "East Sea" in finding.message


def test_a_rule_for_one_language_is_silent_in_another() -> None:
    assert findings("Laut Cina Selatan", parse_rules(RULE, path="r"), locale="en") == []


@pytest.mark.parametrize(
    ("found", "fix"),
    [
        ("resiko", "risiko"),
        ("Resiko", "Risiko"),
        ("RESIKO", "RISIKO"),
        ("hak azasi", "hak asasi"),
        ("Hak azasi", "Hak asasi"),
        ("Hak Azasi", "Hak Asasi"),
    ],
)
def test_a_fix_has_the_capitals_of_what_it_replaces(found: str, fix: str) -> None:
    words = '[words]\n"resiko" = "risiko"\n"hak azasi" = "hak asasi"'
    rules = parse_rules(words, path="r")
    assert fix in [finding.fix for finding in findings(f"{found} besar", rules)]


def test_each_rule_of_the_user_tells_of_the_same_words() -> None:
    rules = parse_rules(RULE, path="r") + parse_rules(
        RULE.replace("East Sea", "maps").replace("Laut Timur", "Laut Lepas"), path="r"
    )
    first, second = findings("Di Laut Cina Selatan.", rules)
    assert (first.fix, second.fix) == ("Laut Timur", "Laut Lepas")
    assert "(East Sea)" in first.message and "(maps)" in second.message
    assert first.fingerprint != second.fingerprint
    assert [first] == findings("Di Laut Cina Selatan.", rules[:1])


def test_a_pattern_that_takes_for_ever_is_given_up() -> None:
    text = """[[rule]]
name = "slow"
pattern = '(x+x+)+y'
message = "m"
"""
    context = Context(Locale("id"), rules=parse_rules(text, path="r"))
    result = run([Unit("u", "x" * 5000)], context, select_checks(["style.rule"]))
    assert [*result] == []
    assert [failure.check_id for failure in result.failures] == ["style.rule"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "not TOML"),
        ("[[rules]]", "rules"),
        ("rule = 3", "[[rule]]"),
        ("[[rule]]\nname = 'a'", "no message"),
        ("[[rule]]\nname = 'a'\npattern = '('\nmessage = 'm'", "rule 1 (a)"),
        *(
            (
                f"[[rule]]\nname = 'a'\npattern = '{pattern}'\nmessage = 'm'",
                "contains itself",
            )
            for pattern in ("(?R)", "a|(?R)", "((?1)b)", "(?<n>a(?&n)?)", "(?P>n)")
        ),
        (
            f"[[rule]]\nname = 'a'\npattern = '{'(' * 5000}'\nmessage = 'm'",
            "nested too deeply",
        ),
        ("[[rule]]\nname = 'a'\npattern = 'b'\nmessage = 'm'\nfix = '\\2'", "rule 1"),
        ("[[rule]]\nname = 'a'\npattern = 'b'\nmessage = 'm'\nlevel = '1'", "level"),
        (
            "[[rule]]\nname = 'a'\npattern = 'b'\nmessage = 'm'\nseverity = 'bad'",
            "bad",
        ),
        ("[words]\na = 1", "must be text"),
        ("[words]\n'' = 'a'", "must not be empty"),
        (
            "[[rule]]\nname = 'a'\npattern = 'b'\nmessage = 'm'\ncontains = [1]",
            "contains has the wrong type",
        ),
    ],
)
def test_a_faulty_rule_is_named(text: str, words: str) -> None:
    with pytest.raises(FormatError, match=r"r\.toml") as caught:
        parse_rules(text, path="r.toml")
    assert words in str(caught.value)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["id", "vi", "en"])
def test_our_own_spellings_are_never_corrected_to_themselves(language: str) -> None:
    for rule in read_own_rules(language):
        if rule.name == "spelling":
            assert rule.fix is not None
            assert not rule.pattern.search(rule.fix)


PIECES = [piece for rule in read_own_rules("id") for piece in rule.contains]


@settings(max_examples=examples(30))
@given(st.lists(st.sampled_from(PIECES)))
def test_likely_rules_are_those_whose_piece_a_text_contains(pieces: list[str]) -> None:
    text = "a".join(pieces)
    rules = [*read_own_rules("id"), *read_own_rules("id")[:3]]
    assert RuleFinder(rules, Prefilter()).find_likely_rules(text) == [
        one for one in rules if any(piece in text for piece in one.contains)
    ]


@given(
    st.lists(
        st.sampled_from(
            [*PIECES, " ", "mengesahkan ", "peng", "an", "; ", "di", " buku", " Ayam"]
        )
    )
)
def test_the_prefilter_selects_every_text_in_which_a_rule_of_ours_matches(
    pieces: list[str],
) -> None:
    text, context = "".join(pieces), Context(Locale("id"))
    (style_rule,) = select_checks(["style.rule"])
    assert style_rule.prefilter is not None
    style_rule.prefilter.read_words(context)
    selected = style_rule.prefilter.select(Batch([Unit("1", text)], context), [0])
    assert selected or not any(
        rule.pattern.search(text) for rule in read_own_rules("id")
    )


SIGNS = [
    piece
    for rule in read_own_rules("id")
    for piece in rule.contains
    if not piece[0].isalpha()
]
SIGNED_PIECES = [
    *(
        *SIGNS,
        *map(str.upper, SIGNS),
        " ",
        ", bahwa",
        "10H",
        "50.000Đ",
        "Karo-karo",
        "Nusa-Nusa",
        " 5 orang",
        " 3000 USD",
        "Dia",
    ),
    *("Jawa-Bali Nusa-Tenggara ", "$5 dolar", "kata", "akan", " ke-5 tahun", "berkata"),
    *(
        " sejumlah Provinsi ",
        " sejumlah ",
        "Provinsi ",
        " banyak ",
        "buku-buku",
        " para ",
    ),
    *(
        "5 mei",
        " orang vietnam ",
        "bahasa ",
        "mengucapkan pada ",
        "masyarakat ",
        "dari ",
    ),
    *("besar. dan ia ", "di laut Jawa ", "Ini, mereka ", "kata ", "Menteri "),
]


@settings(max_examples=examples(30))
@given(st.lists(st.lists(st.sampled_from(SIGNED_PIECES)).map("".join), max_size=4))
def test_arrays_find_every_text_in_which_a_rule_matches(
    texts: list[str],
) -> None:
    rules = read_own_rules("id")
    row = TokenReader().read(texts)
    finder = RuleFinder(rules, Prefilter())
    rule_names_by_text = finder.find_matching_rules(row, texts)
    found = rule_names_by_text.keys()
    matching = {
        at: [rule for rule in rules if rule.pattern.search(text)]
        for at, text in enumerate(texts)
    }
    assert found <= {at for at, matching_rules in matching.items() if matching_rules}
    for at, text in enumerate(texts):
        likely_rules = finder.find_likely_rules(
            text.lower(), rule_names_by_text.get(at, set())
        )
        assert [rule for rule in likely_rules if rule.pattern.search(text)] == [
            rule
            for rule in finder.find_likely_rules(text.lower())
            if rule.pattern.search(text)
        ]
    assert found >= {
        at
        for at, matching_rules in matching.items()
        for rule in matching_rules
        if rule.chunk_pattern
        or any(piece in texts[at].lower() for piece in rule.contains if _is_sign(piece))
    }


def test_words_or_arrays_find_every_case_in_which_a_rule_of_ours_matches() -> None:
    """A `chunk` that is too narrow hides a finding, unless another rule matches."""
    texts = [
        unit.target
        for case in iterate_text_cases_of_check("style.rule")
        if case.context.target_locale.language == "id"
        for unit in case.units
    ]
    rules = [rule for rule in read_own_rules("id") if not rule.correct_spelling]
    finder = RuleFinder(rules, Prefilter())
    rule_names_by_text = [
        {rule.name for rule in finder.list_word_rules(text)} for text in texts
    ]
    row = TokenReader().read(texts)
    for text_index, likely_rules in finder.list_rules_with_signs(row, texts):
        rule_names_by_text[text_index] |= {rule.name for rule in likely_rules}
    assert texts
    assert [
        f"{rule.name}: narrower than its pattern: {text}"
        for text, names in zip(texts, rule_names_by_text, strict=True)
        for rule in finder.find_likely_rules(text.lower())
        if rule.name not in names and rule.pattern.search(text)
    ] == []


def _is_sign(piece: str) -> bool:
    return not piece[0].isalpha() and not all(map(str.isalpha, piece.split()))


def test_a_rule_may_give_patterns_of_two_parts_between_spaces() -> None:
    rules = parse_rules(
        "[[rule]]\nname = 'a'\npattern = 'x+ \\w'\nmessage = 'm'\ncontains = 'x'\n"
        "chunk = 'X$'\nnext_chunk = '^[ab]'",
        path="r",
    )
    texts = ["x a", "x", "a", "xa", "x  b", "x c"]
    row = TokenReader().read(texts)
    finder = RuleFinder(rules, Prefilter())
    assert finder.find_matching_rules(row, texts).keys() == {0}


def test_a_rule_may_require_a_word_besides_its_parts_between_spaces() -> None:
    rules = parse_rules(
        "[[rule]]\nname = 'a'\npattern = 'w.*, X'\nmessage = 'm'\n"
        "contains = 'word '\nchunk = ',$'\nrequires_words = true",
        path="r",
    )
    texts = ["Word y, x", "y, x", "word, y", "swords, x"]
    row = TokenReader().read(texts)
    finder = RuleFinder(rules, Prefilter())
    likely_rules = dict(finder.list_rules_with_signs(row, texts))
    assert [*likely_rules] == [0, 2]
    assert finder.find_matching_rules(row, texts) == {0: {"a"}}


@pytest.mark.parametrize("language", ["id", "vi", "en"])
def test_what_a_rule_of_ours_requires_are_words(language: str) -> None:
    rules = [rule for rule in read_own_rules(language) if rule.requires_contained_text]
    assert all(rule.chunk_pattern for rule in rules)
    fragments = [fragment for rule in rules for fragment in rule.contains]
    assert [
        fragment
        for fragment in fragments
        if not all(map(str.isalpha, fragment.split()))
        or len(fragment.split()[0]) < 2  # no word, such as the letter of a longer one
    ] == []


@pytest.mark.parametrize("language", ["id", "vi", "en"])
def test_every_rule_of_ours_says_what_its_matches_contain(language: str) -> None:
    assert [rule.name for rule in read_own_rules(language) if not rule.contains] == []


def test_a_rule_may_say_several_pieces_of_which_one_is_enough() -> None:
    rules = parse_rules(
        "[[rule]]\nname = 'a'\npattern = 'x[yz]'\nmessage = 'm'\n"
        "contains = ['xY', 'xz']\nfix = 'a'",
        path="r",
    )
    assert rules[0].contains == ("xy", "xz")
    assert [finding.quote for finding in findings("xz XY x", rules)] == ["xz", "XY"]


def test_a_rule_with_an_empty_piece_is_tried_on_every_text() -> None:
    text = "[[rule]]\nname = 'a'\npattern = 'x'\nmessage = 'm'\ncontains = ['y', '']"
    assert len(findings("x", parse_rules(text, path="r"))) == 1


def test_what_the_user_says_of_a_phrase_is_not_said_again() -> None:
    (ours,) = findings("Ia legalisir surat.", [])
    rule = """
[[rule]]
name = "mine"
pattern = "legalisir"
message = "the house writes legalisasi"
fix = "legalisasi"
severity = "warning"
"""
    (theirs,) = findings("Ia legalisir surat.", parse_rules(rule, path="r"))
    assert ours.fix == theirs.fix == "legalisasi"
    assert (ours.severity, theirs.severity) == (Severity.INFO, Severity.WARNING)


@pytest.mark.parametrize(
    ("language", "told"), [("vi", "viết Laut Timur"), ("id", "write Laut Timur")]
)
def test_a_message_is_taken_in_the_language_that_is_wanted(
    language: str, told: str
) -> None:
    messages = '{ en = "write Laut Timur", vi = "viết Laut Timur" }'
    rule = RULE.replace('"the house writes Laut Timur"', messages)
    (finding,) = findings("Di Laut Cina Selatan.", parse_rules(rule, path="r"))
    assert translate_finding(finding, language).message == f"{told} (East Sea)"


@pytest.mark.parametrize("messages", ["{}", '{ xx = "a" }', "{ en = 1 }", "[]"])
def test_messages_in_no_language_are_refused(messages: str) -> None:
    rule = RULE.replace('"the house writes Laut Timur"', messages)
    with pytest.raises(FormatError, match="message"):
        parse_rules(rule, path="r")


@pytest.mark.parametrize("pattern", [r"\(\?R", "[(?R]", r"(a)(?(1)b|c)", "(?i:a)"])
def test_a_pattern_that_only_looks_like_a_recursion_is_a_rule(pattern: str) -> None:
    text = f"[[rule]]\nname = 'a'\npattern = '{pattern}'\nmessage = 'm'"
    assert [rule.name for rule in parse_rules(text, path="r")] == ["a"]


def test_a_page_tells_a_choice_made_throughout_it_once_with_the_count() -> None:
    rule = "[[rule]]\nname = 'n'\npattern = 'Tn\\.'\nmessage = 'm'\n"
    rules = parse_rules(rule + "once_a_page = true", path="r")
    rules += parse_rules(rule.replace("n'", "p'").replace("Tn", "Ny"), path="r")
    targets = ["Tn. Raharja", "Ny. Lestari", "Tn. Raharja", "Ny. Lestari"]
    units = [Unit(str(index), text, None, "d") for index, text in enumerate(targets)]
    context = Context(Locale("id"), rules=rules)
    checks = select_checks(["style.rule"])
    scope = RunScope(merges_repeats=True)
    found = [
        (finding.unit, finding.message, finding.related)
        for finding in run(units, context, checks, scope=scope)
        if finding.message.startswith("m ")
    ]
    assert found == [
        ("0", "m (n, 2×)", ("2",)),
        ("1", "m (p)", ()),
        ("3", "m (p)", ()),
    ]
