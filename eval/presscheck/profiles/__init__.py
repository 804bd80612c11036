"""Other scorers' published conventions, under their own names and never as a default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from presscheck.profiles.base import Profile

__all__ = ["PROFILES", "Profile"]


class _Profiles(Mapping[str, Profile]):
    """The profiles by name; the module of one is loaded when it is asked for."""

    NAMES = ("nervaluate", "conll2012", "corefud", "textee", "oneie", "rams", "gnqa")

    def __getitem__(self, name: str) -> Profile:
        if name not in self.NAMES:
            raise KeyError(name)
        profile: Profile = import_module(f"presscheck.profiles.{name}").PROFILE
        return profile

    def __iter__(self) -> Iterator[str]:
        return iter(self.NAMES)

    def __len__(self) -> int:
        return len(self.NAMES)

    def __contains__(self, name: object) -> bool:
        return name in self.NAMES


PROFILES = _Profiles()
"""Every profile, in the order in which they print."""
