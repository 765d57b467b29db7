"""Every kind of error in a cell's text: its place, and its words."""

import pytest

from app.cells.definition import Definition, define
from app.cells.errors import MESSAGES, EquationError
from app.cells.limits import MAX_NAME, MAX_NESTING, MAX_OPERATIONS, MAX_TEXT

DEEP = "(" * (MAX_NESTING + 1) + "h'" + ")" * (MAX_NESTING + 1)
THIRTEEN = "\n".join(f"s{k} = s{k}' + 1" for k in range(12)) + "\nh = h'"

#: Kind, text, line, column, message.
CASES = [
    ("unexpected", "h = ", 1, 4,
     "found the end of the line; expected a name, a number, a function or ("),
    ("unexpected", "h = x'\nb + 1 = 2", 2, 3, "found +; expected ="),
    ("unexpected", "h = b\n= 2", 2, 1, "found =; expected the name that this line defines"),
    ("unexpected", "h = (b", 1, 7, "found the end of the line; expected an operator or )"),
    ("unexpected", "h = b)", 1, 6, "found ); expected an operator or the end of the line"),
    ("unexpected", "h = b' '", 1, 8, "found '; expected an operator or the end of the line"),
    ("unexpected", "h = tanh", 1, 9, "found the end of the line; expected ( after tanh"),
    ("unexpected", "h = max(b", 1, 10,
     "found the end of the line; expected an operator or a comma"),
    ("unexpected", "h = h' W", 1, 8,
     "found W; expected an operator such as * or +, or the end of the line"),
    ("unexpected", "h = scalar(a, b)", 1, 15, "found b; expected a number"),
    ("unexpected", "h = scalar(a b)", 1, 14, "found b; expected a comma or )"),
    ("unexpected", "h = scalar(a, 1 2)", 1, 17, "found 2; expected )"),
    ("unexpected", "h = transpose(1) h'", 1, 15, "found 1; expected the name of a matrix"),
    ("unexpected", "h = b = b", 1, 7, "found =; expected an operator or the end of the line"),
    ("bad_character", "h = b\nc = h @ h", 2, 7, "“@” has no meaning in an equation"),
    ("bad_character", "h = \0", 1, 5, "U+0000 has no meaning in an equation"),
    ("bad_character", "h = <b>", 1, 5, "“<” has no meaning in an equation"),
    ("bad_character", "h = 🧠", 1, 5, "“🧠” has no meaning in an equation"),
    ("bad_name", "h = __proto__", 1, 5,
     "__proto__ is not a valid name: use letters and digits, with single underscores between"
     " parts"),
    ("bad_name", "h = a__b", 1, 5,
     "a__b is not a valid name: use letters and digits, with single underscores between parts"),
    ("bad_name", "h = a_", 1, 5,
     "a_ is not a valid name: use letters and digits, with single underscores between parts"),
    ("long_name", "h = " + "n" * (MAX_NAME + 1), 1, 5,
     "a name can have at most 40 characters; this one has 41"),
    ("long_text", "#" * (MAX_TEXT + 1), 1, 1,
     "the equations can have at most 20,000 characters; these have 20,001"),
    ("deep", f"h = {DEEP}", 1, 5 + MAX_NESTING, "brackets can be nested at most 50 deep"),
    ("number_beside", "h = 2 b", 1, 5,
     "an operator is missing between a number and b: use * to multiply"),
    ("number_beside", "h = b 2", 1, 7,
     "an operator is missing between a number and b: use * to multiply"),
    ("no_equations", "", 1, 1, "there are no equations yet; at least one must define h"),
    ("no_equations", "# h = b\n\n  \t", 1, 1,
     "there are no equations yet; at least one must define h"),
    ("many_equations", "\n".join(f"a{k} = 1" for k in range(40)) + "\nh = h'", 41, 1,
     "a cell can have at most 40 equations"),
    ("many_states", THIRTEEN, 12, 1, "a cell can have at most 12 states; s11 is one too many"),
    ("many_operations", "h = h'" + " + h'" * 401, 1, 8 + 5 * 400,
     "a cell can have at most 400 operations"),
    ("no_h", "c = c' + b\n# h", 1, 1, "no equation defines h, the cell's output"),
    ("defined_twice", "a = b\nh = a\na = h", 3, 1, "a is already defined on line 1"),
    ("reserved", "h = b\nx = h", 2, 1, "x cannot be defined: x is the input"),
    ("reserved", "tanh = b\nh = b", 1, 1, "tanh cannot be defined: it is the name of a function"),
    ("reserved", "σ = b\nh = b", 1, 1, "sigmoid cannot be defined: it is the name of a"
     " function"),
    ("reserved", "scalar = b\nh = b", 1, 1, "scalar cannot be defined: it is a reserved word"),
    ("used_before", "h = 1 - c\nc = c' * 2", 1, 9,
     "c is used before line 2 defines it; c' is its value at the previous step"),
    ("used_before", "h = h + 1", 1, 5,
     "h is used before line 1 defines it; h' is its value at the previous step"),
    ("undefined_state", "h = tanh(toString')", 1, 10, "toString' is used, but no equation defines"
     " toString"),
    ("two_shapes", "a = W x\nh = a + W h'", 2, 9,
     "W is used as a matrix of size H × H here and as a matrix of size H × D on line 1"),
    ("two_shapes", "a = p * W x\nh = p a", 2, 5,
     "p is used as a matrix of size H × H here and as a vector of size H on line 1"),
    ("two_shapes", "a = U h'\nh = scalar(U) * a", 2, 5,
     "U is used as a single number here and as a matrix of size H × H on line 1"),
    ("defined_as_matrix", "a = W x\nh = a h'", 2, 5,
     "a is defined by an equation, so it is a vector; a matrix is needed here"),
    ("input_elementwise", "h = tanh(x)", 1, 5,
     "x has as many entries as the input; multiply it by a matrix first, as in W x"),
    ("input_elementwise", "h = h' * x", 1, 8,
     "x has as many entries as the input; multiply it by a matrix first, as in W x"),
    ("sizes", "h = x", 1, 1, "h and a vector of size D do not match in size"),
    ("matrix_of_scalar", "h = h' + W scalar(a)", 1, 10,
     "W stands before a single number; a matrix multiplies a vector"),
    ("unknown_function", "h = sigmoyd(h')", 1, 5,
     "there is no function sigmoyd; did you mean sigmoid?"),
    ("arguments", "h = tanh(h', b)", 1, 5, "tanh takes one argument; found 2"),
    ("arguments", "h = max(h')", 1, 5, "max takes two arguments; found 1"),
    ("arguments", "h = max(h', b, b)", 1, 5, "max takes two arguments; found 3"),
    ("scalar_name", "h = scalar(0.5)", 1, 12, "scalar needs the name of a parameter, as in"
     " scalar(alpha) or scalar(alpha, 0.5)"),
    ("scalar_name", "h = scalar(tanh)", 1, 12, "scalar needs the name of a parameter, as in"
     " scalar(alpha) or scalar(alpha, 0.5)"),
    ("transpose_alone", "h = h' + transpose(U)", 1, 10,
     "transpose(A) must stand in front of a vector, as in transpose(A) h'"),
    ("not_finite", "h = h' * 1e999", 1, 10, "1e999 is too large"),
]  # fmt: skip


