"""A cell's text as a syntax tree.

::

    equation   = name "=" sum
    sum        = product (("+" | "-") product)*
    product    = signed (("*" | "/") signed)*
    signed     = "-"* beside
    beside     = matrix* factor          a matrix times a vector; A B v is A (B v)
    matrix     = name | "transpose" "(" name ")"
    factor     = number | name "'"? | function "(" sum ("," sum)* ")" | "(" sum ")"

The tree is data: nothing of the text is ever evaluated as a program. The parser recurses, but not
deeper than brackets may be nested.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from app.cells.errors import EquationError
from app.cells.functions import FUNCTIONS, SLOTS
from app.cells.limits import MAX_EQUATIONS, MAX_NESTING, MAX_OPERATIONS
from app.cells.tokens import Kind, Token, lines_of
from app.cells.trees import Call, Equation, Name, Number, Scalar, Times, Tree

SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
_RESERVED = {"x": "@is_input", "scalar": "@is_word", "transpose": "@is_word"}
_FUNCTION_WORDS = (*FUNCTIONS, *SLOTS, "scalar", "transpose")


def parse(text: str) -> tuple[Equation, ...]:
    """Return the equations of a cell's text.

    Raises
    ------
    EquationError
        With line, column, what was found and what may stand there.
    """
    equations: list[Equation] = []
    operations = 0
    for tokens in lines_of(text):
        if len(equations) == MAX_EQUATIONS:
            at = tokens[0]
            raise EquationError("many_equations", at.line, at.column, most=str(MAX_EQUATIONS))
        parser = _Parser(tokens, operations)
        equations.append(parser.equation())
        operations = parser.operations
    if not equations:
        raise EquationError("no_equations", 1, 1)
    return tuple(equations)


class _Parser:
    """Reads the tokens of one line from left to right."""

    def __init__(self, tokens: list[Token], operations: int) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0
        self.operations = operations

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _is(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def _is_a(self, kind: Kind) -> bool:
        return self._next.kind == kind

    def _expect(self, sign: str, needed: str) -> Token:
        if not self._is(sign):
            raise self._unexpected(needed)
        return self._take()

    def _unexpected(self, needed: str) -> EquationError:
        token = self._next
        return EquationError(
            "unexpected", token.line, token.column, found=token.shown, needed=needed
        )

    def _count(self, at: Token) -> None:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise EquationError("many_operations", at.line, at.column, most=str(MAX_OPERATIONS))

    def equation(self) -> Equation:
        if self._next.kind != "name":
            raise self._unexpected("@defined_name")
        at = self._take()
        why = "@is_function" if at.text in _FUNCTION_WORDS else ""
        if why := _RESERVED.get(at.text, why):
            raise EquationError("reserved", at.line, at.column, name=at.text, why=why)
        self._expect("=", "=")
        right = self._sum()
        if not self._is_a("end"):
            raise self._unexpected("@sign_or_end")
        return Equation(at.text, right, at)

    def _sum(self) -> Tree:
        left = self._product()
        while self._is("+", "-"):
            left = self._joined(left, self._take(), self._product)
        return left

    def _product(self) -> Tree:
        left = self._signed()
        while self._is("*", "/"):
            left = self._joined(left, self._take(), self._signed)
        return left

    def _joined(self, left: Tree, sign: Token, right: Callable[[], Tree]) -> Tree:
        self._count(sign)
        return Call(SIGNS[sign.text], (left, right()), sign)

    def _signed(self) -> Tree:
        signs = []
        while self._is("-"):
            signs.append(self._take())
            self._count(signs[-1])
        tree = self._beside()
        for sign in reversed(signs):
            tree = Call("neg", (tree,), sign)
        return tree

    def _beside(self) -> Tree:
        """Read factors side by side; all but the last are matrices."""
        matrices: list[tuple[str, bool, Token]] = []
        while True:
            factor = self._factor()
            if not self._begins_factor():
                break
            matrices.append(self._as_matrix(factor))
            self._count(matrices[-1][2])
        if isinstance(factor, _Transposed):
            raise EquationError("transpose_alone", factor.at.line, factor.at.column)
        tree: Tree = factor
        for name, is_transposed, at in reversed(matrices):
            tree = Times(name, is_transposed, tree, at)
        return tree

    def _begins_factor(self) -> bool:
        return self._next.kind in ("name", "number") or self._is("(")

    def _as_matrix(self, factor: "Tree | _Transposed") -> tuple[str, bool, Token]:
        beside = self._next
        if isinstance(factor, _Transposed):
            return factor.name, True, factor.at
        if isinstance(factor, Name) and not factor.is_primed and factor.name != "x":
            if beside.text == "(":
                _check_no_misspelt_function(factor)
            if beside.kind == "number":
                raise EquationError("number_beside", beside.line, beside.column, found=factor.name)
            return factor.name, False, factor.at
        if isinstance(factor, Number):
            raise EquationError(
                "number_beside", factor.at.line, factor.at.column, found=beside.text
            )
        raise self._unexpected("@operator_or_end")

    def _factor(self) -> "Tree | _Transposed":
        token = self._take()
        if token.kind == "number":
            return Number(_finite(token), token)
        if token.kind == "name":
            return self._named(token)
        if token.kind == "sign" and token.text == "(":
            return self._bracketed()
        self._at -= token.kind != "end"
        raise self._unexpected("@factor")

    def _bracketed(self) -> Tree:
        self._enter()
        tree = self._sum()
        self._expect(")", "@sign_or_close")
        self._depth -= 1
        return tree

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            at = self._tokens[self._at - 1]
            raise EquationError("deep", at.line, at.column, most=str(MAX_NESTING))

    def _named(self, token: Token) -> "Tree | _Transposed":
        if token.text in _FUNCTION_WORDS:
            if not self._is("("):
                raise self._unexpected(f"@open_after:{token.text}")
            self._take()
            if token.text == "scalar":
                return self._scalar(token)
            if token.text == "transpose":
                return self._transposed(token)
            return self._call(token)
        is_primed = self._is("'")
        if is_primed:
            self._take()
        return Name(token.text, is_primed, token)

    def _call(self, token: Token) -> Tree:
        self._count(token)
        self._enter()
        arguments = [self._sum()]
        while self._is(","):
            self._take()
            arguments.append(self._sum())
        needed = FUNCTIONS[token.text].arity if token.text in FUNCTIONS else 1
        self._expect(")", "@sign_or_close" if len(arguments) >= needed else "@sign_or_comma")
        self._depth -= 1
        if len(arguments) != needed:
            words = {1: "@one_argument", 2: "@two_arguments"}[needed]
            raise EquationError(
                "arguments", token.line, token.column,
                name=token.text, needed=words, found=str(len(arguments)),
            )  # fmt: skip
        return Call(token.text, tuple(arguments), token)

    def _scalar(self, token: Token) -> Tree:
        if self._next.kind != "name" or self._next.text in (*_FUNCTION_WORDS, "x"):
            raise EquationError("scalar_name", self._next.line, self._next.column)
        name = self._take().text
        initial = None
        if self._is(","):
            self._take()
            sign = -1.0 if self._is("-") and self._take() else 1.0
            if not self._is_a("number"):
                raise self._unexpected("@number")
            initial = sign * _finite(self._take())
        self._expect(")", ")" if initial is not None else "@comma_or_close")
        return Scalar(name, initial, token)

    def _transposed(self, token: Token) -> "_Transposed":
        if self._next.kind != "name" or self._next.text in (*_FUNCTION_WORDS, "x"):
            raise self._unexpected("@matrix_name")
        name = self._take().text
        self._expect(")", ")")
        return _Transposed(name, token)


@dataclass(frozen=True, slots=True)
class _Transposed:
    """``transpose(A)``, which must stand beside a vector."""

    name: str
    at: Token


def _finite(token: Token) -> float:
    value = float(token.text)
    if value == float("inf"):
        raise EquationError("not_finite", token.line, token.column, found=token.text)
    return value


def _check_no_misspelt_function(name: Name) -> None:
    """Refuse ``sigmoyd (…)``, which would otherwise be a matrix times what is in brackets."""
    near = get_close_matches(name.name, _FUNCTION_WORDS, n=1, cutoff=0.75)
    if near and len(name.name) > 2:
        raise EquationError(
            "unknown_function", name.at.line, name.at.column, name=name.name, near=near[0]
        )
