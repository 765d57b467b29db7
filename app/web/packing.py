"""All modules of a page in one file or two, and all its style sheets in another.

The page is some 200 ES modules. A browser asks for six files at a time over HTTP/1.1, so on a line
of 40 ms they would take a second of waiting. They stay as they are written, without a build step:
when the static tree is read, the modules below an entry are written one after the other, each as a
function that is called once, in the order in which imports need them, without their comments.

::

    import { el } from "./dom.js";          const m1 = (() => {
    export const mount = …;            →    const { el } = m0;
                                            const mount = …;
                                            return { mount };
                                            })();

What a module asks for with ``import("./later.js")`` comes in a second file, with all that only it
needs; the first one holds what the first picture takes. Both find each other's modules, each of
which is there once::

    import("./later.js")       →    import("./main.later.pack.js").then((pack) => pack.m7)

What this cannot express (a cycle, ``export default``, an address that is put together) raises
`PackingError`, and the pack is then one import of the entry: slower, and the same page.
"""

import logging
import posixpath
import re
from collections.abc import Mapping

#: What is packed; it is served with `PACK` before its ending.
ENTRIES = ("js/main.js", "js/embed.js", "css/page.css")
PACK = ".pack"
#: Nearly all of the first pack runs at once: V8 compiles it while it arrives, beside the page's
#: thread, instead of function by function in it.
COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad\n"
#: The second file of an entry is served with this before its ending.
LATER = ".later.pack"

_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/[ \t]*|//[^\n]*)\n", re.MULTILINE)
_CAST = re.compile(r"/\*\* @[^\n]*?\*/ ?")
_SHEET_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_SHEET_IMPORT = re.compile(r'^@import "(?P<name>[^"]+)";\n?', re.MULTILINE)
_IMPORT = re.compile(
    r"^import (?:(?:\{(?P<names>[^}]*)\}|\* as (?P<whole>\w+)) from )?"
    r'"(?P<source>\.[^"]+)";[^\n]*\n',
    re.MULTILINE,
)
_FORWARDED = re.compile(
    r'^export \{(?P<names>[^}]*)\} from "(?P<source>\.[^"]+)";[^\n]*\n', re.MULTILINE
)
_LISTED = re.compile(r"^export \{(?P<names>[^}]*)\};[^\n]*\n", re.MULTILINE)
_DECLARED = re.compile(
    r"^export (?P<kept>(?:(?:async )?function\*? ?|class |const )(?P<name>[\w$]+))", re.MULTILINE
)
_DYNAMIC = re.compile(r'\bimport\("(?P<source>\.[^"]+)"\)')
_LEFT_OVER = re.compile(
    rf"^import\b(?!\()|^export\b|^await\b|\bimport\((?!\"[^\"]+{re.escape(LATER)}\.js\"\))",
    re.MULTILINE,
)
_OWN_ADDRESS = "import.meta.url"

_log = logging.getLogger(__name__)


class PackingError(ValueError):
    """A module says something that a pack cannot express."""


