"""Pages, read without a browser: their elements, their text, their policy."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """Collects text by the class or id of an element around it.

    Args:
        html: the page.
        name: the class, or `#id`, whose text is collected.
    """

    def __init__(self, html: str, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.texts, self._depth, self._tag = name, [], 0, ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note ids and links, and whether collecting begins."""
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        wanted = self.name in (given.get("class") or "").split() or self.name == f"#{given.get('id')}"
        if not self._depth and wanted:
            self.texts.append("")
            self._depth, self._tag = 1, tag
        elif self._depth and tag == self._tag:
            self._depth += 1

    def handle_endtag(self, tag):
        """Note whether collecting ends."""
        if self._depth and tag == self._tag:
            self._depth -= 1

    def handle_data(self, data):
        """Collect."""
        if self._depth:
            self.texts[-1] += data


def texts(html: str, name: str) -> list[str]:
    """The text of every element of a class, or of the one with an id (`#id`)."""
    return Page(html, name).texts


def digest(text: str) -> str:
    """A script or style as a policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def blocks(html: str, tag: str) -> list[str]:
    """Return the contents of every element of a name."""
    return re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)
