"""Link tokens: a scenario as one word of text.

A token is ``1.`` + base64url without padding of raw DEFLATE of the scenario's compact JSON, with
defaults left out. Reading must last: every token ever written can always be read. Writing
is repeatable with one zlib; another may find a shorter stream for the same JSON, so identity is
decided by `canonical_json`, never by comparing tokens.
"""

import base64
import re
import zlib
from typing import Any

import orjson

from app.errors import CorruptLinkError, LinkError, NewerLinkError, TruncatedLinkError
from app.scenarios.limits import LIMITS
from app.scenarios.schema import Scenario

_VERSION = 1
_HEAD = re.compile(r"([0-9]{1,9})\.", re.ASCII)
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]")
_RAW_DEFLATE = -15
_EXACT_WHOLE = 2.0**53
#: Up to here a link is worth every character; above, nobody reads it out, and the best level
#: takes twenty times as long as the fastest to save a fifteenth.
_SHARED_BYTES = 32 * 1024


def canonical_json(scenario: Scenario) -> bytes:
    """Return the one compact JSON form of a scenario: defaults left out, fields in fixed order."""
    return orjson.dumps(_shorten(scenario.model_dump(exclude_defaults=True)))


def _shorten(value: Any) -> Any:
    """Write 100.0 as 100; −0.0 stays, it is another number."""
    if isinstance(value, float):
        is_short = value.is_integer() and abs(value) < _EXACT_WHOLE and str(value) != "-0.0"
        return int(value) if is_short else value
    if isinstance(value, dict):
        return {key: _shorten(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_shorten(entry) for entry in value]
    return value


def encode(scenario: Scenario) -> str:
    """Return the scenario's token.

    Raises
    ------
    LinkError
        When the scenario is too large for a link.
    """
    document = canonical_json(scenario)
    if len(document) > LIMITS.token_bytes:
        found = f"its JSON has {len(document):,} bytes"
        raise LinkError(f"too large for a link: {found}; the limit is {LIMITS.token_bytes:,}")
    level = 9 if len(document) <= _SHARED_BYTES else 1
    compressor = zlib.compressobj(level, zlib.DEFLATED, _RAW_DEFLATE, 9)
    packed = compressor.compress(document) + compressor.flush()
    return f"{_VERSION}.{_to_base64url(packed)}"


def decode(token: str) -> Scenario:
    """Return the scenario of a token; it is validated like any other.

    Raises
    ------
    TruncatedLinkError, CorruptLinkError, NewerLinkError
        What is wrong with the token.
    LinkError
        For a token that is too large, or inflates to too much.
    pydantic.ValidationError
        When it holds JSON that is no scenario.
    """
    if len(token) > LIMITS.token_chars:
        message = f"the link is too long: {len(token):,} characters; the limit is"
        raise LinkError(f"{message} {LIMITS.token_chars:,}")
    document = _inflate(_from_base64url(_without_version(token.strip())))
    try:
        fields = orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise CorruptLinkError("the link is damaged: it does not hold JSON") from error
    return Scenario.model_validate(fields)


def _without_version(token: str) -> str:
    head = _HEAD.match(token)
    if head is None:
        if token == "" or (token.isascii() and token.isdigit()):
            raise TruncatedLinkError("the link is cut off before its data begins")
        raise CorruptLinkError('the link is damaged: it must begin with "1."')
    version = int(head.group(1))
    if version > _VERSION:
        message = f"the link was made by a newer version (format {version}; this one reads"
        raise NewerLinkError(f"{message} {_VERSION})")
    if head.group(1) != str(_VERSION):
        raise CorruptLinkError(f'the link is damaged: there is no format "{head.group(1)}"')
    return token[head.end() :]


def _to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_base64url(text: str) -> bytes:
    """Decode strictly: Python's decoder skips characters that it does not know."""
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        raise CorruptLinkError(
            f"the link is damaged: unexpected character at {foreign.start() + 2}"
        )
    if len(text) % 4 == 1:
        raise TruncatedLinkError("the link is cut off: its last characters are missing")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _inflate(packed: bytes) -> bytes:
    """Inflate to at most the limit: what a bomb would fill is never allocated."""
    inflater = zlib.decompressobj(_RAW_DEFLATE)
    try:
        document = inflater.decompress(packed, LIMITS.token_bytes + 1)
    except zlib.error as error:
        raise CorruptLinkError("the link is damaged: its data cannot be unpacked") from error
    if len(document) > LIMITS.token_bytes:
        message = f"the link unpacks to more than {LIMITS.token_bytes:,} bytes"
        raise LinkError(f"{message}, the most a scenario may have")
    if not inflater.eof:
        raise TruncatedLinkError("the link is cut off: the end of its data is missing")
    if inflater.unused_data:
        raise CorruptLinkError("the link is damaged: something follows its data")
    return document
