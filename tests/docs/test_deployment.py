"""The files in `deploy` and the page about them name what there is."""

import re
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from tests.paths import ROOT
from web.settings import ServerSettings, read_server_settings

DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs/deployment.md").read_text("utf-8")
SETTING_NAMES = {setting.name for setting in fields(ServerSettings)}


@pytest.mark.parametrize(
    "path",
    [*sorted(DEPLOY.iterdir()), ROOT / "docs/deployment.md"],
    ids=lambda p: p.name,
)
def test_variables_are_settings(path: Path) -> None:
    text = path.read_text("utf-8")
    names = re.findall(r"PADANAN_SERVER_(\w+[A-Z])", text)
    assert {name.lower() for name in names} <= SETTING_NAMES


def test_the_settings_that_the_page_explains_exist() -> None:
    section = PAGE.partition("## Settings")[2].partition("\n## ")[0]
    names = {*re.findall(r"`([a-z]+_\w+)", section)}
    assert len(names) >= 4 and names <= SETTING_NAMES


def test_the_settings_of_the_page_are_valid(tmp_path: Path) -> None:
    (text,) = re.findall(
        r"`/etc/padanan/padanan.toml`:\n\n```toml\n(.*?)```", PAGE, re.S
    )
    (tmp_path / "padanan.toml").write_text(text, "utf-8")
    settings = read_server_settings(tmp_path, {})
    assert settings.trusted_proxies == ("127.0.0.1",)


def test_the_image_installs_extras_that_exist() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    text = (DEPLOY / "Dockerfile").read_text("utf-8") + PAGE
    named = re.findall(r"(?:\$wheel|'\.)\[([a-z,]+)\]", text)
    assert len(named) >= 2
    for extras in named:
        assert {*extras.split(",")} <= {*pyproject["project"]["optional-dependencies"]}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "padanan.service").read_text("utf-8")
    program = "/opt/padanan/bin/padanan"
    assert program in text
    unit_path = tmp_path / "padanan.service"
    unit_path.write_text(text.replace(program, shutil.which("true") or ""), "utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "padanan.service" not in verified.stderr
    assert verified.returncode == 0, verified.stderr
