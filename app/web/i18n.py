"""The catalogues of visible text, and the choice among them.

A language exists because its files do: ``<code>.json``, whose key ``language.name`` is what the
language calls itself, and ``examples/<code>.json``, the words of the examples. Nothing else lists
the languages. Words that a cell's own file lacks in a language are keys of its catalogue:
``cell.<name>.title`` and ``cell.<name>.sentence``.

A text may hold ``{name}`` and, where its wording depends on a count,
``{name, plural, one {# step} other {# steps}}``: the form of ICU messages, with the categories of
that language and ``#`` for the number. Only the page fills in plurals (``static/js/base/i18n.js``,
by `Intl.PluralRules`); text that the server renders takes no counts.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

DIRECTORY = Path(__file__).resolve().parents[1] / "i18n"
#: For visitors who ask for no language that there is.
DEFAULT_LANGUAGE = "en"
#: What the keys of a cell's words begin with; only languages that no cell's file has need them.
_CELL = "cell."


class CatalogueError(ValueError):
    """A language lacks a text that another one has."""


class Catalogues:
    """Every language's text: flat keys, the same in each.

    Parameters
    ----------
    directory : Path
        Holds ``<language>.json`` and ``examples/<language>.json`` files.

    Raises
    ------
    CatalogueError
        If a language lacks a key that another one has, or the words of the examples.
    """

    def __init__(self, directory: Path = DIRECTORY) -> None:
        self._by_language: dict[str, dict[str, str]] = {
            path.stem: orjson.loads(path.read_bytes()) for path in sorted(directory.glob("*.json"))
        }
        self.examples = directory / "examples"
        _check_equal_keys(self._by_language)
        _check_examples(self._by_language, self.examples)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are."""
        return tuple(self._by_language)

    @property
    def names(self) -> Mapping[str, str]:
        """Code → what the language calls itself."""
        return {code: texts["language.name"] for code, texts in self._by_language.items()}

    def catalogue(self, language: str) -> Mapping[str, str]:
        """Return key → text; KeyError for a language there is not."""
        return self._by_language[language]

    def translate(self, language: str, key: str, **params: Any) -> str:
        """Return the text of ``key`` with its ``{placeholders}`` filled in."""
        return self._by_language[language][key].format(**params)

    def words_of_cell(self, language: str, name: str) -> dict[str, str]:
        """Return a cell's title and sentence, where its own file has none in that language.

        Raises
        ------
        CatalogueError
            If the catalogue has none either.
        """
        texts = self._by_language[language]
        keys = {part: f"{_CELL}{name}.{part}" for part in ("title", "sentence")}
        if missing := [key for key in keys.values() if key not in texts]:
            raise CatalogueError(f"{language}.json lacks {', '.join(missing)}")
        return {part: texts[key] for part, key in keys.items()}

    def choose(self, accept_language: str) -> str:
        """Return the language that an ``Accept-Language`` header asks for first."""
        for wanted in _by_preference(accept_language):
            primary = wanted.partition("-")[0].lower()
            if primary in self._by_language:
                return primary
        return DEFAULT_LANGUAGE


def _by_preference(header: str) -> list[str]:
    weighted = []
    for entry in header.split(","):
        name, _, parameter = entry.strip().partition(";")
        weight = quality(parameter)
        if name and weight > 0.0:
            weighted.append((name.strip(), weight))
    return [name for name, _ in sorted(weighted, key=lambda pair: -pair[1])]


def quality(parameter: str) -> float:
    """Return the weight in a header's ``q=0.8``; 1 when there is none, 0 when it is unreadable."""
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _check_equal_keys(by_language: Mapping[str, Mapping[str, str]]) -> None:
    every_key = {key for keys in by_language.values() for key in keys if not key.startswith(_CELL)}
    for language, catalogue in by_language.items():
        missing = sorted(every_key - catalogue.keys())
        if missing:
            raise CatalogueError(f"{language}.json lacks {', '.join(missing)}")


def _check_examples(languages: Iterable[str], directory: Path) -> None:
    found = {path.stem for path in directory.glob("*.json")}
    if differing := sorted(found ^ set(languages)):
        raise CatalogueError(
            f"catalogue and texts of the examples must both be there: {', '.join(differing)}"
        )
