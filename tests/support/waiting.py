"""Waiting for what a page sends by itself."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PATIENCE, STEP = 60_000, 100
"""Milliseconds."""


def comes_to(page: Page, read: Callable[[], Any], expected: Any) -> bool:
    """Whether it is read as expected, now or once the page has sent what waits. What the page shows
    is no sign of it: a page that has just begun shows nothing that waits either."""
    for _ in range(PATIENCE // STEP):
        if read() == expected:
            return True
        page.wait_for_timeout(STEP)
    return bool(read() == expected)
