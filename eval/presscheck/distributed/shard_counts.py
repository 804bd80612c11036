"""Count a shard, or read what was counted of it before: what clusters and arrays of jobs call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import msgspec

from presscheck.distributed import stored_sums
from presscheck.distributed.parts import Places
from presscheck.distributed.shards import Shard, at_hand
from presscheck.distributed.stored_sums import ShardFile
from presscheck.document import jsonl, streams
from presscheck.document.exceptions import FileError, Finding, InvalidInputError
from presscheck.document.output import replacing_bytes
from presscheck.measure.signature import Signature
from presscheck.scoring.findings import refuse
from presscheck.scoring.finishing import signature_of
from presscheck.scoring.intake import Documents
from presscheck.scoring.run import Asked, Run, in_order
from presscheck.scoring.sums import Sums
from presscheck.version import __version__

ENDING = ".shard.json"


class Joined(NamedTuple):
    """Sums over shards.

    Args:
        sums: over their documents, shard after shard.
        signature: of the score of any of them.
        golds: digest of a file with gold -> its name in a signature.
        anchor: how words were found, if they were in any of them.
    """

    sums: Sums
    signature: Signature
    golds: dict[str, str]
    anchor: str | None

    @classmethod
    def of(cls, file: ShardFile, sums: Sums) -> Joined:
        """Those of one shard."""
        return cls(sums, file.signature, {file.gold: file.signature.gold}, file.signature.anchor)

    def merge(self, other: Joined) -> Joined:
        """Take in the shards that come after these."""
        self.sums.merge(other.sums)
        return self._replace(golds=self.golds | other.golds, anchor=self.anchor or other.anchor)

    def whole(self) -> Signature:
        """The signature of the score of all of them."""
        several = hashlib.sha256("\n".join(sorted(self.golds)).encode()).hexdigest()
        [gold] = self.golds.values() if len(self.golds) == 1 else [f"shards-{len(self.golds)}@{several[:8]}"]
        return msgspec.structs.replace(
            self.signature,
            gold=gold,
            documents=self.sums.units.documents,
            anchor=self.anchor,
            groups=str(self.sums.units.many) if self.sums.units.many else None,
        )


class Counted(NamedTuple):
    """The counts of some shards, one after the other.

    Args:
        joined: their sums; None if there are none.
        findings: everything that is wrong with shards that could not be counted.
        bad: the names of those shards.
        read: how many were read from files, and not counted.
    """

    joined: Joined | None
    findings: tuple[Finding, ...] = ()
    bad: tuple[str, ...] = ()
    read: int = 0


def label_maps(shard: Shard) -> list[str]:
    """The label maps that the predictions of a shard name."""
    with streams.kept(), at_hand(shard):
        return Documents(shard.pred, "pred").label_maps()


def counted(asked: Asked, folder: str | None, shard: Shard) -> Counted:
    """Count a shard, unless its file is there and was made of the same: settings, gold, prediction, toolkit.

    Args:
        asked: settings and measures.
        folder: where files of counts are; None for nowhere.
        shard: gold and its predictions.
    """
    path = Path(folder) / f"{shard.name}{ENDING}" if folder is not None else None
    with streams.kept():
        try:
            with at_hand(shard):
                file, joined = _counted(asked, path, shard)
        except InvalidInputError as error:
            return Counted(None, findings=tuple(error.findings), bad=(shard.name,))
        except FileError as error:
            wrong = Finding(rule="unreadable", level="error", message=str(error), file=shard.name)
            return Counted(None, findings=(wrong,), bad=(shard.name,))
    if path is None or file is None:
        return Counted(joined, read=int(file is None))
    with replacing_bytes(path) as written:
        written.write(stored_sums.dumps(file))
    return Counted(joined)


def added(several: Sequence[Counted]) -> Counted:
    """The counts of shards, as of all of them in this order."""
    parts = [part.joined for part in several if part.joined is not None]
    whole = reduce(Joined.merge, parts) if parts else None
    findings = tuple(finding for part in several for finding in part.findings)
    bad = tuple(name for part in several for name in part.bad)
    return Counted(whole, findings, bad, sum(part.read for part in several))


def _counted(asked: Asked, path: Path | None, shard: Shard) -> tuple[ShardFile | None, Joined]:
    """The counts of a shard, and the file that they make; no file if they are in one already."""
    digests = _digest(shard.gold), _digest(shard.pred)
    if path is not None and (known := _known(path, asked, digests)) is not None:
        return None, known
    run = _run(asked, shard)
    signature = signature_of(asked.options, run.sums, Documents(shard.gold, "gold").label_of(digests[0]))
    file = ShardFile(
        name=shard.name,
        signature=signature,
        asked=of_question(asked),
        rows=[row.id for row in run.rows if not row.hidden],
        by=[*asked.by],
        gold=digests[0],
        pred=digests[1],
        sums=stored_sums.stored(run.sums),
    )
    return file, Joined.of(file, run.sums)


def _run(asked: Asked, shard: Shard) -> Run:
    """The run over a shard's documents."""
    sides = Documents(shard.gold, "gold"), Documents(shard.pred, "pred")
    if shard.share is not None and (places := _places(*sides)) is not None:
        golds, preds = places.share(*shard.share)
        sides = Documents(shard.gold, "gold", golds), Documents(shard.pred, "pred", preds)
    run = Run(asked, sides)
    in_order(run)
    refuse(run.golds, run.preds, run.sums.notes.misses.told())
    return run


def _places(golds: Documents, preds: Documents) -> Places | None:
    """The places of all documents; None if something is wrong, which is said when they are read in order."""
    try:
        return Places(golds, preds)
    except ValueError:
        return None


def _known(path: Path, asked: Asked, digests: tuple[str, str]) -> Joined | None:
    """The sums in a shard's file; None if it is not there, was made of something else or is damaged."""
    try:
        file = stored_sums.loads(path.read_bytes(), str(path))
        if (file.asked, file.gold, file.pred) != (of_question(asked), *digests):
            return None
        return Joined.of(file, stored_sums.restored(file.sums, asked.nothing()))
    except (OSError, InvalidInputError, ValueError):
        return None


def of_question(asked: Asked) -> str:
    """The digest of everything that was asked, and of the toolkit's version."""
    options = asked.options
    tables = str(options.label_map_label), options.redirects and options.redirects.label
    words = [msgspec.structs.asdict(options.settings), tables, asked.by, [row.id for row in asked.rows()]]
    return hashlib.sha256(msgspec.json.encode([words, __version__])).hexdigest()


def _digest(path: str) -> str:
    digest = hashlib.sha256()
    with jsonl.opened(path) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
