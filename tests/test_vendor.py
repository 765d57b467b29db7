"""Vendored browser libraries are what their manifest says."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "static/vendor"
MANIFEST = json.loads((VENDOR / "vendor.json").read_text())


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
def test_bundle_is_what_was_published_under_one_line_of_ours(name):
    entry = MANIFEST[name]
    first_line, published = (VENDOR / name).read_bytes().split(b"\n", 1)
    assert first_line.decode() + "\n" == entry["first_line_added"]
    assert first_line.startswith(b"//")
    assert hashlib.sha256(published).hexdigest() == entry["sha256_as_published"]


@pytest.mark.parametrize("name", MANIFEST)
def test_gzip_sibling_gives_the_bundle_and_carries_no_time(name):
    packed = (VENDOR / f"{name}.gz").read_bytes()
    assert gzip.decompress(packed) == (VENDOR / name).read_bytes()
    assert packed[4:8] == bytes(4)


def test_plotly_js_has_the_version_that_the_pinned_python_package_carries():
    entry = MANIFEST["plotly-cartesian.min.js"]
    assert entry["version"] == get_plotlyjs_version()
    header = (VENDOR / "plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    assert f"v{entry['version']}" in header


def test_plotly_licence_is_the_one_named_in_the_manifest():
    entry = MANIFEST["plotly-cartesian.min.js"]
    assert (VENDOR / entry["licence_file"]).read_text().startswith(f"{entry['licence']} License")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "package-lock.json"])
def test_lock_holds_no_address_and_no_path_of_a_machine(lock):
    text = (ROOT / lock).read_text()
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
