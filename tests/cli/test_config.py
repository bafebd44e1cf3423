"""The settings in force, and the file of settings to begin with."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import call
from tm.errors import InputError
from tm.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    for name in ("PADANAN_DATABASE", "PADANAN_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _origins(*words: str) -> dict[str, tuple[object, str, str | None]]:
    called = call("config", *words, "--format", "json")
    assert called.code == 0, called.err
    return {
        setting["name"]: (setting["value"], setting["origin"], setting["place"])
        for setting in json.loads(called.out)
    }


def test_each_setting_is_shown_with_what_gave_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "home" / "padanan" / "padanan.toml"
    own.parent.mkdir(parents=True)
    own.write_text('author = "Lan"\n[lookup]\nlimit = 9\n', "utf-8")
    Path("padanan.toml").write_text(
        'source = "vi"\n[lookup]\nmin_rate = 80\nlimit = 3\n', "utf-8"
    )
    here = str(Path("padanan.toml").absolute())
    origins = _origins()
    assert origins["source"] == ("vi", "file", here)
    assert origins["lookup.limit"] == (3, "file", here)
    assert origins["author"] == ("Lan", "file", str(own))
    assert origins["align.threshold"] == (0.7, "default", None)
    monkeypatch.setenv("PADANAN_AUTHOR", "Siti")
    monkeypatch.setenv("PADANAN_DATABASE", "env.db")
    origins = _origins()
    assert origins["author"] == ("Siti", "environment", "PADANAN_AUTHOR")
    assert origins["database"] == ("env.db", "environment", "PADANAN_DATABASE")
    origins = _origins("--database", "x.db")
    assert origins["database"] == ("x.db", "option", "--database")


def test_some_settings_are_shown_as_text() -> None:
    Path("padanan.toml").write_text('[checks]\nskip = ["char.nbsp"]\n', "utf-8")
    out = call("config", "checks", "--changed", output_format="").out
    place = Path("padanan.toml").absolute()
    assert out == f'setting\tvalue\tfrom\nchecks.skip\t["char.nbsp"]\t{place}\n'
    assert call("config", "chekcs").code == 2
    Path("padanan.toml").unlink()
    assert "`padanan init` makes one" in call("config").err


def test_the_first_file_has_every_setting_and_changes_none() -> None:
    called = call("init")
    assert called.code == 0 and "padanan.toml" in called.err
    path = Path("padanan.toml")
    assert read_settings(Path()) == Settings()
    text = path.read_text("utf-8")
    names = set(_origins())
    for name in names:
        assert f"#{name.split('.')[-1]} = " in text
    # With all comments removed from the settings, it is still a valid file.
    active = [re.sub(r"^#(?! )", "", line) for line in text.split("\n")]
    path.write_text("\n".join(active), "utf-8")
    assert read_settings(Path()).checks.severity == {"num.value": "warning"}


def test_the_first_file_holds_what_options_say_and_replaces_none() -> None:
    words = ("init", "-s", "vi", "-t", "id", "--database", "memory.db")
    assert call(*words).code == 0
    settings = read_settings(Path())
    assert (str(settings.source), str(settings.target)) == ("vi", "id")
    assert settings.database is not None and settings.database.endswith("memory.db")
    refused = call("init")
    assert refused.code == 2 and "--force" in refused.err
    assert read_settings(Path()) == settings
    assert call("init", "--force").code == 0
    assert read_settings(Path()) == Settings()
    assert call("init", "nowhere").code == 2
    assert not Path("memory.db").exists()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "this is a folder, not a file"),
        (lambda path: path.symlink_to("nowhere.toml"), "does not exist"),
        (os.mkfifo, "this is a pipe or device, not a file"),
    ],
)
def test_what_is_called_settings_and_is_no_file_is_an_error(
    make: Callable[[Path], None], message: str
) -> None:
    """It was ignored, or a writer was waited for."""
    make(Path("padanan.toml"))
    Path("below").mkdir()
    Path("a.txt").write_text("Menteri tiba.\n", "utf-8")
    with pytest.raises(InputError, match=message):
        read_settings(Path("below"))
    done = call("check", "a.txt", "-t", "id")
    assert done.code == 2 and "padanan.toml" in done.err and message in done.err


def test_a_pipe_is_no_file_of_house_rules_or_dismissals() -> None:
    os.mkfifo("pipe")
    Path("a.txt").write_text("Menteri tiba.\n", "utf-8")
    done = call("check", "a.txt", "-t", "id", "--baseline", "pipe")
    assert done.code == 2 and "pipe: this is a pipe" in done.err
    Path("padanan.toml").write_text('[checks]\nrules = "pipe"\n', "utf-8")
    done = call("check", "a.txt", "-t", "id")
    assert done.code == 2 and "pipe: this is a pipe" in done.err
