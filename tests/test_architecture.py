"""Imports point one way, and what a room may know is all it imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "errors",
    "cells",
    "numerics",
    "scenarios",
    "analysis",
    "streaming",
    "web",
    "main",
)
WEB_FRAMEWORKS = {"fastapi", "starlette", "uvicorn", "jinja2", "anyio"}
FILES = sorted((ROOT / "app").rglob("*.py"))


def _imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _room(path: Path) -> str:
    return path.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def _rooms_imported(path: Path) -> set[str]:
    parts = [module.split(".") for module in _imported_modules(path)]
    return {part[1] for part in parts if part[0] == "app" and len(part) > 1}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_rooms_upstream_of_its_own(path: Path) -> None:
    room = _room(path)
    if room in ("__init__", "settings"):
        assert not _rooms_imported(path)
    else:
        allowed = {*ROOMS[: ROOMS.index(room) + 1]}
        allowed |= {"settings"} if room in ("web", "main") else set()
        assert _rooms_imported(path) <= allowed


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_web_frameworks_appear_in_web_and_main_alone(path: Path) -> None:
    packages = {module.split(".")[0] for module in _imported_modules(path)}
    if _room(path) not in ("web", "main"):
        assert not packages & WEB_FRAMEWORKS


@pytest.mark.parametrize("path", [path for path in FILES if _room(path) == "numerics"], ids=str)
def test_numerics_knows_numpy_and_the_standard_library_only(path: Path) -> None:
    packages = {module.split(".")[0] for module in _imported_modules(path)}
    assert packages <= {"app", "numpy", *sys.stdlib_module_names}
    assert _rooms_imported(path) <= {"cells", "numerics"}


@pytest.mark.parametrize("path", [path for path in FILES if _room(path) == "cells"], ids=str)
def test_cells_know_the_standard_library_only(path: Path) -> None:
    packages = {module.split(".")[0] for module in _imported_modules(path)}
    assert packages <= {"app", *sys.stdlib_module_names}
    assert _rooms_imported(path) <= {"cells", "errors"}
