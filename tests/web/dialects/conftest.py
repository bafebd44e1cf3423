"""A server with a few units, for the clients of other tools."""

from collections.abc import Iterator

import httpx
import pytest

import padanan
from tests.web.serving import serve

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
    database = tmp_path_factory.mktemp("dialects") / "memory.db"
    with padanan.open(database, source="vi", target="id", author="siti") as memory:
        for source, target in UNITS.items():
            memory.add(source, target)
    with serve(database) as opened:
        yield opened


@pytest.fixture
def own_client(tmp_path: object) -> Iterator[httpx.Client]:
    """A client of a server of its own, with an empty memory."""
    with serve(f"{tmp_path}/memory.db") as opened:
        yield opened
