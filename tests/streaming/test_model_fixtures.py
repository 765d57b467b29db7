"""The cells that the page's tests draw are what the server describes now."""

import json

from tests.streaming.model_fixtures import FILE, made


def test_the_stored_descriptions_are_what_the_server_sends() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(made())), "make it anew: make fixtures"