def pack_all(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the packs of the entries that a tree has.

    Parameters
    ----------
    texts : mapping
        Name → content of every module and style sheet of the tree.
    """
    packs: dict[str, str] = {}
    for entry in ENTRIES:
        if entry in texts:
            packs |= _pack_or_refer(texts, entry)
    return packs


def _named(entry: str, suffix: str) -> str:
    stem, ending = posixpath.splitext(entry)
    return stem + suffix + ending


def _pack_or_refer(texts: Mapping[str, str], entry: str) -> dict[str, str]:
    if entry.endswith(".css"):
        return {_named(entry, PACK): pack_sheets(texts, entry)}
    try:
        return pack_modules(texts, entry)
    except PackingError as error:
        _log.warning("%s is sent as single modules: %s", entry, error)
        return {_named(entry, PACK): f'import "./{posixpath.basename(entry)}";\n'}


def pack_sheets(texts: Mapping[str, str], entry: str) -> str:
    """Return a style sheet with what it imports in its place; an unknown import stays."""
    folder = posixpath.dirname(entry)

    def replace(found: re.Match[str]) -> str:
        name = posixpath.join(folder, found["name"])
        return _without_sheet_comments(texts[name]) if name in texts else found[0]

    return _SHEET_IMPORT.sub(replace, _without_sheet_comments(texts[entry]))


def _without_sheet_comments(text: str) -> str:
    return _SHEET_COMMENT.sub("", text)


def pack_modules(texts: Mapping[str, str], entry: str) -> dict[str, str]:
    """Return, by name, the one or two modules that do what an entry and all it imports do.

    Raises
    ------
    PackingError
        When a module is missing, or says what a pack cannot express.
    """
    return _Packs(texts, entry).write()


class _Packs:
    def __init__(self, texts: Mapping[str, str], entry: str) -> None:
        self._texts = texts
        self._entry = entry
        self._folder = posixpath.dirname(entry)
        self._variables: dict[str, str] = {}
        #: Modules that are asked for while the page runs.
        self._wanted: list[str] = []
        #: What the second pack uses of the first.
        self._shared: list[str] = []
        self._first: set[str] = set()
        self._written: dict[str, str] = {}
        self._open: list[str] = []

    def write(self) -> dict[str, str]:
        """Return the packs by name."""
        self._add(self._entry)
        self._first = set(self._written)
        for name in self._wanted:  # grows while modules are written
            self._add(name)
        first = "".join(self._written[name] for name in self._written if name in self._first)
        packs = {_named(self._entry, PACK): COMPILE_AT_ONCE + first + _exports(self._shared)}
        if self._wanted:
            packs[_named(self._entry, LATER)] = self._later()
        return packs

    def _later(self) -> str:
        first = posixpath.basename(_named(self._entry, PACK))
        head = f'import {{ {", ".join(self._shared)} }} from "./{first}";\n' if self._shared else ""
        body = "".join(self._written[name] for name in self._written if name not in self._first)
        return head + body + _exports([self._variables[name] for name in self._wanted])

    def _add(self, name: str) -> str:
        """Write a module, after those it imports, unless it is there; return its variable."""
        if name in self._open:
            raise PackingError(f"{' → '.join([*self._open, name])} is a cycle")
        if name not in self._written:
            self._open.append(name)
            text = self._module(name)
            self._written[name] = text
            self._open.pop()
        variable = self._variable(name)
        if name in self._first and variable not in self._shared:
            self._shared.append(variable)
        return variable

    def _variable(self, name: str) -> str:
        return self._variables.setdefault(name, f"m{len(self._variables)}")

    def _module(self, name: str) -> str:
        if name not in self._texts:
            asking = self._open[-2] if len(self._open) > 1 else self._entry
            raise PackingError(f"{asking} imports {name}, which is missing")
        text = _CAST.sub("", _COMMENT.sub("", self._texts[name]))
        exported: list[str] = []
        text = _IMPORT.sub(lambda found: self._import(name, found), text)
        text = _FORWARDED.sub(lambda found: self._forward(name, found, exported), text)
        text = _LISTED.sub(lambda found: _note(found, exported), text)
        text = _DECLARED.sub(lambda found: _declare(found, exported), text)
        text = _DYNAMIC.sub(lambda found: self._ask(name, found), text)
        if found := _LEFT_OVER.search(text):
            raise PackingError(f"{name}: {text[found.start() :].splitlines()[0]}")
        variable = self._variable(name)
        body = text.replace(_OWN_ADDRESS, self._address(name)).strip()
        result = f"return {{ {', '.join(exported)} }};"
        return f"const {variable} = (() => {{\n{body}\n{result}\n}})();\n"

    def _import(self, name: str, found: re.Match[str]) -> str:
        variable = self._add(_resolve(name, found["source"]))
        if found["whole"]:
            return f"const {found['whole']} = {variable};\n"
        names = ", ".join(": ".join(pair) for pair in _pairs(found["names"] or ""))
        return f"const {{ {names} }} = {variable};\n" if names else ""

    def _forward(self, name: str, found: re.Match[str], exported: list[str]) -> str:
        variable = self._add(_resolve(name, found["source"]))
        exported += [f"{to}: {variable}.{own}" for own, to in _pairs(found["names"])]
        return ""

    def _ask(self, name: str, found: re.Match[str]) -> str:
        """Return the promise of a module that comes with the second pack."""
        wanted = _resolve(name, found["source"])
        if wanted not in self._wanted:
            self._wanted.append(wanted)
        address = posixpath.basename(_named(self._entry, LATER))
        return f'import("./{address}").then((pack) => pack.{self._variable(wanted)})'

    def _address(self, name: str) -> str:
        """Return an expression for a module's own address: files lie relative to it."""
        return f'new URL("./{posixpath.relpath(name, self._folder)}", import.meta.url).href'


def _resolve(name: str, source: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), source))


def _pairs(names: str) -> list[tuple[str, str]]:
    """Return (own name, name outside) for each entry of ``a, b as c``."""
    pairs = []
    for entry in filter(None, (part.strip() for part in names.split(","))):
        own, _, other = entry.partition(" as ")
        pairs.append((own, other or own))
    return pairs


def _exports(variables: list[str]) -> str:
    return f"export {{ {', '.join(variables)} }};\n" if variables else ""


def _note(found: re.Match[str], exported: list[str]) -> str:
    exported += [f"{to}: {own}" for own, to in _pairs(found["names"])]
    return ""


def _declare(found: re.Match[str], exported: list[str]) -> str:
    exported.append(found["name"])
    kept: str = found["kept"]
    return kept
