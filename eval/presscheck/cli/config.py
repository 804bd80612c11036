"""The config file: a project's own defaults, read from the folder of the run and said on stderr."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from presscheck.cli.printing import echo_line
from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.text.nearest import nearest

OWN = "presscheck.toml"
"""The config file of a project."""

SHARED = "pyproject.toml"
"""The file that may hold the table `[tool.presscheck]` instead."""

KEYS = {"gold": "gold", "label_map": "label_map", "measures": "measures", "rules": "rules_file"}
"""Keys of a config: key -> parameter of the verbs."""

_USED = "presscheck.config"

Command = Callable[..., Any]


def config_options(command: Command) -> Command:
    """Add `--config` and `--no-config`; what the config sets is a default that an option replaces."""
    named = click.option(
        "--config",
        type=click.Path(),
        is_eager=True,
        expose_value=False,
        callback=_read,
        metavar="FILE",
        help="File with defaults for gold, label map, measures and rules (TOML); "
        f"by default this folder's {OWN}, or [tool.presscheck] in its {SHARED}.",
    )
    none = click.option(
        "--no-config",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_ignore,
        help="Read no config file.",
    )
    return none(named(command))


def told(ctx: click.Context) -> None:
    """Say on stderr which options the config has set."""
    path = ctx.meta.get(_USED)
    used = [
        key for key, name in KEYS.items() if ctx.get_parameter_source(name) == ParameterSource.DEFAULT_MAP
    ]
    if path is not None and used:
        values = ", ".join(f"{key} = {ctx.params[KEYS[key]]}" for key in used)
        echo_line(f"{path} sets {values} (--no-config ignores it)", err=True)


def _ignore(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_USED] = None
        ctx.default_map = {}


def _read(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if _USED in ctx.meta or ctx.resilient_parsing:
        return
    path = value or _there()
    ctx.meta[_USED] = path
    if path is not None:
        ctx.default_map = {KEYS[key]: given for key, given in load(path).items()}


def _there() -> str | None:
    """The config file of this folder: no other folder is looked at."""
    if Path(OWN).is_file():
        return OWN
    if Path(SHARED).is_file() and "presscheck" in _toml(SHARED).get("tool", {}):
        return SHARED
    return None


def load(path: str) -> dict[str, str]:
    """The keys of a config file.

    Args:
        path: a TOML file; one that is called pyproject.toml has them under `[tool.presscheck]`.

    Raises:
        UsageError: it is not TOML, a key is unknown, or a value is not a string.
    """
    values = _toml(path)
    if Path(path).name == SHARED:
        values = values.get("tool", {}).get("presscheck", {})
    for key, value in values.items():
        if key not in KEYS:
            raise UsageError(f"{path}: expected {', '.join(KEYS)}, got the key {key!r}; {nearest(key, KEYS)}")
        if not isinstance(value, str):
            raise UsageError(f"{path}: {key}: expected a string, got {value!r}")
    return values


def _toml(path: str) -> dict[str, Any]:
    with jsonl.opened(path) as file:
        try:
            return tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: expected TOML, got something else: {error}") from None