def error_of(text: str) -> EquationError:
    with pytest.raises(EquationError) as found:
        define(text)
    return found.value


@pytest.mark.parametrize(("kind", "text", "line", "column", "message"), CASES)
def test_an_error_names_its_place_and_what_may_stand_there(
    kind: str, text: str, line: int, column: int, message: str
) -> None:
    error = error_of(text)
    assert (error.kind, error.line, error.column) == (kind, line, column)
    assert str(error) == f"line {line}, column {column}: {message}"
    assert error.code == "equations"


def test_every_kind_of_error_has_a_case() -> None:
    assert {kind for kind, *_ in CASES} == set(MESSAGES)


def test_columns_count_characters_and_lines_of_every_ending() -> None:
    error = error_of("a = σ(b)\r\n\r\n  h = a ·  @")
    assert (error.line, error.column) == (3, 12)


# What is allowed, to the very limit


def test_forty_equations_are_allowed() -> None:
    text = "\n".join(f"a{k} = {k}" for k in range(39)) + "\nh = h'"
    assert len(define(text).equations) == 40


def test_twelve_states_are_allowed() -> None:
    text = "\n".join(f"s{k} = s{k}' + 1" for k in range(11)) + "\nh = h'"
    assert len(define(text).states) == 12


def test_h_counts_as_a_state_though_nobody_reads_it() -> None:
    text = "\n".join(f"s{k} = s{k}' + 1" for k in range(12)) + "\nh = b"
    assert error_of(text).kind == "many_states"


