"""What can be wrong with the text of a cell, told with the place and what may stand there."""

from typing import ClassVar

from app.errors import ScenarioError


class EquationError(ScenarioError):
    """A cell's equations cannot be understood, or contradict themselves.

    Attributes
    ----------
    kind : str
        Which rule is broken, such as ``unexpected`` or ``two_shapes``: the page has words for each
        in its own language.
    line, column : int
        Where, both counted from 1.
    details : dict of str
        What the words name: ``found``, ``needed``, ``name`` … One that begins with ``@`` is a
        phrase of `PHRASES`, with what it names after colons: ``@vector:H``.
    """

    code: ClassVar[str] = "equations"

    def __init__(self, kind: str, line: int, column: int, **details: str) -> None:
        self.kind, self.line, self.column, self.details = kind, line, column, details
        text = MESSAGES[kind].format(**{key: spoken(value) for key, value in details.items()})
        super().__init__(f"line {line}, column {column}: {text}", loc=("cell", "equations"))


#: English words for each kind of error.
MESSAGES = {
    "unexpected": "found {found}; expected {needed}",
    "bad_character": "{found} has no meaning in an equation",
    "bad_name": "{found} is not a valid name: use letters and digits, with single underscores "
    "between parts",
    "long_name": "a name can have at most {most} characters; this one has {count}",
    "long_text": "the equations can have at most {most} characters; these have {count}",
    "deep": "brackets can be nested at most {most} deep",
    "number_beside": "an operator is missing between a number and {found}: use * to multiply",
    "no_equations": "there are no equations yet; at least one must define h",
    "many_equations": "a cell can have at most {most} equations",
    "many_states": "a cell can have at most {most} states; {found} is one too many",
    "many_operations": "a cell can have at most {most} operations",
    "no_h": "no equation defines h, the cell's output",
    "defined_twice": "{name} is already defined on line {first}",
    "reserved": "{name} cannot be defined: {why}",
    "used_before": "{name} is used before line {first} defines it; {name}' is its value at the "
    "previous step",
    "undefined_state": "{name}' is used, but no equation defines {name}",
    "two_shapes": "{name} is used as {second} here and as {first} on line {line_first}",
    "defined_as_matrix": "{name} is defined by an equation, so it is a vector; a matrix is needed "
    "here",
    "input_elementwise": "x has as many entries as the input; multiply it by a matrix first, as "
    "in W x",
    "sizes": "{left} and {right} do not match in size",
    "matrix_of_scalar": "{name} stands before a single number; a matrix multiplies a vector",
    "unknown_function": "there is no function {name}; did you mean {near}?",
    "arguments": "{name} takes {needed}; found {found}",
    "scalar_name": "scalar needs the name of a parameter, as in scalar(alpha) or "
    "scalar(alpha, 0.5)",
    "transpose_alone": "transpose(A) must stand in front of a vector, as in transpose(A) h'",
    "not_finite": "{found} is too large",
}

#: Parts of messages that are words themselves; the page has them in its own language, too.
PHRASES = {
    "end": "the end of the line",
    "defined_name": "the name that this line defines",
    "sign_or_end": "an operator or the end of the line",
    "operator_or_end": "an operator such as * or +, or the end of the line",
    "factor": "a name, a number, a function or (",
    "sign_or_close": "an operator or )",
    "sign_or_comma": "an operator or a comma",
    "comma_or_close": "a comma or )",
    "number": "a number",
    "matrix_name": "the name of a matrix",
    "open_after": "( after {0}",
    "is_function": "it is the name of a function",
    "is_input": "x is the input",
    "is_word": "it is a reserved word",
    "one_argument": "one argument",
    "two_arguments": "two arguments",
    "single": "a single number",
    "vector": "a vector of size {0}",
    "matrix": "a matrix of size {0} × {1}",
}


def spoken(detail: str) -> str:
    """Return a detail in English."""
    if not detail.startswith("@"):
        return detail
    name, *arguments = detail[1:].split(":")
    return PHRASES[name].format(*arguments)
