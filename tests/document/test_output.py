"""Outputs: whole or not at all, and nothing but a regular file is ever replaced."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from presscheck.document.exceptions import UsageError
from presscheck.document.output import refuse_inputs, replacing, take_name

PRED = '{"id":"politico-2025-03-15-ukraine-allies","mentions":[{"start":0,"end":6,"type":"GPE"}]}\n'


def write(path: object, text: str = "new\n") -> None:
    with replacing(str(path)) as file:
        file.write(text)


def make_node(path: Path, kind: int) -> None:
    """A device of one's own, with the numbers of the null or the full device."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, kind))
        with path.open("wb"):
            pass
    except PermissionError:
        pytest.skip("this user may not make device nodes")


def test_a_device_stays_a_device(tmp_path):
    """Output to a null device is gone; the device is not."""
    node = tmp_path / "null"
    make_node(node, 3)
    write(node)
    assert stat.S_ISCHR(node.stat().st_mode)


def test_a_named_pipe_is_written_and_stays(tmp_path):
    """The reader of a pipe gets every byte."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write(pipe, "x" * 100_000)
    reader.join()
    assert got == ["x" * 100_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed(tmp_path):
    """The link stays, what it points to is replaced; a link to nothing makes the file."""
    (tmp_path / "folder").mkdir()
    real = tmp_path / "folder" / "real.txt"
    for name in ("old", None):
        if name:
            real.write_text(name)
        else:
            real.unlink()
        link = tmp_path / f"link-{name}"
        link.symlink_to(real)
        write(link)
        assert link.is_symlink()
        assert real.read_text() == "new\n"
    assert os.listdir(real.parent) == ["real.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_file_keeps_its_mode(tmp_path, mode):
    """Replacing a file changes what is in it, not who may read it."""
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(mode)
    write(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_text() == "new\n"


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path):
    """In a process of its own, so that no other test sees the umask."""
    code = "import os, sys; os.umask(0o027); from presscheck.document.output import replacing\n"
    code += "with replacing(sys.argv[1]) as f: f.write('x')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "new")], check=True)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_writing_never_touches_the_umask(tmp_path, monkeypatch):
    """The umask belongs to the whole process: another thread's file would get the wrong mode."""
    monkeypatch.setattr(os, "umask", lambda _: pytest.fail("the umask was set"))
    write(tmp_path / "new")


def test_a_writer_that_fails_leaves_the_old_file(tmp_path):
    """And nothing beside it."""
    path = tmp_path / "file"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file:
            file.write("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_full_disk_is_a_sentence(tmp_path):
    """The device that is always full stands for it."""
    node = tmp_path / "full"
    make_node(node, 7)
    with pytest.raises(UsageError, match=r"full: cannot be written: No space left on device"):
        write(node, "x" * 100_000)
    with pytest.raises(UsageError, match="No space left"):
        write(node, "x")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".", "this is a folder"),
        ("nowhere/file", "there is no folder"),
        ("x" * 300, "File name too long"),
        ("file/inside", "Not a directory"),
        ("loop", "symbolic links"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(tmp_path, monkeypatch, name, reason):
    """Place, reason, and never a traceback."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("old")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match=reason):
        write(name)
    assert sorted(os.listdir(tmp_path)) == ["file", "loop"]


def test_a_folder_of_files_takes_its_names_in_the_same_way(tmp_path):
    """A named pipe among a folder's files is written, not replaced."""
    pipe, new = tmp_path / "pipe", tmp_path / "new"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    new.write_text("words")
    take_name(new, pipe)
    reader.join()
    assert got == ["words"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_input_is_no_output_by_any_name(tmp_path):
    """A link, a hard link and a path with dots mean the same file."""
    path = tmp_path / "in.jsonl"
    path.write_text(PRED)
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "hard").hardlink_to(path)
    for name in ("in.jsonl", "link", "hard", "../" + tmp_path.name + "/in.jsonl"):
        with pytest.raises(UsageError, match="also an input"):
            refuse_inputs([str(tmp_path / name)], [str(path)])
    refuse_inputs([str(tmp_path / "other"), "-", None], [str(path), None])


@pytest.mark.parametrize(
    "command",
    [
        ("score", "p.jsonl", "-o", "p.jsonl"),
        ("errors", "p.jsonl", "-o", "p.jsonl"),
        ("anchor", "p.jsonl", "-o", "./p.jsonl"),
        ("convert", "p.jsonl", "--from", "presscheck", "-o", "p.jsonl"),
        ("gate", "p.jsonl", "--junit", "p.jsonl"),
        ("gate", "p.jsonl", "--summary", "p.jsonl"),
        ("gate", "p.jsonl", "--baseline", "p.jsonl", "--update"),
        ("compare", "p.jsonl", "p.jsonl", "-o", "p.jsonl"),
    ],
)
def test_no_verb_writes_over_its_input(cli, tmp_path, command):
    """Exit code 2, one sentence, and the input as it was."""
    (tmp_path / "p.jsonl").write_text(PRED)
    done = cli(*command, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "also an input" in done.stderr
    assert (tmp_path / "p.jsonl").read_text() == PRED


def test_a_dash_is_standard_output(cli, tmp_path):
    """And what is said about the result is not mixed into it."""
    (tmp_path / "p.jsonl").write_text(PRED)
    for verb in (("anchor", "p.jsonl"), ("convert", "p.jsonl", "--from", "presscheck")):
        done = cli(*verb, "-o", "-", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith('{"')
        assert done.stdout.count("\n") == 1
    plain, dashed = (cli("score", "p.jsonl", *more, cwd=tmp_path).stdout for more in ((), ("-o", "-")))
    assert plain == dashed
    assert os.listdir(tmp_path) == ["p.jsonl"]


def test_standard_output_by_its_device_name(tmp_path):
    """`-o /dev/stdout` into a file adds to what the file has, as the shell does."""
    (tmp_path / "p.jsonl").write_text(PRED)
    out = tmp_path / "out"
    with out.open("w") as file:
        file.write("first\n")
        file.flush()
        command = [sys.executable, "-m", "presscheck", "convert", "p.jsonl", "--from", "presscheck"]
        subprocess.run([*command, "-o", "/proc/self/fd/1"], cwd=tmp_path, stdout=file, check=True)
    assert out.read_text().splitlines()[0] == "first"
    assert out.read_text().count("\n") == 2
