"""Who may read `/metrics`: this machine, named networks, senders of a token."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.serving import serve
from tm.errors import InputError
from web.settings import ServerSettings, read_server_settings

_TOKEN = "a-token-for-prometheus"
_PROXIED = {"x-forwarded-for": "192.0.2.7"}


def test_this_machine_reads_metrics_and_no_other(tmp_path: Path) -> None:
    settings = ServerSettings(trusted_proxies=("127.0.0.1",))
    with serve(tmp_path / "memory.db", settings) as client:
        assert client.get("/metrics").status_code == 200
        refused = client.get("/metrics", headers=_PROXIED)
        assert refused.status_code == 403
        assert "metrics_token" in refused.json()["detail"]
        assert client.get("/health", headers=_PROXIED).status_code == 200


def test_a_public_server_needs_a_token_or_a_network(tmp_path: Path) -> None:
    public = ServerSettings(metrics_token=_TOKEN).answering_others()
    with serve(tmp_path / "memory.db", public) as client:
        assert client.get("/metrics").status_code == 403
        for token, status in ((_TOKEN, 200), ("x", 403), ("é", 403)):
            headers = {"authorization": f"Bearer {token}".encode()}
            answer = client.get("/metrics", headers=headers)  # type: ignore[arg-type]
            assert answer.status_code == status, token
    listed = ServerSettings(
        metrics_addresses=("192.0.2.0/24",), trusted_proxies=("127.0.0.1",)
    ).answering_others()
    with serve(tmp_path / "memory.db", listed) as client:
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers=_PROXIED).status_code == 200


def test_networks_come_from_the_environment(tmp_path: Path) -> None:
    def read(networks: str) -> tuple[str, ...]:
        environment = {"PADANAN_SERVER_METRICS_ADDRESSES": networks}
        return read_server_settings(tmp_path, environment).metrics_addresses

    assert read("") == ()  # as a public server gives it to its workers
    assert read("10.0.0.0/8,::1") == ("10.0.0.0/8", "::1")
    with pytest.raises(InputError, match="metrics_addresses"):
        read("here")


_RENDERING = """
import os
from web.monitoring.metrics import Metrics
metrics = Metrics(lambda: {call_count})
metrics.add("GET", "/health", 200, 0.1)
print(metrics.render().decode() if {is_asked} else "", flush=True)
os._exit(0)
"""


def test_what_a_killed_worker_did_is_forgotten_and_what_it_has_done_is_not(
    tmp_path: Path,
) -> None:
    def work(call_count: int, *, is_asked: bool) -> str:
        code = _RENDERING.format(call_count=call_count, is_asked=is_asked)
        environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        return subprocess.check_output(
            [sys.executable, "-c", code], env=environment, text=True
        )

    work(7, is_asked=False)
    work(5, is_asked=True)
    metrics = work(2, is_asked=True)
    assert "padanan_engine_calls 2.0" in metrics
    assert 'route="/health",status="200"} 3.0' in metrics
