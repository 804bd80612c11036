"""A person at the editor of Label Studio: a real Chromium, real mouse and keys."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # these tests alone need it; the others collect this file without
    from playwright.sync_api import Locator, Page

Place = tuple[int, int]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_FIND = """([start, end]) => {
  const root = document.querySelector('.lsf-htx-richtext');
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let at = 0, first = null, last = null, node;
  while (!last && (node = walker.nextNode())) {
    if (node.nodeName === 'BR') at += 1;  // a line feed of the text
    if (node.nodeType !== Node.TEXT_NODE) continue;
    const points = [...node.data], units = (n) => points.slice(0, n).join('').length;
    if (!first && start < at + points.length) first = [node, units(start - at)];
    if (end <= at + points.length) last = [node, units(end - at)];
    at += points.length;
  }
  const range = document.createRange();
  range.setStart(...first); range.setEnd(...last);
  node = first[0].parentElement; node.scrollIntoView({block: 'center'});
  const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
  const a = boxes[0], z = boxes[boxes.length - 1];
  return [a.left, a.top + a.height / 2, z.right, z.top + z.height / 2, a.right];
}"""


_STORE = """(arg) => {
  const annotation = window.Htx?.annotationStore?.selected;
  if (!annotation) return false;
  const regions = annotation.regionStore.regions;
  const chosen = regions.filter((region) => annotation.regionStore.selection.isSelected(region));
  const arrows = annotation.relationStore.serialize();
  const at = ({globalOffsets: place}, [start, end]) => place.start === start && place.end === end;
  const said = (region) => region ? region.results.flatMap((result) => result.mainValue) : [];
  return %s;
}"""
_PRESSES = """() => {
  if (window.presses === undefined) {
    window.presses = 0;
    addEventListener('pointerdown', (event) => { if (event.isTrusted) window.presses += 1; }, true);
  }
  return window.presses;
}"""
_ARROWS = """() => {
  const overlay = document.querySelector('.relations-overlay'), style = getComputedStyle(overlay);
  const words = [...document.querySelectorAll('.htx-highlight')].flatMap((e) => [...e.getClientRects()]);
  const boxes = [...overlay.querySelectorAll('g g')].map((box) => box.getBoundingClientRect());
  const over = (b, l) => b.left < l.right && l.left < b.right
    && b.top < l.bottom - l.height / 4 && l.top + l.height / 4 < b.bottom;
  const hiding = boxes.filter((b) => words.some((l) => over(b, l))).length;
  const through = style.mixBlendMode === 'multiply';
  return {shown: style.opacity !== '0', through, hiding, boxes: boxes.length};
}"""
_AT_REST = """() => {
  const shown = [...document.querySelectorAll('.htx-highlight')];
  const boxes = shown.map((region) => region.getBoundingClientRect());
  const now = JSON.stringify(boxes);
  window.restedFor = now === window.boxesBefore ? window.restedFor + 1 : 0;
  window.boxesBefore = now;
  return boxes.length > 0 && window.restedFor >= 6;
}"""


def chromium() -> str:
    """The system's browser."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine: apt-get install chromium"
    return path


