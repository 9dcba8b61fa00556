"""A server that is started while PostgreSQL is down waits for it, and says so."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.process import launch, stop
from tests.servers import migrate, postgres_cluster

SECONDS = 60.0
KEY = "a key that all of these servers have, long enough"


def asked(url: str) -> tuple[int, str]:
    """Status and what is told; (0, "") while nobody listens."""
    try:
        with urlopen(url, timeout=5) as answer:
            return int(answer.status), answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(url: str, status: int) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found, told = asked(url)
        if found == status:
            return told
        time.sleep(0.1)
    raise AssertionError(f"{url} is not answered with {status}: {found} {told}")


def test_it_waits_until_the_database_is_there(tmp_path: Path) -> None:
    with postgres_cluster() as cluster:
        with cluster.running():
            migrate(cluster.url)
        server = launch(tmp_path, database_url=cluster.url, secret_key=KEY)
        try:
            assert "waiting for the database" in until(server.url + "/healthz", 200)
            problem = json.loads(until(server.url + "/readyz", 503))
            assert problem["detail"] == "waiting for the database"
            assert asked(server.url + "/webhooks/rest/webhook")[0] == 503
            with cluster.running():
                assert "ready" in until(server.url + "/readyz", 200)
                assert asked(server.url + "/healthz")[1] == '{"status":"ok"}'
                stop(server.process)
        finally:
            stop(server.process)
        assert "waiting for the database" in server.said() and "the database answers" in server.said()


@pytest.mark.parametrize(("url", "wait", "told"), [
    ("postgresql://postgres@127.0.0.1:1/none", "1", "has not answered for 1 seconds"),
    ("postgresql://postgres@127.0.0.1:1/none", "0", "has not answered for 0 seconds"),
])  # fmt: skip
def test_it_does_not_wait_for_ever(tmp_path: Path, url: str, wait: str, told: str) -> None:
    server = launch(tmp_path, database_url=url, database_wait=wait, secret_key=KEY)
    assert server.process.wait(30) == 1
    assert told in server.said()


def test_a_database_that_does_not_exist_is_not_waited_for(tmp_path: Path, pg_url: str) -> None:
    server = launch(tmp_path, database_url=pg_url.replace("baoxiu_test", "nowhere"), secret_key=KEY)
    assert server.process.wait(30) == 1
    assert "does not exist" in server.said() and "waiting" not in server.said()
