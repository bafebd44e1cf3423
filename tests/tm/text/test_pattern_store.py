"""Patterns whose code is kept in a file: equal, private, and never in the way."""

import os
import re
from pathlib import Path

import pytest
import regex

from checks.typography.house_style_file import read_all_own_rules
from tm.text import pattern_store
from tm.text.pattern_store import PatternStore, compile_pattern, compile_regex

PATTERNS = [
    (r"ke-(?P<number>[0-9]+)", 0),
    (r"(?P<a>x)|(?P<b>y)(z)?", re.IGNORECASE | re.MULTILINE),
    (r"(?i:tahun)\s(?<!\d )[^\W\d_]{2,5}+", 0),
    (r"[òóõỏọ]|(?=[ế-ỹ])\w", re.IGNORECASE),
]
REGEX_PATTERNS = [
    (r"(?<=\p{Lu}+ )\p{Ll}(?P<last>\d)?", 0),
    (r"(?:^|(?<=[.!?] ))Namun(?!,)", regex.IGNORECASE),
]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a store, which this process writes after the first pattern."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr(pattern_store, "_MIN_NEW_PATTERNS", 1)
    return tmp_path / "cache" / "patterns"


@pytest.fixture
def use_store(monkeypatch: pytest.MonkeyPatch) -> "UseStore":
    return UseStore(monkeypatch)


class UseStore:
    """Lets patterns be compiled in a store that is opened anew."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, path: Path) -> PatternStore:
        store = PatternStore(path)
        self._monkeypatch.setattr(pattern_store, "open_pattern_store", lambda: store)
        return store


def test_restored_patterns_are_those_of_the_libraries(
    path: Path, use_store: UseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = use_store(path)
    for text, flags in PATTERNS:
        assert compile_pattern(text, flags) == re.compile(text, flags)
    for text, flags in REGEX_PATTERNS:
        assert compile_regex(text, flags) == regex.compile(text, flags)
    store.save()
    use_store(path)
    monkeypatch.setattr(pattern_store, "_compile_re", _compile_nothing)
    monkeypatch.setattr(pattern_store, "_compile_regex", _compile_nothing)
    for text, flags in PATTERNS:
        restored = compile_pattern(text, flags)
        assert restored == re.compile(text, flags)
        assert restored.groupindex == re.compile(text, flags).groupindex
    for text, flags in REGEX_PATTERNS:
        sample = "ABC d7 Namun begitu. namun itu"
        spans = [found.span() for found in compile_regex(text, flags).finditer(sample)]
        assert spans == [
            found.span() for found in regex.compile(text, flags).finditer(sample)
        ]


def test_rules_match_alike_after_they_were_stored(
    path: Path, use_store: UseStore
) -> None:
    rules = [rule for rule in read_all_own_rules() if not rule.correct_spelling][::9]
    sample = "Namun Presiden Joko Widodo mengatakan di lakukan 12.000 (tahun 2025), ini"
    for _ in range(2):
        store = use_store(path)
        for rule in rules:
            flags = regex.IGNORECASE if rule.ignores_case else 0
            pattern = compile_regex(rule.pattern_text, flags)
            assert pattern.findall(sample) == rule.pattern.findall(sample)
        store.save()


def test_word_lists_are_part_of_a_pattern(path: Path, use_store: UseStore) -> None:
    for _ in range(2):
        store = use_store(path)
        for words in (["dr", "prof"], ["ir"]):
            pattern = compile_regex(r"\L<titles>\.", 0, {"titles": words})
            assert bool(pattern.match("ir.")) == ("ir" in words)
        store.save()


def test_damaged_or_foreign_files_are_not_read(path: Path, use_store: UseStore) -> None:
    store = use_store(path)
    compile_pattern("a+b", 0)
    store.save()
    content = path.read_bytes()
    assert not _compiles_anew(use_store(path))
    for damaged in (b"", content[:-1], content[:40], content[:-1] + b"?", b"x" * 99):
        path.write_bytes(damaged)
        assert _compiles_anew(use_store(path))
    path.write_bytes(content)
    path.chmod(0o666)
    assert _compiles_anew(use_store(path))
    path.unlink()
    os.mkfifo(path)
    assert _compiles_anew(use_store(path))


def test_file_keeps_the_patterns_of_other_runs(path: Path, use_store: UseStore) -> None:
    for text in ("a+b", "c+d", "e+f"):
        store = use_store(path)
        compile_pattern(text, 0)
        store.save()
    store = use_store(path)
    for text in ("e+f", "a+b", "c+d"):
        compile_pattern(text, 0)
    assert store.new_count == 0


def test_file_is_the_users_own(path: Path, use_store: UseStore) -> None:
    store = use_store(path)
    compile_pattern("a+b", 0)
    store.save()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*path.parent.iterdir()] == [path]


def test_nothing_is_written_without_bytecode_or_where_it_cannot(
    path: Path, use_store: UseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.write_text("a file, not a folder")
    store = use_store(path)
    compile_pattern("a+b", 0)
    store.save()
    path.parent.unlink()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    store.save()
    assert not path.parent.exists()


def test_errors_are_those_of_the_libraries(path: Path, use_store: UseStore) -> None:
    use_store(path)
    with pytest.raises(re.error):
        compile_pattern("(", 0)
    with pytest.raises(regex.error):
        compile_regex("(", 0)


def test_another_python_compiles(
    path: Path, use_store: UseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(path)
    monkeypatch.setattr("re._compiler._code", lambda: None)
    with monkeypatch.context() as changed:
        changed.setattr("re.compile", lambda text, flags: (text, flags))
        assert compile_pattern("a+", 0) == ("a+", 0)


def _compiles_anew(store: PatternStore) -> bool:
    """Whether a pattern that was stored is compiled, since it cannot be read."""
    assert compile_pattern("a+b", 0).match("aab")
    return store.new_count > 0


def _compile_nothing(*arguments: object) -> None:
    raise AssertionError(f"compiled again: {arguments}")