@contextmanager
def browser() -> Iterator[tuple[Page, list[str]]]:
    """A page, and the addresses outside loopback that it asked for."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)
    outside: list[str] = []
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = started.new_page(viewport={"width": 1500, "height": 950})
        page.set_default_timeout(60_000)

        def seen(request: Any) -> None:
            if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
                outside.append(request.url)

        page.on("request", seen)
        yield page, outside
        started.close()


class Editor:
    """One person, logged in.

    After every step it waits until the editor's own store has what the step
    does, so no step depends on how fast the machine is.

    Args:
        page: from `browser`.
        url: the server.
        email: who.
        password: theirs.
    """

    def __init__(self, page: Page, url: str, email: str, password: str) -> None:
        self.page, self.url = page, url
        page.context.clear_cookies()
        page.goto(f"{url}/user/login/")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url(lambda address: "/user/login" not in address)

    def resize(self, width: int, height: int) -> None:
        """Take a window of another size, in pixels."""
        self.page.set_viewport_size({"width": width, "height": height})

    def keep_labels(self) -> None:
        """Switch on *Keep label selected after creating a region*, as the settings of the editor do."""
        words = """localStorage.setItem("labelStudio:settings", JSON.stringify({continuousLabeling: true}))"""
        self.page.evaluate(words)

    def presses(self) -> int:
        """Count the presses of the mouse since the page was opened."""
        return int(self.page.evaluate(_PRESSES))

    def open(self, project: int, task: int) -> None:
        """Click the project's first task, as a person does: a deep link may show an empty draft."""
        self.page.goto(f"{self.url}/projects/{project}/data")
        self.page.locator(".lsf-table-row").first.click()
        self.page.wait_for_url(re.compile(rf"[?&]task={task}\b"))
        self._until("annotation.type === 'annotation' && regions.length > 0")
        self.page.wait_for_selector(".htx-highlight")
        self._at_rest()

    def select(self, place: Place) -> None:
        """Click a region, at its first letters: nested regions are behind."""
        self._click(place)
        self._until("chosen.length === 1 && at(chosen[0], arg)", place)

    def select_all(self, places: Sequence[Place]) -> None:
        """Select a region, then further ones with Ctrl."""
        first, *more = places
        self.select(first)
        self.page.keyboard.down("Control")
        for place in more:
            self._click(place)
        self.page.keyboard.up("Control")
        self._until("chosen.length === arg", len(places))

    def find(self, letters: str) -> None:
        """Choose an entity by some letters: the selected regions get it, else the next words drawn over."""
        for key in ("Shift+F", *letters, "Enter", "Tab"):
            self.page.keyboard.press(key)

    def relabelled(self, places: Sequence[Place], name: str) -> None:
        """Wait until regions have a label."""
        told = [list(places), name]
        self._until("arg[0].every((p) => regions.some((r) => at(r, p) && said(r).includes(arg[1])))", told)

    def drag(self, place: Place, label: str) -> None:
        """Draw over words; the label that was chosen goes on."""
        self._drag(place)
        self.relabelled([place], label)

    def next(self) -> str:
        """Go to the next region of the list with the key for it; its first label."""
        before = self.page.evaluate(_STORE % "chosen.map((region) => region.id)")
        self.page.keyboard.press("Alt+.")
        self._until("chosen.length === 1 && chosen[0].id !== arg", before[0] if before else None)
        return str(self.page.evaluate(_STORE % "said(chosen[0])[0]"))

    def in_view(self, *selectors: str) -> None:
        """Wait until things are where the person looks, without scrolling."""
        from playwright.sync_api import expect

        for selector in selectors:
            expect(self.page.locator(selector).first).to_be_in_viewport()

    def holds(self, value: str) -> None:
        """Wait until the selected region has an answer."""
        self._until("said(chosen[0]).includes(arg)", value)

    def follow(self, words: str, ready: Callable[[str], bool], seconds: int = 60) -> Page:
        """Open a link in a tab of its own, and load it anew until it is ready: drafts come after a while."""
        with self.page.context.expect_page() as opened:
            self.page.get_by_role("link", name=words).click()
        shown = opened.value
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown.wait_for_load_state()
            if ready(shown.inner_text("body")):
                return shown
            time.sleep(1)
            shown.reload()
        raise AssertionError(f"not ready within {seconds} s: {shown.inner_text('body')[:500]}")

    def arrows(self) -> dict[str, Any]:
        """The arrows: shown or not, seen through or not, the role boxes, and those over marked words."""
        found: dict[str, Any] = self.page.evaluate(_ARROWS)
        return found

    def away(self) -> None:
        """Let go of a region."""
        self.page.keyboard.press("Escape")
        self._until("chosen.length === 0")

    def relabel(self, place: Place, name: str) -> None:
        """Give a region another label."""
        self.select(place)
        self._label(name).click()
        self._until("said(chosen[0]).includes(arg)", name)
        self.away()

    def draw(self, place: Place, label: str) -> None:
        """Choose a label, then draw over the words with the mouse; the region stays selected."""
        self.away()
        self._label(label).click()
        self.page.wait_for_selector(".lsf-label_selected")
        self._drag(place)
        self._until("regions.some((r) => at(r, arg[0]) && said(r).includes(arg[1]))", [place, label])
        self.select(place)

    def type(self, field: str, value: str) -> None:
        """Type into an empty field of the selected region."""
        box = self.page.locator(f"input[name={field}], textarea[name={field}]").first
        box.fill(value)
        box.press("Enter")
        self._until("said(chosen[0]).includes(arg)", value)

    def choose(self, value: str) -> None:
        """Take one of the choices of the selected region."""
        self.page.locator(".lsf-choices, [class*=choice]").get_by_text(value, exact=False).first.click()
        self._until("said(chosen[0]).includes(arg)", value)

    def delete(self, place: Place) -> None:
        """Select a region and press Backspace."""
        self.select(place)
        self.page.keyboard.press("Backspace")
        self._until("!regions.some((r) => at(r, arg))", place)

    def connect(self, start: Place, end: Place, label: str, shot: Path | None = None) -> None:
        """Draw an arrow and give it its label in the Relations panel."""
        self.away()
        self.select(start)
        before = self.page.evaluate("Htx.annotationStore.selected.relationStore.size")
        self.page.keyboard.press("Alt+r")
        self._until("annotation.linkingMode")
        self._click(end)
        self._until("arrows.length > arg && !annotation.linkingMode", before)
        self.page.locator("#Relations-draggable").click()
        new = self.page.locator(".lsf-relations__item").last
        new.scroll_into_view_if_needed()
        new.hover()
        new.locator("button").first.click()
        self.page.locator(".lsf-relation-meta button").first.click()
        option = self.page.locator("[role=option]", has_text=label).first
        option.scroll_into_view_if_needed()
        if shot:
            self.shot(shot)
        option.click()
        self._until("arrows.at(-1).labels?.includes(arg)", label)
        self.away()

    def submit(self) -> None:
        """Hand the annotation in, and wait until the server has it."""
        from playwright.sync_api import expect

        path = re.compile(r"/api/tasks/\d+/annotations/?(\?|$)")
        with self.page.expect_response(lambda r: path.search(r.url) and r.request.method == "POST") as answer:
            self.page.get_by_role("button", name="Submit").click()
        assert answer.value.ok, answer.value.status
        expect(self.page.get_by_text("Update", exact=True)).to_be_visible()

    def shot(self, path: Path) -> None:
        """Save the person's view as a picture."""
        from PIL import Image

        path.parent.mkdir(parents=True, exist_ok=True)
        self._at_rest()
        self.page.screenshot(path=str(path))
        with Image.open(path) as picture:  # few colours, and so a third of the size
            small = picture.convert("RGB").quantize(256)
        small.save(path, optimize=True)

    def _label(self, name: str) -> Locator:
        """A label at the top; it shows its key behind its name."""
        return self.page.locator(".lsf-label", has_text=re.compile(rf"^{name}.?$")).first

    def _drag(self, place: Place) -> None:
        x, y, to_x, to_y, _ = self._box(place)
        self.page.mouse.move(x + 0.5, y)
        self.page.mouse.down()
        self.page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=6)
        self.page.mouse.move(to_x - 0.5, to_y, steps=6)
        self.page.mouse.up()

    def _click(self, place: Place) -> None:
        x, y, *_ = self._box(place)
        self.page.mouse.click(x + 4, y)

    def _box(self, place: Place) -> list[float]:
        """Return the place of the words on the screen, once nothing moves there any more."""
        self.page.evaluate(_FIND, list(place))
        self._at_rest()
        found: list[float] = self.page.evaluate(_FIND, list(place))
        return found

    def _until(self, condition: str, arg: Any = None) -> None:
        """Wait for a condition on the editor's store."""
        self.page.wait_for_function(_STORE % condition, arg=arg)

    def _at_rest(self) -> None:
        """Wait until every region has stood in its place for a while."""
        self.page.evaluate("window.restedFor = 0")
        self.page.wait_for_function(_AT_REST, polling=50)
