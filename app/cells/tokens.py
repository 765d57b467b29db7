"""A cell's text as tokens, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from app.cells.errors import EquationError
from app.cells.limits import MAX_NAME, MAX_TEXT

Kind = Literal["name", "number", "sign", "end"]

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\f\v\u00a0]+)"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_σ][A-Za-z0-9_]*)"
    r"|(?P<sign>[-+*/=(),'′−·⊙×’])"
)
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(_[a-zA-Z0-9]+)*")
#: Signs that people write or paste for those of the language.
_SAME_SIGN = {"′": "'", "’": "'", "−": "-", "·": "*", "⊙": "*", "×": "*"}
_SAME_NAME = {"σ": "sigmoid"}


@dataclass(frozen=True, slots=True)
class Token:
    """A name, a number, a sign, or the end of a line; line and column count from 1."""

    kind: Kind
    text: str
    line: int
    column: int

    @property
    def shown(self) -> str:
        """How an error message names the token."""
        return "@end" if self.kind == "end" else self.text


def lines_of(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of every line that has any, with an ``end`` at last.

    Raises
    ------
    EquationError
        For text that is too long, and for what is no token.
    """
    if len(text) > MAX_TEXT:
        raise EquationError("long_text", 1, 1, most=f"{MAX_TEXT:,}", count=f"{len(text):,}")
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        tokens = list(_tokens(line, number))
        if tokens:
            yield [*tokens, Token("end", "", number, len(line.rstrip()) + 1)]


def _tokens(line: str, number: int) -> Iterator[Token]:
    at = 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            raise EquationError("bad_character", number, at + 1, found=_quoted(line[at]))
        kind, text = match.lastgroup, match.group()
        if kind not in (None, "space", "comment"):
            yield _token(cast(Kind, kind), text, number, at + 1)
        at = match.end()


def _token(kind: Kind, text: str, line: int, column: int) -> Token:
    if kind == "name":
        text = _SAME_NAME.get(text, text)
        if len(text) > MAX_NAME:
            raise EquationError("long_name", line, column, most=str(MAX_NAME), count=str(len(text)))
        if not _NAME.fullmatch(text):
            raise EquationError("bad_name", line, column, found=text)
    return Token(kind, _SAME_SIGN.get(text, text), line, column)


def _quoted(character: str) -> str:
    return f"“{character}”" if character.isprintable() else f"U+{ord(character):04X}"