def test_four_hundred_operations_are_allowed_and_count_over_all_lines() -> None:
    half = MAX_OPERATIONS // 2
    text = "a = h'" + " + h'" * half + "\nh = a" + " * a" * half
    assert define(text).is_recurrent
    assert error_of(text + " + a").kind == "many_operations"


def test_twenty_thousand_characters_are_allowed() -> None:
    assert define("h = h' #" + "." * (MAX_TEXT - 8)).states == ("h",)


def test_brackets_may_be_nested_fifty_deep_functions_among_them() -> None:
    assert define("h = " + "(" * 50 + "h'" + ")" * 50).is_recurrent
    assert define("h = " + "tanh(" * 50 + "h'" + ")" * 50).is_recurrent
    assert error_of("h = " + "tanh(" * 51 + "h'" + ")" * 51).kind == "deep"


def test_a_name_of_forty_characters_is_allowed() -> None:
    assert define(f"h = {'n' * MAX_NAME}").parameters.keys() == {"n" * MAX_NAME}


# How a text is read


def shape_of(text: str, name: str) -> tuple[str, ...]:
    return define(text).parameters[name].shape


WORDS = "constructor toString hasOwnProperty valueOf W_2_b exec None hold step v0 k0 h0 c9_9z"


@pytest.mark.parametrize("name", WORDS.split())
def test_any_word_may_name_a_value_a_state_and_a_parameter(name: str) -> None:
    as_state = define(f"{name} = tanh({name}' + p)\nh = {name}")
    assert as_state.states == ("h", name)
    assert shape_of(f"h = {name} h'", name) == ("H", "H")
    assert shape_of(f"h = {name} * h'", name) == ("H",)
    assert shape_of(f"h = scalar({name}) * h'", name) == ()


def expanded(cell: Definition, number: int) -> tuple[object, ...]:
    node = cell.graph[number]
    return node.op, node.name, node.value, node.size, *(expanded(cell, it) for it in node.args)


def is_same_cell(one: str, other: str) -> bool:
    left, right = define(one), define(other)
    return expanded(left, left.values["h"]) == expanded(right, right.values["h"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("h = h′ + h’", "h = h' + h'"),
        ("h = σ(h')", "h = sigmoid(h')"),
        ("h = a · b ⊙ h' × c − d", "h = a * b * h' * c - d"),
        ("h = -a * b", "h = (-a) * b"),
        ("h = - - a + h'", "h = a + h'"),
        ("h = a - b - h'", "h = (a - b) - h'"),
        ("h = a / b * h'", "h = (a / b) * h'"),
        ("h = a + b * h'", "h = a + (b * h')"),
        ("h = U V h'", "h = U (V h')"),
        ("h = U h' * b", "h = (U h') * b"),
        ("h = -U h'", "h = -(U h')"),
        ("h = a + U -h'", "h = (a + U) - h'"),
        ("h=1e0*h'+.5-5.", "h = h' + 0.5 - 5"),
        ("\n\n  h\t=\u00a0h' # c\n#", "h = h'"),
    ],
)
def test_two_ways_of_writing_are_one_cell(written: str, meant: str) -> None:
    assert is_same_cell(written, meant)


def test_transpose_turns_the_shape_of_a_matrix_around() -> None:
    assert shape_of("h = transpose(A) x", "A") == ("D", "H")
    assert shape_of("h = transpose(A) (W x)", "A") == ("H", "H")


def test_a_scalar_is_one_number_wherever_it_is_named_again() -> None:
    cell = define("a = scalar(alpha, -0.5) * h'\nh = a + alpha")
    assert cell.parameters["alpha"].shape == ()
    assert cell.parameters["alpha"].initial == -0.5
    assert define("h = scalar(alpha)").parameters["alpha"].initial is None


def test_a_cell_that_reads_no_state_is_none_that_recurs() -> None:
    cell: Definition = define("h = tanh(W x + b)")
    assert (cell.is_recurrent, cell.states) == (False, ("h",))
