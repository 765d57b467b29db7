"""What hands do on the page: dragging with the mouse, and fingers on glass."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page

Point = tuple[float, float]


def centre(locator: Locator) -> Point:
    """Return the middle of an element in pixels of the window, clear of bars at its edges."""
    locator.evaluate("node => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = locator.bounding_box()
    assert box is not None, f"{locator} is not drawn"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, locator: Locator, *, up: float = 0, right: float = 0) -> None:
    """Drag with the mouse from the middle of an element, in a few moves."""
    x, y = centre(locator)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y - up, steps=4)
    page.mouse.up()


class Fingers:
    """Real touch points, as many as wanted; each call places all of them."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._page = page

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touched = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def move(self, *ways: tuple[Point, Point], moves: int = 6) -> None:
        """Put a finger down at each start, move all of them to their ends, and lift them."""
        self._send("touchStart", [start for start, _ in ways])
        for k in range(1, moves + 1):
            share = k / moves
            self._send("touchMove", [_between(way, share) for way in ways])
        self._send("touchEnd", [])

    def drag(self, locator: Locator, *, up: float = 0, right: float = 0) -> None:
        """Drag one finger from the middle of an element."""
        x, y = centre(locator)
        self.move(((x, y), (x + right, y - up)))

    def pinch(self, locator: Locator, apart: tuple[float, float]) -> None:
        """Move two fingers on an element from one distance to another, side by side."""
        x, y = centre(locator)
        near, far = (distance / 2 for distance in apart)
        self.move(((x - near, y), (x - far, y)), ((x + near, y), (x + far, y)))

    def tap(self, locator: Locator, times: int = 1) -> None:
        """Tap an element, several times in a row when asked to."""
        point = centre(locator)
        for _ in range(times):
            self._page.touchscreen.tap(*point)


def _between(way: tuple[Point, Point], share: float) -> Point:
    (x, y), (to_x, to_y) = way
    return x + (to_x - x) * share, y + (to_y - y) * share
