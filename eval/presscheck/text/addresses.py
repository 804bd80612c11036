"""Addresses of servers: what is one, how it is shown without its password, and where a redirect leads."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit


def wrong(address: str) -> str | None:
    """Return the error in an address; None if there is none.

    >>> wrong("ftp://x"), wrong("https://models.example.org/v1")
    ("'ftp://x' is not the address of a server; expected http:// or https:// and a host", None)
    """
    parts = _split(address)
    clean = address.isprintable() and " " not in address
    if parts is not None and clean and parts.scheme in ("http", "https") and parts.hostname:
        return None
    what = "is not the address of a server; expected http:// or https:// and a host"
    return f"{shown(address)!r} {what}"


def shown(address: str) -> str:
    """An address as it may be printed: without login, query and fragment.

    >>> shown("http://ann:secret@host:8000/v1?key=secret")
    'http://host:8000/v1'
    """
    parts = _split(address)
    if parts is None:
        return address.rpartition("@")[2]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rpartition("@")[2], "", ""))


def secrets(address: str) -> list[str]:
    """Return the secret parts of an address: its login as written and as it is sent.

    >>> secrets("http://ann:se%2Fcret@host")
    ['ann:se%2Fcret', 'ann:se/cret', 'se%2Fcret', 'se/cret']
    """
    parts = _split(address)
    login = parts.netloc.rpartition("@")[0] if parts is not None else ""
    password = login.partition(":")[2]
    query = [pair.partition("=")[2] for pair in parts.query.split("&")] if parts is not None else []
    forms = [form for word in (login, password, *query) if word for form in (word, unquote(word))]
    return list(dict.fromkeys(forms))


def leads_away(address: str, location: str) -> str | None:
    """The other server that a redirect leads to; None if it is the same one, or the same with encryption.

    Args:
        address: what was asked for.
        location: the header of the answer.

    >>> leads_away("http://a/v1", "/v1/"), leads_away("http://a/", "http://b/x"), leads_away("http://a/", "https://a/")
    (None, 'http://b', None)
    """
    here, there = _split(address), _split(urljoin(address, location))
    if here is None or there is None:
        return "an address that cannot be read"
    if here.hostname == there.hostname and _port(here) == _port(there) and here.scheme == there.scheme:
        return None
    upgraded = (here.scheme, _port(here), there.scheme, _port(there)) == ("http", 80, "https", 443)
    if here.hostname == there.hostname and upgraded:
        return None
    return shown(urlunsplit((there.scheme, there.netloc, "", "", "")))


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError:
        return None
    return parts


def _port(parts: SplitResult) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)
