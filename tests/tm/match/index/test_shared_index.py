"""Servers that share a PostgreSQL database and a folder share the index's shards."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.tm.match.index.test_fuzzy_index import (
    agrees,
    grown,
    proposed,
    small_index,
)
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.index.manifest import list_index_folders
from tm.store.database import Database

pytestmark = pytest.mark.postgres


@pytest.fixture(name="servers")
def _open_servers(
    replicated_postgres: postgres.Replicated, request: pytest.FixtureRequest
) -> Iterator[list[Database]]:
    """The databases of two servers: one reads from the primary, one from a replica."""
    url = replicated_postgres.make_database(f"shared_{abs(hash(request.node.nodeid))}")
    with ExitStack() as stack:
        read_location = replicated_postgres.on_replica(url)
        yield [
            stack.enter_context(Database.open(url)),
            stack.enter_context(Database.open(url, read_location=read_location)),
        ]


def _list_shards(database: Database) -> set[Path]:
    [folder] = list_index_folders(database)
    return set(folder.glob("*/*.part"))


def test_what_one_server_has_indexed_is_not_indexed_by_another(
    servers: list[Database],
) -> None:
    first_index, second_index = map(small_index, servers)
    grown(servers[0], 100)
    assert agrees(servers[0], first_index)
    shards = _list_shards(servers[0])
    assert shards
    assert _list_shards(servers[1]) == shards
    assert agrees(servers[1], second_index)
    assert _list_shards(servers[1]) == shards
    # A few more are in nobody's files yet, and found by both.
    grown(servers[1], 10, seed=2)
    assert agrees(servers[0], first_index) and agrees(servers[1], second_index)
    assert _list_shards(servers[0]) == shards


def test_servers_write_shards_in_turn_and_each_finds_all(
    servers: list[Database],
) -> None:
    indexes = [small_index(server) for server in servers]
    errors: list[BaseException] = []

    def work(server: Database, index: FuzzyIndex, first_seed: int) -> None:
        try:
            for seed in range(first_seed, first_seed + 6):
                grown(server, 25, seed=seed)
                proposed(index, server, "Thủ tướng thăm Hà Nội", 50)
        except BaseException as error:
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=(server, index, 100 * number))
        for number, (server, index) in enumerate(zip(servers, indexes, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for server, index in zip(servers, indexes, strict=True):
        assert agrees(server, index)
        assert agrees(server, small_index(server))
