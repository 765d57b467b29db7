"""Find the Chromium that the browser tests drive, or install it where that is possible.

``python -m tests.browser.chromium`` is what ``make test-browser`` calls first: it looks, installs
Debian's package when it may, and says in one line what to do when there is none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = (
    "No Chromium was found: install chromium (Debian: apt-get install chromium), run "
    "`.venv/bin/playwright install chromium`, or name yours in GATESCOPE_CHROMIUM."
)


def find() -> Path | None:
    """Return the first Chromium there is; one named in GATESCOPE_CHROMIUM is the only one tried."""
    if named := os.environ.get("GATESCOPE_CHROMIUM"):
        return Path(named) if Path(named).is_file() else None
    return next((path for path in _candidates() if path.is_file()), None)


def _candidates() -> Iterator[Path]:
    for command in COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium that was found, without a window."""
    return playwright.chromium.launch(executable_path=find(), args=FLAGS)


def required() -> bool:
    """Return whether a missing Chromium is a failure: in continuous integration it always is."""
    return os.environ.get("CI") == "true"


def install() -> None:
    """Install Debian's Chromium when this is a Debian-like system and root's rights are at hand."""
    apt = shutil.which("apt-get")
    if apt is None:
        return
    privilege = _privilege()
    if privilege is None:
        return
    print("Installing Chromium with apt-get", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        command = [*privilege, apt, "-qq", *arguments]
        if subprocess.run(command, check=False, stdout=sys.stderr, env=environment).returncode:
            return


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], check=False, capture_output=True)
    return [sudo, "-n"] if asked.returncode == 0 else None


def main() -> int:
    """Return 0 when Chromium is there, or when it is missing and may be."""
    if find() is None and "GATESCOPE_CHROMIUM" not in os.environ:
        install()
    if find() is not None:
        return 0
    print(ADVICE, file=sys.stderr)
    return 1 if required() else 0


if __name__ == "__main__":
    sys.exit(main())
