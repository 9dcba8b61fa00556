"""Requests of any kind over everything that the OpenAPI description names (schemathesis): answered in time, and never
as an error of ours.  ``make test`` tries some of each operation, ``make long`` more; a failure prints how to repeat it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.app import create_app
from bot.limits import Allowed
from handlers import tokens
from storage.engine import Store
from tests.bot.conftest import EdgeSettings
from tests.world import World

schemathesis: Any = pytest.importorskip("schemathesis", reason="`make test` installs it")
SLOWEST = 5.0  # seconds of one request; the machine may be busy
ANY_PACE = Allowed(visitor=0, sender=0, visits=0, token=0, signing=0, serials=0)
Loaded = tuple[TestClient, Any, str]  # with the description, and a token


@pytest.fixture
def loaded(sqlite_url: str) -> Any:
    house = World(Store(sqlite_url)).settle().house
    token = tokens.create(house, "any")
    app = create_app(house, EdgeSettings(), allowed=ANY_PACE)
    with TestClient(app, raise_server_exceptions=True, follow_redirects=False) as http:
        description = http.get("/openapi.json").json()
        yield http, schemathesis.openapi.from_dict(description), token
    house.store.close()


def _try(loaded: Loaded, examples: int) -> int:
    """How many operations were tried."""
    http, schema, token = loaded
    count = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in ("/chat/events", "/console/events"):  # streams without an end
            continue
        count += 1

        @settings(max_examples=examples, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(), known=st.booleans())
        def attempt(case: Any, known: bool) -> None:
            _send(http, case, token if known else None)

        attempt()
    return count


def _send(http: TestClient, case: Any, token: str | None) -> None:
    asked = case.as_transport_kwargs(base_url="http://testserver")
    headers = dict(asked.pop("headers") or {})
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    data = asked.pop("data", None)
    if data is not None:
        asked["content" if isinstance(data, str | bytes) else "data"] = data
    began = time.monotonic()
    answer = http.request(**asked, headers=headers)
    took = time.monotonic() - began
    assert answer.status_code < 500, f"{answer.status_code} {answer.text[:300]}\n{case.as_curl_command()}"
    assert took < SLOWEST, f"{took:.1f} s\n{case.as_curl_command()}"


def test_some_requests_of_every_operation(loaded: Loaded) -> None:
    assert _try(loaded, 6) > 10


@pytest.mark.long
@pytest.mark.timeout(600)
def test_many_requests_of_every_operation(loaded: Loaded) -> None:
    assert _try(loaded, 150) > 10
