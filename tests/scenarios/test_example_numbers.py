"""Every number in the words of the examples is what the run has, at the digits written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from app.scenarios import examples
from tests.scenarios.number_sources import SOURCES, YEARS
from tests.scenarios.played import Names, evaluate, example

LANGUAGES = tuple(examples.load(examples.names()[0]).title)

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = f"⁻?[{_DIGITS}]+"
#: What a step is called before and after another, and names with digits in them.
_NOTATION = re.compile(r"\(t[−+]1\)|(?<!\d)[A-Za-z_]+\d+")
_NUMBER = re.compile(
    rf"(?P<exponential>e{_RAISED})|(?P<half>½)|(?P<fraction>\d+/\d+(?![\d.]))"
    rf"|(?P<plain>[−+]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    rf"(?:e(?P<ten>−?\d+)|(?P<power>{_RAISED})|(?P<myriads> ?万)|(?P<percent> ?%))?"
    rf"|(?P<raised>{_RAISED})"
)


def _raised(text: str) -> int:
    """Return what superscripts say."""
    sign = -1 if text.startswith("⁻") else 1
    return sign * int("".join(str(_DIGITS.index(digit)) for digit in text.lstrip("⁻")))


@dataclass(frozen=True)
class Written:
    """A number as it is written: what it says, and how far its source may be from that."""

    text: str
    value: float
    within: float

    @classmethod
    def of(cls, found: re.Match[str]) -> "Written":
        """Return the number of a match."""
        text, groups = found.group(), found.groupdict()
        if groups["exponential"]:
            return cls(text, _raised(text[1:]), 0.0)
        if groups["half"]:
            return cls(text, 0.5, 1e-9)
        if groups["fraction"]:
            over, under = map(int, text.split("/"))
            return cls(text, over / under, 1e-9)
        if groups["raised"]:
            return cls(text, _raised(text), 0.0)
        return cls(text, *_measured(groups))


def _measured(groups: dict[str, str | None]) -> tuple[float, float]:
    plain = (groups["plain"] or "").replace(",", "").replace("−", "-")
    value, decimals = float(plain), len(plain.partition(".")[2])
    if groups["power"]:
        power = value ** _raised(groups["power"])
        return power, 1e-7 * power
    scale = float("1e" + groups["ten"].replace("−", "-")) if groups["ten"] else 1.0
    scale *= 1e4 if groups["myriads"] else 0.01 if groups["percent"] else 1.0
    if decimals or groups["ten"] or groups["myriads"]:
        return value * scale, scale * 10.0**-decimals / 2
    # A whole number is meant as one, but for the zeros of a large one: 139,000.
    zeros = len(plain) - len(plain.rstrip("0")) if abs(value) >= 1000 else 0
    if zeros or abs(value) >= 1000:
        return value * scale, scale * 10.0**zeros / 2
    return value * scale, scale * max(0.01, 0.002 * abs(value))


def numbers_of(text: str) -> Iterator[Written]:
    """Return every number in a text."""
    for found in _NUMBER.finditer(_NOTATION.sub("", text)):
        yield Written.of(found)


def texts_of(name: str, place: str | int) -> list[str]:
    """Return what is said at a place, in every language."""
    shown = examples.load(name)
    if place == "notes":
        variants = [variant.title for variant in shown.scenario.comparison]
        return ["; ".join([shown.scenario.notes, *variants])]
    words = shown if place == "summary" else shown.tour[int(place)]
    said = words.summary if place == "summary" else words.text
    return [f"{words.title[lang]}; {said[lang]}" for lang in LANGUAGES]


def places_of(name: str) -> list[str | int]:
    return ["summary", "notes", *range(len(examples.load(name).tour))]


PLACES = [(name, place) for name in examples.names() for place in places_of(name)]
EVERY_PLACE = pytest.mark.parametrize(("name", "place"), PLACES)


def sources_at(name: str, place: str | int) -> dict[str, tuple[str, ...]]:
    sources = SOURCES[name].get(place, {})
    return {key: (it,) if isinstance(it, str) else it for key, it in sources.items()}


def written_of(key: str) -> Written:
    (written,) = numbers_of(key)
    return written


@EVERY_PLACE
def test_every_number_of_an_example_has_a_source_and_every_source_a_number(name, place):
    known = {written_of(key).value for key in sources_at(name, place)}
    said = [{it.value for it in numbers_of(text)} for text in texts_of(name, place)]
    for text, values in zip(texts_of(name, place), said, strict=True):
        assert values <= known, f"no source in {text!r}"
    assert known == set().union(*said), "a source of a number that is not written"


@EVERY_PLACE
def test_every_number_of_an_example_is_that_of_the_run(name, place):
    shown = examples.load(name)
    view = shown.view | (shown.tour[place].view if isinstance(place, int) else {})
    names = Names(example(name), t=view["t"], unit=view["unit"])
    for text in texts_of(name, place):
        for written in numbers_of(text):
            sources = next(
                sources
                for key, sources in sources_at(name, place).items()
                if written_of(key).value == written.value
            )
            for source in sources:
                assert_holds(source, written, names)


def assert_holds(source: str, written: Written, names: Names) -> None:
    if source == "year":
        assert written.text in YEARS
        return
    with np.errstate(all="ignore"):
        found = evaluate(source, names, written.value)
    if isinstance(found, bool | np.bool_):
        assert found, f"{source} with {written.text}"
        return
    distance = np.abs(np.asarray(found, dtype=float) - written.value)
    assert np.all(distance <= written.within * (1 + 1e-9)), f"{written.text} is {source}: {found}"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("c = f · c(t−1) + 20 · x₁ − 50 = −10, +10", [20, 50, -10, 10]),
        ("0.9²⁰ ≈ 0.12, 3.5e−11, 1e−6 and 1e15", [0.9**20, 0.12, 3.5e-11, 1e-6, 1e15]),
        ("e⁻¹⁰⁰⁰ in a float64, ½ (h − 1)², 18/19", [-1000, 0.5, 1, 2, 18 / 19]),
        ("3,828 and 1, 2; 13.9 万, 12 %", [3828, 1, 2, 139_000, 0.12]),
    ],
)
def test_the_numbers_of_a_text_are_found_in_every_notation(text, values):
    assert [it.value for it in numbers_of(text)] == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "value", "is_it"),
    [
        ("0.12", 0.1249, True),
        ("0.12", 0.1251, False),
        ("7", 6.995, True),
        ("7", 7.2, False),
        ("139,000", 139_400, True),
        ("139,000", 139_600, False),
        ("4e−8", 4.4e-8, True),
        ("4e−8", 4.6e-8, False),
    ],
)
def test_a_number_is_compared_at_the_digits_written(text, value, is_it):
    written = written_of(text)
    assert (abs(written.value - value) <= written.within) is is_it
