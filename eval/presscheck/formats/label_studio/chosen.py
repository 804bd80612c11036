"""The meaning of a mention's label: its type and its entity's key (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from presscheck.formats.label_studio.controls import UNTYPED, controls
from presscheck.formats.label_studio.keys import Offer, is_reserved, is_spare, slug
from presscheck.formats.label_studio.marks import Region, Regions


def named(marked: Regions, offer: Offer) -> None:
    """Give every mention its type as label and its key in `said["entity"]`, new entities a name.

    Args:
        marked: its regions are replaced; what cannot be told is added to its findings.
        offer: the labels that the task has.
    """
    mentions = marked.in_control("mention")
    moves = _moves(mentions, marked, offer)
    spare: dict[str, list[Region]] = {}
    for region in mentions:
        if is_spare(region.label):
            spare.setdefault(region.label, []).append(region)
        else:
            _known(region, moves.get(region.label, region.label), marked, offer)
    used = {*offer.kinds, *(r.said.get("entity", "") for r in marked.regions.values())}
    names = {**moves}
    for label, regions in spare.items():
        names[label] = _new(label, regions, used, marked, offer)
        used.add(names[label])
    for region in marked.in_control("quote"):
        if region.said.get("speaker") in names:
            _put(region, marked, said={**region.said, "speaker": names[region.said["speaker"]]})


def _put(region: Region, marked: Regions, **changes: object) -> None:
    marked.regions[region.id] = region._replace(**changes)  # type: ignore[arg-type] # fields of a region


def _as(region: Region, marked: Regions, kind: str, key: str | None) -> None:
    said = {name: value for name, value in region.said.items() if name not in ("type_of", "key")}
    _put(region, marked, label=kind, said=said if key is None else {**said, "entity": key})


def _known(region: Region, key: str, marked: Regions, offer: Offer) -> None:
    label, said = region.label, region.said
    if label in controls()["mention"].labels:
        _as(region, marked, said.get("type_of", label), said.get("key"))
        return
    _as(region, marked, said.get("type_of") or offer.kinds.get(key) or UNTYPED, key)


def _moves(mentions: Sequence[Region], marked: Regions, offer: Offer) -> dict[str, str]:
    """Entities that are others: the key of one, on a single mention, takes the whole chain along."""
    moves: dict[str, str] = {}
    for region in mentions:
        label, key = region.label, region.said.get("key", region.label)
        if is_reserved(label) or key == label:
            continue
        way_out = "a mention is moved by its label, a whole chain by the key of another entity"
        if key not in offer.kinds:
            what = f"is labelled {label!r} and has the key {key!r}, which is not in the list; {way_out}"
            marked.wrong("studio-label", region, what)
        elif moves.setdefault(label, key) != key:
            marked.wrong("studio-field", region, f"{label} has two keys, {[moves[label], key]}; leave one")
        elif _last(label, moves) in (label, None):
            marked.wrong("studio-field", region, f"{label!r} is {key!r}, and that is {label!r}; leave one")
            del moves[label]
    return {label: _last(label, moves) or label for label in moves}


def _last(label: str, moves: Mapping[str, str]) -> str | None:
    """The entity that a chain comes to, over several moves; None if it comes to no end."""
    passed: set[str] = set()
    while label in moves and label not in passed:
        passed.add(label)
        label = moves[label]
    return None if label in passed else label


def _new(label: str, regions: Sequence[Region], used: set[str], marked: Regions, offer: Offer) -> str:
    """The key of an entity that the annotator made: typed on a mention, else from its longest name."""
    typed = list(dict.fromkeys(region.said["key"] for region in regions if "key" in region.said))
    if len(typed) > 1:
        marked.wrong("studio-field", regions[0], f"{label} has two keys, {typed}; leave one")
    names = [region for region in regions if region.said.get("form") == "name"] or list(regions)
    longest = max(names, key=lambda region: region.end - region.start)
    key = typed[0] if typed else slug(marked.text[longest.start : longest.end], used)
    kinds = Counter(region.said["type_of"] for region in regions if "type_of" in region.said)
    kind = min(kinds, key=lambda k: (-kinds[k], k)) if kinds else offer.kinds.get(key)
    if kind is None:
        marked.wrong("studio-field", regions[0], f"{label} has no type; choose it on one mention", "warning")
    for region in regions:
        _as(region, marked, region.said.get("type_of") or kind or UNTYPED, key)
    return key
