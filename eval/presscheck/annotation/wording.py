"""Items and differences in words, for people who decide."""

from __future__ import annotations

from presscheck.annotation.adjudication import Decision, Plain


def difference(item: Decision) -> str:
    """Describe the difference of two passes in one item."""
    if item.a is None or item.b is None:
        side, only = ("a", item.a) if item.b is None else ("b", item.b)
        return f"only {side}: {short(only or {})}"
    a, b = item.a, item.b
    return "; ".join(
        f"{key}: {words(a.get(key))} or {words(b.get(key))}" for key in a if a.get(key) != b.get(key)
    )


def short(item: Plain) -> str:
    """Describe an item without its place and its empty fields."""
    kept = {k: v for k, v in item.items() if v not in (None, []) and k not in ("start", "end")}
    return ", ".join(f"{k} {words(v)}" for k, v in kept.items())


def words(value: object) -> str:
    """A value of a record for a reader: of a span its words, of a list each of its values."""
    if isinstance(value, list):
        return f"[{', '.join(map(words, value))}]"
    if not isinstance(value, dict):
        return "none" if value is None else str(value)
    place = f" {value['start']}-{value['end']}" if "start" in value else ""
    rest = short({k: v for k, v in value.items() if k != "text"})
    shown = f"{value['text']}{place}" if value.get("text") is not None else place.strip()
    return " ".join(filter(None, [shown, f"({rest})" if rest else ""]))
