"""Other scorers' published conventions, under their own names and never as a default."""

from __future__ import annotations

from presscheck.profiles import conll2012, corefud, gnqa, nervaluate, oneie, textee
from presscheck.profiles.base import Profile

__all__ = ["PROFILES", "Profile"]

PROFILES: dict[str, Profile] = {
    "nervaluate": nervaluate.PROFILE,
    "conll2012": conll2012.PROFILE,
    "corefud": corefud.PROFILE,
    "textee": textee.PROFILE,
    "oneie": oneie.PROFILE,
    "gnqa": gnqa.PROFILE,
}
