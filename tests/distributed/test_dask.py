"""A real cluster of processes: the same result, whoever dies, whoever else is there."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from tests.distributed.test_shards import OPTIONS, make

from presscheck.distributed import corpora
from presscheck.document.exceptions import InvalidInputError, UsageError

distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed: make dask")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A folder with twelve shards."""
    folder = tmp_path_factory.mktemp("dask")
    make(folder, count=12, size=3)
    return folder


@pytest.fixture(scope="module")
def local():
    """Two processes, each of which works at one shard at a time; its address."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        yield cluster


def score(folder, **options):
    """The scores JSON of the shards of a folder."""
    result = corpora.score(str(folder / "gold"), str(folder / "pred"), **OPTIONS, **options)
    return json.dumps(result.as_dict())


@pytest.fixture(scope="module")
def here(corpus):
    """The scores that this process makes alone."""
    return score(corpus)


def test_a_cluster_gives_what_one_process_gives(corpus, local, here, monkeypatch):
    """To the last bit, and for every tree of merging."""
    from presscheck.distributed import cluster

    for arity in (2, 3, 8, 100):
        monkeypatch.setattr(cluster, "ARITY", arity)
        assert score(corpus, dask=local.scheduler_address) == here


def test_local_starts_processes_of_its_own(corpus, here):
    """`--dask local` needs no scheduler."""
    assert score(corpus, dask="local") == here


def test_a_killed_worker_changes_nothing(corpus, local, here, tmp_path):
    """Its shard is counted by another one; what was written is not counted again."""
    results = tmp_path / "counts"
    killed = []

    def kill():
        while not killed and not (results.is_dir() and len([*results.glob("*.shard.json")]) >= 2):
            time.sleep(0.01)
        with distributed.Client(local.scheduler_address) as client:
            [pid, *_] = client.run(os.getpid).values()
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    assert score(corpus, dask=local.scheduler_address, results=str(results)) == here
    thread.join()
    assert killed
    assert len([*results.iterdir()]) == 12
    assert score(corpus, dask=local.scheduler_address, results=str(results)) == here


CLIENT = """
import sys
from presscheck.distributed import corpora
gold, pred, address, results = sys.argv[1:]
corpora.score(gold, pred, dask=address, results=results, measures="all", by="publisher", repeats="first")
"""


def test_a_killed_client_goes_on_where_it_was(corpus, local, here, tmp_path):
    """Shards whose files are there are not counted again, and no file is half written."""
    results = tmp_path / "counts"
    words = [str(corpus / "gold"), str(corpus / "pred"), local.scheduler_address, str(results)]
    with subprocess.Popen([sys.executable, "-c", CLIENT, *words], stderr=subprocess.DEVNULL) as client:
        while client.poll() is None and len([*results.glob("*.shard.json")]) < 3:
            time.sleep(0.01)
        client.kill()
    assert score(corpus, dask=local.scheduler_address, results=str(results)) == here
    times = {path.name: path.stat().st_mtime_ns for path in results.iterdir()}
    assert len(times) == 12
    assert score(corpus, results=str(results)) == here
    assert {path.name: path.stat().st_mtime_ns for path in results.iterdir()} == times


def test_two_clients_at_once(corpus, local, here, tmp_path):
    """Both write the same files, each whole."""
    told = []
    clients = [
        threading.Thread(
            target=lambda: told.append(
                score(corpus, dask=local.scheduler_address, results=str(tmp_path / "counts"))
            )
        )
        for _ in range(2)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert told == [here, here]
    assert score(corpus, results=str(tmp_path / "counts")) == here


def test_a_corrupt_shard_is_named_with_its_line(local, tmp_path):
    """By a worker too; and it may be left out."""
    make(tmp_path)
    path = tmp_path / "gold" / "part-4.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "{", *lines[3:]]) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as error:
        score(tmp_path, dask=local.scheduler_address)
    assert [(finding.file, finding.line) for finding in error.value.findings] == [(str(path), 3)]
    left = json.loads(score(tmp_path, dask=local.scheduler_address, skip_bad=True))
    assert left["signature"]["documents"] == 20
    assert "part-4" in left["warnings"][0]


def test_urls_are_read_by_the_workers(corpus, local, here):
    """Any file system that fsspec knows."""
    gold, pred = (f"file://{corpus / side}" for side in ("gold", "pred"))
    result = corpora.score(gold, f"{pred}/*.jsonl", dask=local.scheduler_address, **OPTIONS)
    assert json.dumps(result.as_dict()) == here


def test_an_address_where_nobody_answers_is_a_sentence(corpus):
    """And names it."""
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:9"):
        score(corpus, dask="tcp://127.0.0.1:9")
