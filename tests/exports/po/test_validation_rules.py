"""Placeholders of plural forms: the rules of msgfmt, and msgfmt itself as the judge."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from exports.format import ReadOptions
from exports.validation import validate

RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
CASES = {
    # name: plural rule, msgid, msgid_plural, forms, the forms with a fault
    "one form for all numbers": (
        "nplurals=1; plural=0;",
        ("one file", "%d files", ["berkas"]),
        [0],
    ),
    "a form of one number": (
        "nplurals=2; plural=(n != 1);",
        ("%d file", "%d files", ["satu berkas", "%d berkas"]),
        [],
    ),
    "a form of many numbers": (
        "nplurals=2; plural=(n != 1);",
        ("%d file", "%d files", ["satu berkas", "banyak berkas"]),
        [1],
    ),
    "a form of 1, 21, 31": (
        RUSSIAN,
        ("%d file", "%d files", ["один файл", "%d файла", "%d файлов"]),
        [0],
    ),
    "another placeholder": (
        "nplurals=2; plural=(n > 1);",
        ("%d file of %s", "%d files of %s", ["%d file of %s", "%d files"]),
        [1],
    ),
    "all placeholders": (
        "nplurals=1; plural=0;",
        ("%d file of %s", "%d files of %s", ["%d berkas %s"]),
        [],
    ),
}


def write_catalogue(path: Path, case_name: str) -> None:
    """Write a catalogue with the entry of a case."""
    plural_rule, (msgid, plural, forms), _ = CASES[case_name]
    lines = [
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Language: id\\n"',
        f'"Plural-Forms: {plural_rule}\\n"',
        "",
        "#, c-format",
        f'msgid "{msgid}"',
        f'msgid_plural "{plural}"',
        *(f'msgstr[{number}] "{form}"' for number, form in enumerate(forms)),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def find_faulty_forms(reasons: list[str]) -> list[int]:
    return sorted({int(number) for number in re.findall(r"\[(\d)\]", str(reasons))})


@pytest.mark.parametrize("case_name", CASES)
def test_frequent_forms_have_all_placeholders(case_name: str, tmp_path: Path) -> None:
    path = tmp_path / "app.po"
    write_catalogue(path, case_name)
    reasons = [violation.reason for violation in validate(path, ReadOptions())]
    assert find_faulty_forms(reasons) == CASES[case_name][2], reasons


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs msgfmt")
@pytest.mark.parametrize("case_name", CASES)
def test_msgfmt_says_the_same(case_name: str, tmp_path: Path) -> None:
    path = tmp_path / "app.po"
    write_catalogue(path, case_name)
    finished = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    assert find_faulty_forms([finished.stderr]) == CASES[case_name][2]


def test_a_rule_that_cannot_be_evaluated_leaves_all_forms_free(tmp_path: Path) -> None:
    path = tmp_path / "app.po"
    write_catalogue(path, "a form of many numbers")
    text = path.read_text("utf-8").replace("(n != 1)", "(n / 0)")
    path.write_text(text, "utf-8")
    assert (
        find_faulty_forms([fault.reason for fault in validate(path, ReadOptions())])
        == []
    )
