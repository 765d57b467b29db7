"""Sequences made by a rule: `GENERATORS`, name → model.

Each model holds the rule's parameters and gives its values (T, D). Channel d always differs from
channel 0 in a way the docstring states, so that an input of several channels is worth looking at.
Random ones draw from streams that are the same on every version of NumPy.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from app.errors import ScenarioError
from app.numerics.initialisers import normal, uniform
from app.numerics.parameters import Array
from app.scenarios.checks import Choice, Number, Whole
from app.scenarios.limits import LIMITS
from app.scenarios.parts import Part


@dataclass(frozen=True, slots=True)
class Slider:
    """How far the page's slider for a parameter goes; other values can be typed.

    ``least`` and ``most`` bound what can be typed, where typing more makes no sense.
    """

    min: float
    max: float
    step: float
    least: float | None = None
    most: float | None = None


#: A number, whatever its slider offers.
Level = Annotated[float, Number(-1e6, 1e6)]
Size = Annotated[Level, Slider(0, 5, 0.1)]
Place = Annotated[Level, Slider(-5, 5, 0.1)]
Period = Annotated[float, Number(1.0, 1e4), Slider(1, 100, 0.5, least=1)]
Phase = Annotated[float, Number(-1.0, 1.0), Slider(-1, 1, 0.05, least=-1, most=1)]
Step = Annotated[int, Whole(0, LIMITS.steps - 1), Slider(0, 50, 1, least=0)]
Count = Annotated[int, Whole(1, LIMITS.steps)]


class Generator(Part):
    """What every generator has: its name, T, and a seed, idle where nothing is random.

    ``least_steps`` says how many steps it needs: a number for each parameter, and ``""`` for what
    none of them adds.
    """

    needed_input_size: ClassVar[tuple[int, int]] = (1, LIMITS.input_size)
    is_random: ClassVar[bool] = False
    least_steps: ClassVar[dict[str, int]] = {"": 1}

    generator: str
    steps: Count
    seed: Annotated[int, Whole(0, LIMITS.seed)] = 0

    def values(self, input_size: int) -> Array:
        """Return the sequence (T, D).

        Raises
        ------
        ScenarioError
            When the parameters contradict each other, or the rule does not make ``input_size``
            channels.
        """
        raise NotImplementedError

    def needed_steps(self) -> int:
        """Return how many steps the parameters need at least."""
        parts = self.least_steps.items()
        return sum(count * (getattr(self, name) if name else 1) for name, count in parts)


class Wave(Generator):
    """A periodic signal; channel d is d / (2·D) periods ahead: two channels are in quadrature."""

    period: Period = 10.0
    amplitude: Size = 1.0
    offset: Place = 0.0
    phase: Phase = 0.0

    def cycles(self, input_size: int) -> Array:
        """Return where each value stands, in periods since the start of the signal, (T, D)."""
        lead = np.arange(input_size) / (2.0 * input_size) + self.phase
        return np.arange(self.steps)[:, None] / self.period + lead


class Sine(Wave):
    """offset + amplitude · sin(2π·(t / period + phase)); ``phase`` in periods."""

    generator: Annotated[Literal["sine"], Choice()]

    def values(self, input_size: int) -> Array:
        return self.offset + self.amplitude * np.sin(2.0 * np.pi * self.cycles(input_size))


class Square(Wave):
    """offset + amplitude in the first half of each period, offset − amplitude in the second."""

    generator: Annotated[Literal["square"], Choice()]

    def values(self, input_size: int) -> Array:
        is_high = self.cycles(input_size) % 1.0 < 0.5
        return self.offset + self.amplitude * np.where(is_high, 1.0, -1.0)


class Impulse(Generator):
    """``amplitude`` once, else 0: channel d at step ``at`` + d, if the sequence is that long."""

    least_steps: ClassVar[dict[str, int]] = {"at": 1, "": 1}

    generator: Annotated[Literal["impulse"], Choice()]
    at: Step = 0
    amplitude: Place = 1.0

    def values(self, input_size: int) -> Array:
        if self.at >= self.steps:
            message = f"at must be a step of the sequence, 0 to {self.steps - 1}; found {self.at}"
            raise ScenarioError(message, loc=("sequence", "at"))
        values = np.zeros((self.steps, input_size))
        channels = np.arange(min(input_size, self.steps - self.at))
        values[self.at + channels, channels] = self.amplitude
        return values


class Noise(Generator):
    """Independent numbers: even over [−amplitude, amplitude), or normal with that deviation."""

    is_random = True

    generator: Annotated[Literal["noise"], Choice()]
    amplitude: Size = 1.0
    distribution: Annotated[Literal["uniform", "normal"], Choice()] = "uniform"

    def values(self, input_size: int) -> Array:
        shape = (self.steps, input_size)
        if self.distribution == "normal":
            return self.amplitude * normal(self.seed, "noise", shape)
        return self.amplitude * (2.0 * uniform(self.seed, "noise", shape) - 1.0)


class Ramp(Generator):
    """A straight line from ``from`` at the first step to ``to``.

    Channel 0 arrives at the last step; channel d after (D − d) / D of the way, and stays there.
    """

    generator: Annotated[Literal["ramp"], Choice()]
    from_: Place = Field(default=0.0, alias="from")
    to: Place = 1.0

    def values(self, input_size: int) -> Array:
        way = np.arange(self.steps)[:, None] / max(self.steps - 1, 1)
        slope = input_size / (input_size - np.arange(input_size))
        covered = np.minimum(way * slope, 1.0)
        return self.from_ + (self.to - self.from_) * covered


class Copy(Generator):
    """The copy-memory task: symbols to be repeated after a delay.

    One-hot, D ≥ 3: channels 0 … D−3 are the symbols, D−2 the blank, D−1 the signal to answer.
    ``symbols`` random symbols come first, then blanks, the signal at step symbols + delay − 1,
    and blanks to the end, during which the symbols are due (Hochreiter & Schmidhuber 1997, in the
    form of Arjovsky, Shah & Bengio 2016).
    """

    needed_input_size = (3, LIMITS.input_size)
    is_random = True
    least_steps: ClassVar[dict[str, int]] = {"symbols": 2, "delay": 1}

    generator: Annotated[Literal["copy"], Choice()]
    symbols: Annotated[Count, Slider(1, 20, 1, least=1)] = 3
    delay: Annotated[Count, Slider(1, 50, 1, least=1)] = 5

    def values(self, input_size: int) -> Array:
        needed = self.needed_steps()
        if self.steps < needed:
            message = (
                f"steps must be at least 2·symbols + delay = {needed}, so that every symbol "
                f"can be repeated; found {self.steps}"
            )
            raise ScenarioError(message, loc=("sequence", "steps"))
        channels = np.full(self.steps, input_size - 2)
        drawn = uniform(self.seed, "copy", (self.symbols,))
        channels[: self.symbols] = np.floor(drawn * (input_size - 2)).astype(int)
        channels[self.symbols + self.delay - 1] = input_size - 1
        return one_hot(channels, input_size)


class Adding(Generator):
    """The adding problem, D = 2: channel 0 random numbers in [0, 1), channel 1 marks two of them.

    One mark falls in each half of the sequence; the sum of the two marked numbers is what a
    network is asked for (Hochreiter & Schmidhuber 1997).
    """

    needed_input_size = (2, 2)
    is_random = True
    least_steps: ClassVar[dict[str, int]] = {"": 2}

    generator: Annotated[Literal["adding"], Choice()]

    def values(self, input_size: int) -> Array:
        if self.steps < self.needed_steps():
            message = "steps must be at least 2, one for each mark; found 1"
            raise ScenarioError(message, loc=("sequence", "steps"))
        half = self.steps // 2
        first, second = uniform(self.seed, "adding/marks", (2,))
        values = np.zeros((self.steps, input_size))
        values[:, 0] = uniform(self.seed, "adding/values", (self.steps,))
        values[int(first * half), 1] = 1.0
        values[half + int(second * (self.steps - half)), 1] = 1.0
        return values


def one_hot(channels: Array, input_size: int) -> Array:
    """Return a 1 in the given channel of each step, else 0, (T, D)."""
    values = np.zeros((len(channels), input_size))
    values[np.arange(len(channels)), channels] = 1.0
    return values


GENERATORS: dict[str, type[Generator]] = {
    "sine": Sine,
    "square": Square,
    "impulse": Impulse,
    "noise": Noise,
    "ramp": Ramp,
    "copy": Copy,
    "adding": Adding,
}
