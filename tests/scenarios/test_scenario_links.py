"""Link tokens: what is written is read again, for ever; what is damaged says how."""

import base64
import json
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import AppError, CorruptLinkError, LinkError, NewerLinkError, TruncatedLinkError
from app.numerics.initialisers import uniform
from app.scenarios import examples, links
from app.scenarios.limits import LIMITS
from app.scenarios.schema import Scenario
from tests.strategies import documents, scenarios

GOLDEN = json.loads((Path(__file__).parent / "golden_tokens.json").read_text(encoding="utf-8"))
MINIMAL = {"cell": {"input_size": 1, "hidden_size": 1}, "sequence": {"values": [[1]]}}


def token_of(document: bytes, version: str = "1") -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(document) + packer.flush()
    return f"{version}.{base64.urlsafe_b64encode(packed).rstrip(b'=').decode()}"


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_a_token_once_published_is_read_for_ever(golden):
    assert links.decode(golden["token"]) == Scenario.model_validate(golden["scenario"])


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["name"])
def test_a_token_once_published_is_what_its_scenario_still_makes(golden):
    canonical = links.canonical_json(Scenario.model_validate(golden["scenario"]))
    _, packed = golden["token"].split(".", 1)
    was = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), -15)
    assert canonical == was
    assert links.encode(links.decode(golden["token"])) == golden["token"]


@pytest.mark.parametrize("name", examples.names())
def test_fields_that_are_new_stand_in_an_example_and_not_in_its_link(name):
    scenario = examples.load(name).scenario
    written_out = scenario.model_dump(mode="json")
    new = {"equations": None, "proj_size": None, "layers": None, "merge": "concat", "clip": None}
    cell = written_out["cell"]
    short = json.loads(links.canonical_json(scenario))
    for field, default in new.items():
        assert (field in short["cell"]) is (cell[field] != default)
    assert ("state0" in short) is (written_out["state0"] is not None)
    assert cell["equations"] is None or cell["kind"] == "equations"
    assert links.encode(Scenario.model_validate(written_out)) == links.encode(scenario)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(scenarios())
def test_a_scenario_survives_its_link(scenario):
    again = links.decode(links.encode(scenario))
    assert again == scenario
    assert links.canonical_json(again) == links.canonical_json(scenario)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_the_same_scenario_has_the_same_token_however_it_is_written(document):
    def reversed_fields(value):
        if isinstance(value, dict):
            return {key: reversed_fields(value[key]) for key in reversed(value)}
        return value

    scenario = Scenario.model_validate(document)
    written_out = json.loads(scenario.model_dump_json())
    token = links.encode(scenario)
    assert links.encode(Scenario.model_validate(reversed_fields(document))) == token
    assert links.encode(Scenario.model_validate(written_out)) == token


def test_defaults_are_left_out_and_filled_back():
    scenario = Scenario.model_validate(MINIMAL)
    shortest = b'{"cell":{"input_size":1,"hidden_size":1},"sequence":{"values":[[1]]}}'
    assert links.canonical_json(scenario) == shortest
    again = links.decode(token_of(shortest))
    assert again.cell.kind == "lstm"
    assert again.loss.step == -1


def test_numbers_are_written_as_short_as_they_read_back_exactly():
    values = [[0.1, 100.0, -0.0, 1e300, 2.0**53, 5e-324]]
    document = {"cell": {"input_size": 6, "hidden_size": 1}, "sequence": {"values": values}}
    scenario = Scenario.model_validate(document)
    assert b"[[0.1,100,-0.0,1e+300,9007199254740992.0,5e-324]]" in links.canonical_json(scenario)
    again = links.decode(links.encode(scenario)).sequence.values
    assert repr(again[0]) == repr(tuple(values[0]))


@pytest.mark.parametrize("name", examples.names())
def test_every_cut_of_a_token_is_called_a_cut(name):
    token = links.encode(examples.load(name).scenario)
    for length in range(len(token)):
        with pytest.raises(TruncatedLinkError):
            links.decode(token[:length])


@settings(deadline=None)
@given(st.data())
def test_a_damaged_token_never_gives_an_untyped_error(data):
    token = links.encode(examples.load("hand-wired-memory").scenario)
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("A-_z9 .=é\x00"))
    with suppress(AppError, ValidationError):
        links.decode(token[:position] + character + token[position + 1 :])


@given(st.text())
def test_no_text_gives_an_untyped_error(text):
    for token in (text, "1." + text):
        with pytest.raises((AppError, ValidationError)):
            links.decode(token)


@pytest.mark.parametrize("version", ["2", "3", "10", "999999999"])
def test_a_newer_version_says_so(version):
    with pytest.raises(NewerLinkError, match=f"format {version}"):
        links.decode(token_of(b"{}", version))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "x" + token,
        lambda token: "0" + token[1:],
        lambda token: "01" + token[1:],
        lambda token: token[2:],
        lambda token: token + "AAAA",
        lambda token: token + "=",
        lambda token: token[:9] + "*" + token[10:],
        lambda token: token[:9] + " " + token[10:],
        lambda token: token[:2] + "____",
    ],
)
def test_a_damaged_token_is_called_damaged(spoil):
    token = links.encode(Scenario.model_validate(MINIMAL))
    with pytest.raises(CorruptLinkError, match="damaged"):
        links.decode(spoil(token))


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"\xff\xfe", b'{"version":NaN}', b"[" * 100_000, b'{"a":' * 10_000],
)
def test_data_that_is_not_json_is_called_damaged(document):
    with pytest.raises(CorruptLinkError, match="JSON"):
        links.decode(token_of(document))


def test_json_that_is_no_scenario_names_the_field():
    with pytest.raises(ValidationError) as caught:
        links.decode(
            token_of(b'{"cell":{"input_size":0,"hidden_size":1},"sequence":{"values":[[1]]}}')
        )
    assert caught.value.errors()[0]["loc"] == ("cell", "input_size")


def test_spaces_around_a_pasted_token_do_no_harm():
    scenario = Scenario.model_validate(MINIMAL)
    assert links.decode(f" {links.encode(scenario)}\n") == scenario


def test_a_decompression_bomb_is_refused_in_little_memory():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(200)) + packer.flush()
    token = "1." + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    tracemalloc.start()
    with pytest.raises(LinkError, match="unpacks to more than"):
        links.decode(token)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * LIMITS.token_bytes


def test_a_token_over_the_limit_is_refused_unread():
    with pytest.raises(LinkError, match="too long"):
        links.decode("1." + "A" * LIMITS.token_chars)


def test_a_scenario_too_large_for_a_link_says_so():
    row = [-0.00012345678901234567] * LIMITS.input_size
    document = {
        "cell": {"input_size": LIMITS.input_size, "hidden_size": 1},
        "sequence": {"values": [row] * LIMITS.steps},
    }
    with pytest.raises(LinkError, match="too large for a link"):
        links.encode(Scenario.model_validate(document))


def test_the_largest_body_of_random_numbers_fits_a_link():
    rows = uniform(0, "link", (1000, 250)).tolist()
    document = {
        "cell": {"input_size": 250, "hidden_size": 1},
        "sequence": {"values": rows},
    }
    token = links.encode(Scenario.model_validate(document))
    assert len(token) < LIMITS.token_chars
