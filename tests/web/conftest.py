"""A client of an application of its own for each test."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(rate=0.0)), raise_server_exceptions=False) as client:
        yield client
