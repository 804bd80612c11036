"""First commands of a newcomer: help that fits a screen, names tried in order, a wrong verb named."""

from __future__ import annotations

import pytest

from presscheck.cli import SECTIONS, VERBS


def test_every_verb_is_in_one_section():
    listed = [verb for verbs in SECTIONS.values() for verb in verbs]
    assert sorted(listed) == sorted(VERBS)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_begins_with_what_to_type(cli, arguments):
    done = cli(*arguments)
    shown = (done.stdout or done.stderr).splitlines()
    assert any("presscheck score PRED" in line for line in shown[:6])
    assert all(len(line) <= 80 for line in shown)


def test_two_predictions_are_compared_not_scored(cli):
    done = cli("score", "a.jsonl", "b.jsonl")
    assert done.returncode == 2
    assert "presscheck compare a.jsonl b.jsonl" in done.stderr


def test_a_prefix_is_written_with_a_star(cli, root):
    pred = root / "corpus" / "predictions" / "spacy.jsonl"
    done = cli("score", pred, "--measures", "quote.quoted.*", "--resample", "none", "--format", "csv")
    assert done.returncode == 0, done.stderr
    ids = {line.split(",")[0] for line in done.stdout.splitlines()[1:] if line.startswith("quote")}
    assert ids
    assert all(name.startswith("quote.quoted.") for name in ids)


@pytest.mark.parametrize("name", ["event", "quote", "quote.quoted"])
def test_a_bare_prefix_is_answered_with_its_measures(cli, root, name):
    done = cli("score", root / "corpus" / "predictions" / "spacy.jsonl", "--measures", name)
    assert done.returncode == 2
    assert f"`{name}.*` is" in done.stderr


def test_an_id_goes_before_a_layer():
    from presscheck.scoring.selection import select

    assert next(row.id for row in select("links") if not row.hidden) == "link.strong"


def test_options_stand_in_groups(cli):
    shown = cli("score", "--help").stdout
    places = [shown.index(title) for title in ("\nOptions:", "\nSettings:", "\nSeldom needed:")]
    assert places == sorted(places)
    assert shown.index("--gold") < places[1]
    assert shown.index("--coref-align") > places[2]
