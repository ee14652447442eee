"""What is wrong with a page as it stands in a browser.

`faults_of(page)` looks at an open page on a phone and on a desk; `watch(page)` must have been called
before the page was opened, so that console errors and missing files are seen too.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request, Response

PHONE, DESK = 390, 1440
HEIGHT = 900
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"

WIDER_THAN_THE_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return true;
    return false;
  };
  const beyond = [...document.body.querySelectorAll("*")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1) && !scrolls(e);
  });
  return [`${document.documentElement.scrollWidth} px wide`,
    ...beyond.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`)];
}"""

TOO_SMALL = """(controls) => [...document.querySelectorAll(controls)].filter((e) => {
  if (!e.checkVisibility() || e.closest("[hidden], .sr, label") || e.matches(".skip")) return false;
  const box = e.getBoundingClientRect();
  if (!box.width || (box.width >= 24 && box.height >= 24)) return false;
  return !(e.tagName === "A" && getComputedStyle(e).display === "inline");
}).slice(0, 4).map((e) => e.outerHTML.slice(0, 90))"""

FOCUS_UNSEEN = """(controls) => {
  const seen = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle === "auto"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  };
  const unseen = [];
  for (const e of document.querySelectorAll(controls)) {
    if (!e.checkVisibility() || e.disabled) continue;
    e.focus({ focusVisible: true });
    if (document.activeElement !== e) continue;
    let near = e;
    for (let i = 0; i < 4 && near && !seen(near); i++) near = near.parentElement;
    if (!near || !seen(near)) unseen.push(e.outerHTML.slice(0, 90));
  }
  document.activeElement?.blur();
  return unseen.slice(0, 4);
}"""

IMAGES_MISSING = """() => [...document.images]
  .filter((i) => i.complete && !i.naturalWidth && i.loading !== "lazy").map((i) => i.src)"""

WHOLE_HEIGHT = f"Math.min(20000, Math.max({HEIGHT}, document.documentElement.scrollHeight))"
"""A bar that sticks to the edge of the window hides nothing for good, so nothing is hidden here."""

BROKEN_RULES = """(options) => axe.run(options).then((found) => found.violations)"""
CAN_BE_DARK = """() => document.documentElement.lang === "en"
  && getComputedStyle(document.body).colorScheme.includes("dark")"""
"""Contrasts are the same in each language, so one is enough."""

FADED_IN = """async () => {
  for (let still = 0; still < 3; ) {
    await new Promise(requestAnimationFrame);
    still = document.getAnimations().some((a) => a.playState === "running") ? 0 : still + 1;
  }
}"""
"""The end of a change that goes from an element to those inside it, each beginning after the last."""


def watch(page: Page) -> list[str]:
    """Collects what goes wrong while the page loads and is looked at. Console warnings count."""
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            faults.append(f"console: {message.text[:200]}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            faults.append(f"missing: {response.url} ({response.status})")

    def asked(request: Request) -> None:
        if request.url.startswith("http") and "127.0.0.1" not in request.url:
            faults.append(f"remote: {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("response", answered)
    page.on("request", asked)
    return faults


def faults_of(page: Page) -> list[str]:
    """Everything that is wrong with the open page, each in a line. The window is left at 1440 px."""
    page.evaluate("document.fonts.ready")
    faults = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.set_viewport_size({"width": width, "height": page.evaluate(WHOLE_HEIGHT)})
        faults += [f"{width}: sideways: {what}" for what in _sideways(page)]
        faults += [f"{width}: small: {e}" for e in page.evaluate(TOO_SMALL, CONTROLS)]
        faults += [f"{width}: no picture: {source}" for source in page.evaluate(IMAGES_MISSING)]
    faults += _accessibility(page)
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    faults += [f"focus unseen: {e}" for e in page.evaluate(FOCUS_UNSEEN, CONTROLS)]
    return faults


def _sideways(page: Page) -> list[str]:
    """What sticks out once the window has its new size; on a busy machine that takes a moment."""
    for _attempt in range(10):
        found: list[str] = page.evaluate(WIDER_THAN_THE_WINDOW)
        if not found:
            break
        page.wait_for_timeout(200)
    return found


def _accessibility(page: Page) -> list[str]:
    """By axe: all its rules in the light, and the contrasts once more in the dark."""
    page.evaluate(AXE_SCRIPT)
    faults = _axe(page, {"type": "tag", "values": RULES})
    if page.evaluate(CAN_BE_DARK):
        page.emulate_media(color_scheme="dark")
        page.evaluate(FADED_IN)
        contrast = _axe(page, {"type": "rule", "values": ["color-contrast"]})
        faults += [f"dark: {fault}" for fault in contrast]
        page.emulate_media(color_scheme="light")
    return faults


def _axe(page: Page, rules: dict[str, object]) -> list[str]:
    violations = page.evaluate(BROKEN_RULES, {"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{broken['id']}: {node['html'][:140]} {node.get('failureSummary', '')[:160]!r}"
        for broken in violations
        for node in broken["nodes"][:3]
    ]
