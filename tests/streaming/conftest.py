"""The client of the web's tests, for what a stream's options are refused as."""

from tests.web.conftest import client

__all__ = ["client"]
