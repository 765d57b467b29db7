"""The input sequence of a scenario: values, text, or a generator."""

from typing import Annotated

import numpy as np
from pydantic import model_validator

from app.errors import ScenarioError
from app.numerics.parameters import Array
from app.scenarios.checks import Matrix, NumberTable, Text
from app.scenarios.failures import clean_text, failure
from app.scenarios.generators import (
    GENERATORS,
    Adding,
    Copy,
    Generator,
    Impulse,
    Noise,
    Ramp,
    Sine,
    Square,
    one_hot,
)
from app.scenarios.limits import LIMITS
from app.scenarios.parts import ByKey, ByTag, Part


class ValueSequence(Part):
    """Numbers, a row for each step."""

    values: Annotated[Matrix, NumberTable(LIMITS.steps, LIMITS.input_size)]


class TextSequence(Part):
    """One-hot characters (Unicode code points): channel d is the alphabet's character d."""

    text: Annotated[str, Text(LIMITS.steps, shortest=1)]
    alphabet: Annotated[str, Text(LIMITS.input_size, shortest=1)]

    @model_validator(mode="after")
    def _check_alphabet(self) -> "TextSequence":
        repeated = next((c for k, c in enumerate(self.alphabet) if c in self.alphabet[:k]), None)
        if repeated is not None:
            message = f'alphabet must have each character once; "{repeated}" is repeated'
            raise failure(message, kind="alphabet", loc=("alphabet",))
        known = set(self.alphabet)
        unknown = next((k for k, c in enumerate(self.text) if c not in known), None)
        if unknown is not None:
            message = f'text has "{self.text[unknown]}" at {unknown}, which is not in alphabet'
            raise failure(message, kind="alphabet", loc=("text",))
        return self

    def classes(self) -> list[int]:
        """Return the channel of each character."""
        channel = {character: d for d, character in enumerate(self.alphabet)}
        return [channel[character] for character in self.text]


AnySequence = Annotated[
    ValueSequence | TextSequence | Sine | Square | Impulse | Noise | Ramp | Copy | Adding,
    ByKey(
        {
            "values": ValueSequence.model_validate,
            "text": TextSequence.model_validate,
            "generator": ByTag("generator", GENERATORS).choose,
        }
    ),
]


def sequence_values(sequence: ValueSequence | TextSequence | Generator, input_size: int) -> Array:
    """Return the sequence x (T, D).

    Raises
    ------
    ScenarioError
        When the sequence does not have D = ``input_size`` channels, or a generator's parameters
        contradict each other.
    """
    if isinstance(sequence, ValueSequence):
        return _from_values(sequence, input_size)
    if isinstance(sequence, TextSequence):
        return _from_text(sequence, input_size)
    return _from_generator(sequence, input_size)


def count_steps(sequence: ValueSequence | TextSequence | Generator) -> int:
    """Return T, without making the sequence."""
    if isinstance(sequence, ValueSequence):
        return len(sequence.values)
    return len(sequence.text) if isinstance(sequence, TextSequence) else sequence.steps


def _from_values(sequence: ValueSequence, input_size: int) -> Array:
    width = len(sequence.values[0])
    if width != input_size:
        message = f"each step must have {input_size} numbers, the cell's input_size; found {width}"
        raise ScenarioError(message, loc=("sequence", "values", 0))
    return np.array(sequence.values, dtype=np.float64)


def _from_text(sequence: TextSequence, input_size: int) -> Array:
    size = len(sequence.alphabet)
    if size != input_size:
        message = (
            f"alphabet must have {input_size} characters, the cell's input_size; found {size} "
            f'("{clean_text(sequence.alphabet)}")'
        )
        raise ScenarioError(message, loc=("sequence", "alphabet"))
    return one_hot(np.array(sequence.classes()), input_size)


def _from_generator(sequence: Generator, input_size: int) -> Array:
    low, high = sequence.needed_input_size
    if not low <= input_size <= high:
        needed = f"{low}" if low == high else f"at least {low}"
        message = (
            f"this generator makes {needed} channels, so the cell's input_size must be "
            f"{needed}; found {input_size}"
        )
        raise ScenarioError(message, loc=("sequence", "generator"))
    return sequence.values(input_size)
