"""What a page asks for: a few packed files where there are any, else every module.

The page consists of about 200 ES modules and runs them as they are written. A browser requests six
files at a time over HTTP/1.1, so `make pack` bundles them beforehand (`scripts/pack`). The manifest
says what each pack was made of; one whose sources have changed since is not used. The modules are
then sent one by one, all of them requested by the page's head, because a browser learns of an
import only from the file that contains it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

MANIFEST = "packed/packs.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """The file to ask for, and the modules that it will ask for at once."""

    file: str
    preload: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What the manifest says about one entry."""

    file: str
    preload: list[str]
    #: Source → hash of its content.
    inputs: dict[str, str]

    def is_of(self, contents: Mapping[str, str]) -> bool:
        """Whether every source is still the same, and every file of the pack is there."""
        is_same = all(contents.get(name) == content for name, content in self.inputs.items())
        return is_same and contents.keys() >= {self.file, *self.preload}


def find_entry(name: str, manifest: bytes, contents: Mapping[str, str]) -> Entry:
    """Return how to load what begins at the module or style sheet ``name``.

    Parameters
    ----------
    name : str
    manifest : bytes
        JSON: entry → its `Pack`.
    contents : mapping
        Name → hash of the content of every file of the static tree.
    """
    packs = orjson.loads(manifest)
    if name in packs:
        pack = Pack(**packs[name])
        if pack.is_of(contents):
            return Entry(pack.file, tuple(pack.preload))
    return Entry(name, tuple(_modules_beside(name, contents)))


def _modules_beside(entry: str, contents: Mapping[str, str]) -> list[str]:
    """Return every module in an entry's folder and below; a style sheet has none."""
    folder = entry.rpartition("/")[0]
    return [
        name
        for name in contents
        if entry.endswith(".js") and name.startswith(f"{folder}/") and name.endswith(".js")
        if name != entry
    ]
