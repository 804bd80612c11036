"""Other scorers' published conventions, under their own names and never as a default."""

from __future__ import annotations

import msgspec

from presscheck.measure import Measure


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One peer's conventions: a row of settings over our own functions.

    Args:
        name: the peer's name, as in `--profile`.
        says: which tool and version, for the user.
        measures: its rows; ids are `<profile>.<the peer's own name>`.
        percent: whether the peer prints percent (the JSON keeps fractions).
        settings: settings that the profile fixes.
    """

    name: str
    says: str
    measures: tuple[Measure, ...]
    percent: bool = False
    settings: dict[str, str] = {}


PROFILES: dict[str, Profile] = {}
