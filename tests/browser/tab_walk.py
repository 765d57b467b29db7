"""One walk by Tab over the whole page, and what is to be known of each place it leads to."""

from playwright.sync_api import Page

MOST_STOPS = 400
# What is drawn around the focused control, or around what stands for it.
BEGIN = """() => {
    const isSeen = (focused) => {
        const drawn = (node, pseudo) => {
            const style = getComputedStyle(node, pseudo);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        };
        const frame = focused.closest(".stepper");
        const stand_in = focused.closest(".timeline")?.querySelector(".timeline-thumb");
        const shape = focused.querySelector(".node-shape");
        return Boolean(drawn(focused) || (frame && drawn(frame))
            || (stand_in && drawn(stand_in, "::after"))
            || (focused.nextElementSibling && drawn(focused.nextElementSibling))
            || (shape && parseFloat(getComputedStyle(shape).strokeWidth) > 3));
    };
    const name = (node) => node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 40);
    const told = (node) => `${node.tagName} ${node.id} ${name(node)}`;
    document.activeElement?.blur();
    globalThis.tabWalk = { stops: new Map(), isSeen, name, told };
}"""
STOP = """() => {
    const node = document.activeElement;
    if (node === document.body) return null;
    const { stops, isSeen } = tabWalk;
    if (!stops.has(node)) stops.set(node, { place: stops.size, isSeen: isSeen(node) });
    return stops.get(node).place;
}"""
NAMES = "() => [...tabWalk.stops.keys()].map(tabWalk.name)"
UNSEEN = """() => [...tabWalk.stops]
    .filter(([, { isSeen }]) => !isSeen)
    .map(([node]) => tabWalk.told(node))"""
# After a Tab the browser shows the focus wherever a script moves it, so the key is needed only for
# places which are there as long as the focus is near: they are given as those that follow another.
UNSEEN_AGAIN = """() => {
    const { stops, isSeen, told } = tabWalk;
    const unseen = [], gone = [];
    let last = null;
    for (const [node, { place }] of stops) {
        if (node.isConnected) {
            node.focus();
            if (document.activeElement !== node || !isSeen(node)) unseen.push(told(node));
            last = { after: place, count: 0 };
        } else {
            last.count += 1;
            if (last.count === 1) gone.push(last);
        }
    }
    return { unseen, gone };
}"""
FOCUS = "(place) => [...tabWalk.stops.keys()][place].focus()"
UNSEEN_HERE = """() => {
    const node = document.activeElement;
    return tabWalk.isSeen(node) ? [] : [tabWalk.told(node)];
}"""
# One radio button of a group stands for the others, which the arrow keys reach.
UNREACHED = """() => {
    const wanted = 'button, input, select, textarea, summary, a[href]';
    const isReached = (node) => node.checkVisibility({ visibilityProperty: true })
        && !node.disabled && node.tabIndex >= 0 && !node.closest("[inert]")
        && !(node.type === "radio" && !node.checked);
    return [...document.querySelectorAll(wanted)]
        .filter((node) => isReached(node) && !tabWalk.stops.has(node))
        .map((node) => node.outerHTML.slice(0, 120));
}"""
NAMELESS = """() => [...tabWalk.stops.keys()]
    .filter((node) => node.isConnected && !(node.getAttribute("aria-label")?.trim()
        || node.getAttribute("aria-labelledby") || node.labels?.length
        || node.textContent.trim() || node.title || node.matches("main, .stage, [tabindex='-1']")))
    .map((node) => node.outerHTML.slice(0, 120))"""


class TabWalk:
    """Presses Tab until the focus has been everywhere; then answers questions about the places."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate(BEGIN)
        self.count = self._walk()

    def _walk(self) -> int:
        met: set[int] = set()
        for _ in range(MOST_STOPS):
            self._page.keyboard.press("Tab")
            stop = self._page.evaluate(STOP)
            if stop is None or (stop in met and len(met) > 1 and stop == 0):
                return len(met)
            met.add(stop)
        raise AssertionError(f"Tab goes on after {MOST_STOPS} places")

    def names(self) -> set[str]:
        return set(self._page.evaluate(NAMES))

    def unreached(self) -> list[str]:
        """Return the controls at which it did not stop though they can be seen and used."""
        found: list[str] = self._page.evaluate(UNREACHED)
        return found

    def nameless(self) -> list[str]:
        found: list[str] = self._page.evaluate(NAMELESS)
        return found

    def unseen(self) -> list[str]:
        """Return the places at which nothing showed that they had the focus."""
        found: list[str] = self._page.evaluate(UNSEEN)
        return found

    def unseen_again(self) -> list[str]:
        """Focus every place once more, as the page looks now; return those that do not show it."""
        found = self._page.evaluate(UNSEEN_AGAIN)
        return [*found["unseen"], *(told for gap in found["gone"] for told in self._unseen_in(gap))]

    def _unseen_in(self, gap: dict[str, int]) -> list[str]:
        self._page.evaluate(FOCUS, gap["after"])
        unseen: list[str] = []
        for _ in range(gap["count"]):
            self._page.keyboard.press("Tab")
            unseen += self._page.evaluate(UNSEEN_HERE)
        return unseen
