"""Vendored browser libraries are what their manifest says."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from plotly import graph_objects
from plotly.basedatatypes import BaseTraceType
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "static/vendor"
MANIFEST = json.loads((VENDOR / "vendor.json").read_text())
LOCKS = [
    "requirements.txt",
    "requirements-dev.txt",
    "package-lock.json",
    "scripts/plotly/package-lock.json",
]


def test_every_file_in_the_vendor_folder_is_accounted_for():
    licences = {entry["licence_file"] for entry in MANIFEST.values()}
    siblings = {f"{name}.{suffix}" for name in MANIFEST for suffix in ("gz", "br")}
    found = {path.name for path in VENDOR.iterdir()}
    assert found == {"vendor.json"} | set(MANIFEST) | licences | siblings


@pytest.mark.parametrize("name", MANIFEST)
def test_bundle_has_the_size_and_sha256_of_the_manifest(name):
    content = (VENDOR / name).read_bytes()
    assert len(content) == MANIFEST[name]["bytes"]
    assert hashlib.sha256(content).hexdigest() == MANIFEST[name]["sha256"]


@pytest.mark.parametrize("name", MANIFEST)
def test_gzip_sibling_gives_the_bundle_and_carries_no_time(name):
    packed = (VENDOR / f"{name}.gz").read_bytes()
    assert gzip.decompress(packed) == (VENDOR / name).read_bytes()
    assert packed[4:8] == bytes(4)


def test_plotly_js_has_the_version_that_the_pinned_python_package_carries():
    entry = MANIFEST["plotly.min.js"]
    assert entry["version"] == get_plotlyjs_version()
    header = (VENDOR / "plotly.min.js").read_text(encoding="utf-8")[:200]
    assert f"v{entry['version']}" in header


def test_plotly_js_is_bundled_from_what_is_locked():
    entry = MANIFEST["plotly.min.js"]
    lock = json.loads((ROOT / "scripts/plotly/package-lock.json").read_text())
    locked = {
        (path.rpartition("node_modules/")[2], package.get("version"))
        for path, package in lock["packages"].items()
    }
    assert set(entry["packages"].items()) <= locked


def test_plotly_bundle_has_the_traces_that_the_page_draws_and_no_others():
    entry = MANIFEST["plotly.min.js"]
    known = {name.lower() for name in dir(graph_objects) if _is_trace(name)}
    scripts = "".join(path.read_text() for path in (ROOT / "static/js").rglob("*.js"))
    named = set(re.findall(r'\btype: "(\w+)"', scripts))
    assert len(known) > 40
    assert named & known == set(entry["traces"])


def _is_trace(name):
    made = getattr(graph_objects, name)
    return isinstance(made, type) and issubclass(made, BaseTraceType)


def test_every_package_in_the_bundle_stands_in_the_licence_file():
    entry = MANIFEST["plotly.min.js"]
    text = (VENDOR / entry["licence_file"]).read_text()
    assert text.startswith(f"plotly.js {entry['version']} ({entry['licence']})\n")
    for name, version in entry["packages"].items():
        assert re.search(rf"^{re.escape(name)} {re.escape(version)} \(", text, re.MULTILINE), name


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_no_address_and_no_path_of_a_machine(lock):
    text = (ROOT / lock).read_text()
    text = re.sub(r'"funding": (?:\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)
    assert not re.search(
        r"\w+://|--(?:index|extra-index|find-links)|(?:^|\s)-e\s|\"resolved\"", text
    )
    assert not re.search(r"(?:^|[\s\"=])/\w", text)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_requirement_is_pinned_and_hashed(lock):
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if re.match(r"\w", line)]
    assert requirements
    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []


def test_what_runs_is_locked_to_the_same_versions_as_what_is_tested():
    def pins(lock):
        return set(re.findall(r"^([\w.-]+==[^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
