"""The contract as the page's tests read it: ``python -m tests.contract_fixture`` makes it anew."""

from pathlib import Path

import orjson

from app.web.contract import contract
from app.web.i18n import Catalogues

FILE = Path(__file__).parent / "js/fixtures/contract.json"


def written() -> bytes:
    """Return the file as it must be."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(contract(Catalogues()), option=options)


if __name__ == "__main__":
    FILE.write_bytes(written())
