"""Settings of the server: values with which it could answer nobody are refused."""

from pathlib import Path

import pytest

from tm.errors import InputError
from web.settings import read_server_settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("thread_count", "0"),
        ("waiting_limit", "0"),
        ("worker_count", "0"),
        ("requests_per_minute", "0"),
        ("max_body_bytes", "-1"),
        ("max_draft_bytes", "0"),
        ("session_hours", "0"),
        ("request_seconds", "0"),
        ("port", "65536"),
        ("trusted_proxies", "10.0.0.0/8,proxy"),
    ],
)
def test_a_value_that_lets_nothing_through_is_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    environment = {f"PADANAN_SERVER_{name.upper()}": text}
    with pytest.raises(InputError, match=name):
        read_server_settings(tmp_path, environment)


def test_a_replica_is_of_a_memory_that_is_served(tmp_path: Path) -> None:
    (tmp_path / "padanan.toml").write_text(
        '[server.memories]\nnews = "postgresql://a/news"\n'
        '[server.read_databases]\nnew = "postgresql://b/news"\n'
    )
    with pytest.raises(InputError, match="memory in read_databases: 'new'"):
        read_server_settings(tmp_path, {})
