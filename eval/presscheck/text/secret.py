r"""Secrets in foreign words, blotted in whatever form a server sends them back.

>>> blotted('{"error": "no key a\\u0022b%2Fc"}', ['a"b/c'])
'{"error": "no key [key]"}'
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from functools import cache

BLOT = "[key]"
"""Replacement of a secret."""


def blotted(text: str, secrets: Iterable[str | None]) -> str:
    """Words without some secrets: as they are, escaped as JSON, in a URL or in HTML, in Base64.

    Args:
        text: what is shown or kept.
        secrets: keys, tokens, passwords; None and empty ones are passed over.
    """
    for secret in filter(None, secrets):
        text = _any_form(secret).sub(BLOT, text)
    return text


@cache
def _any_form(secret: str) -> re.Pattern[str]:
    spelled = "".join(map(_character, secret))
    coded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    safe = coded.replace("+", "-").replace("/", "_")
    return re.compile(f"{spelled}|(?:{re.escape(coded)}|{re.escape(safe)})=*")


def _character(character: str) -> str:
    """A pattern for one character in each of its forms."""
    point = ord(character)
    escaped = json.dumps(character)[1:-1].lstrip("\\") if point > 0xFFFF else f"u{point:04x}"
    quoted = "".join(f"%(?:25)*{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    forms = [
        rf"\\*{re.escape(character)}",
        rf"\\+(?i:{re.escape(escaped)})",
        f"(?i:{quoted})",
        f"&(?:amp;)*#0*{point};",
        f"&(?:amp;)*#(?i:x0*{point:x});",
        re.escape(html.escape(character)),
    ]
    return f"(?:{'|'.join(forms)})"
