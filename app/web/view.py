"""What the page looks at: the keys of its view, in one table.

The page reads the table (`app.web.contract`); links, clamping and what another scenario resets
follow from it. A key is one entry here and one line in ``static/js/types.js``.
"""

from dataclasses import dataclass
from typing import Literal

from app.analysis.analyses import REGISTERED

#: How much the stage shows, from the overview down to single numbers.
DEPTHS = ("network", "cell", "unit")
#: What the region beside the stage can show.
PANELS = ("plots", "lab", "doctor")
#: Sections of the laboratory, in the order in which the page offers them: those of the analyses,
#: and the comparison, whose cells are run one by one.
SECTIONS = (
    *(it.name for it in sorted(REGISTERED, key=lambda it: it.section or 0) if it.section),
    "compare",
)


@dataclass(frozen=True, slots=True)
class ViewKey:
    """One key of the view.

    Attributes
    ----------
    first : int, str, bool or list
        What the page begins with.
    choices : tuple of str
        What it may be; none for a number.
    within : str or None
        What a number counts: kept below ``steps``, ``units`` or ``layers``.
    in_link : {"always", "changed", "never"}
        Whether links carry it: always, or only where it is another than at first.
    only_with : tuple of (key, value), or None
        Another key that it has a meaning with: links carry it exactly then.
    is_reset : bool
        Whether another scenario puts it back to its first value.
    is_of_page : bool
        Whether it is about the page rather than the run, as its language is.
    """

    first: int | str | bool | tuple[()]
    choices: tuple[str, ...] = ()
    within: Literal["steps", "units", "layers"] | None = None
    in_link: Literal["always", "changed", "never"] = "always"
    only_with: tuple[str, str] | None = None
    is_reset: bool = True
    is_of_page: bool = False


VIEW: dict[str, ViewKey] = {
    "t": ViewKey(0, within="steps"),
    "phase": ViewKey(1, in_link="never"),
    "unit": ViewKey(0, within="units"),
    "layer": ViewKey(0, within="layers"),
    "direction": ViewKey("forward", ("forward", "reverse")),
    "pass": ViewKey("forward", ("forward", "backward")),
    "depth": ViewKey("unit", DEPTHS),
    "lang": ViewKey("en", is_reset=False, is_of_page=True),
    "theme": ViewKey("system", ("light", "dark", "system"), is_reset=False, is_of_page=True),
    "panel": ViewKey("plots", PANELS, in_link="changed"),
    "lab": ViewKey(SECTIONS[0], SECTIONS, only_with=("panel", "lab"), is_reset=False),
    "wide": ViewKey(False, in_link="changed"),
    "off": ViewKey((), in_link="changed"),
}
