"""A server with a few units, for the clients of other tools."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import padanan
from tests.web.serving import serve
from web.settings import ServerSettings

UNITS = {
    "Tăng 16,7% trong quý II": "Naik 16,7% pada kuartal II",
    "Cuộc họp báo ở Hà Nội": "Jumpa pers di Hanoi",
    "Thứ trưởng Bộ Ngoại giao thăm Jakarta.": (
        "Wakil Menteri Luar Negeri mengunjungi Jakarta."
    ),
    "Thu/chi ngân sách 50%": "Penerimaan/pengeluaran anggaran 50%",
    "Dòng một\nDòng hai": "Baris satu\nBaris dua",
    "A & B <b>đậm</b>": "A & B <b>tebal</b>",
}
"""Vietnamese texts with their Indonesian translations."""


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server, which tests only read."""
    folder = tmp_path_factory.mktemp("dialects")
    database = folder / "memory.db"
    with padanan.open(database, source="vi", target="id", author="siti") as memory:
        for source, target in UNITS.items():
            memory.add(source, target)
    with serve(database, make_settings(folder)) as opened:
        yield opened


@pytest.fixture
def own_client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server of its own, with an empty memory."""
    with serve(tmp_path / "memory.db", make_settings(tmp_path)) as opened:
        yield opened


def make_settings(
    folder: Path, dialects: tuple[str, ...] | None = None
) -> ServerSettings:
    """Make the settings of a server whose own database is in a folder."""
    return ServerSettings(database=str(folder / "server.db"), dialects=dialects)
