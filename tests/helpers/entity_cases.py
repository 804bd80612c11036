"""Documents of mentions in short notation, for the tests of entities and for the measures' own examples."""

import re

SIZE = 60


def mentions(notes):
    """Mentions as plain values: `0-2 PER`, then any of a form, `head 1-2`, and an entity or QID.

    `nil` is an entity without a QID, `-` no entity at all.
    """
    found = []
    for note in notes:
        place, kind, *rest = note.split()
        start, end = map(int, place.split("-"))
        mention = {"start": start, "end": end, "type": kind}
        while rest:
            word = rest.pop(0)
            if word == "head":
                mention["head"] = [int(x) for x in rest.pop(0).split("-")]
            elif word in ("name", "nominal", "pronoun", "demonym"):
                mention["form"] = word
            elif word != "-":
                mention["entity"] = word if word != "nil" else f"nil-{start}"
        found.append(mention)
    return found


def document(notes, name="d"):
    """One document; entities whose id is a QID are linked to it, all others are known to have none."""
    found = mentions(notes)
    names = sorted({m["entity"] for m in found if "entity" in m})
    entities = [{"id": n, "wikidata": n if re.fullmatch(r"Q\d+", n) else None} for n in names]
    return {"id": name, "text": "x" * SIZE, "mentions": found, "entities": entities}


def clustered(notation, name="d"):
    """One document of clusters: `{ab} {c}`; a letter is a mention, the same letter the same span."""
    found = []
    for number, letters in enumerate(re.findall(r"\{([^}]*)\}", notation)):
        for letter in letters.replace(" ", ""):
            start = ord(letter) - ord("0")
            found.append({"start": start, "end": start + 1, "type": "PER", "entity": f"e{number:02}"})
    return {"id": name, "text": "x" * 128, "mentions": found, "entities": []}
