"""A run that was killed, cut or stopped ends exactly where the uninterrupted run ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import path_ansatz
from spinnet.storage.files import read_config
from spinnet.vqe import RunFolderError, VQEResult, load_checkpoint, minimise, resume
from spinnet.vqe.journal import Journal
from spinnet.vqe.run_folder import RunFolder

ROOT = Path(__file__).parents[2]
OPTIONS = {"starts": 2, "seed": 11, "max_evaluations": 25}


def same_end(first: VQEResult, second: VQEResult) -> bool:
    """Whether two runs found the same, to the last bit, in the same way."""
    np.testing.assert_array_equal(first.start_parameters, second.start_parameters)
    course = [[(r.start, r.evaluation, r.energy) for r in run.history] for run in (first, second)]
    return course[0] == course[1] and first.to_json().items() - {
        ("wall_time", first.wall_time)
    } == second.to_json().items() - {("wall_time", second.wall_time)}


def count_records(path: Path) -> int:
    journal = Journal(path)
    while journal.read() is not None:
        pass
    journal.close()
    return journal.n_records


def stop_at(number):
    def callback(step):
        if step.number == number:
            raise KeyboardInterrupt

    return callback


@pytest.fixture(params=["lbfgs", "metric-lbfgs", "adam", "natural", "gauss-newton"])
def optimizer(request):
    return request.param


def test_stopped_anywhere_it_ends_the_same(wavy, ring, tmp_path, optimizer):
    options = {**OPTIONS, "optimizer": optimizer, "exact_energy": -12.0}
    whole = minimise(*ring, backend=wavy, **options)
    rounds = max(record.evaluation for record in whole.history)
    for number in (1, 2, 7, rounds - 1):
        folder = tmp_path / str(number)
        minimise(*ring, backend=wavy, run_folder=folder, callback=stop_at(number), **options)
        result = resume(folder, backend=wavy)
        assert same_end(result, whole)
        assert wavy.n_evaluations == 2 * (rounds - number) + 1  # nothing was evaluated twice


def test_stopped_again_and_again_it_ends_the_same(wavy, ring, tmp_path, optimizer):
    options = {**OPTIONS, "optimizer": optimizer}
    whole = minimise(*ring, backend=wavy, **options)
    minimise(*ring, backend=wavy, run_folder=tmp_path, callback=stop_at(2), **options)
    for number in range(4, 25, 3):
        resume(tmp_path, backend=wavy, callback=stop_at(number))
    assert same_end(resume(tmp_path, backend=wavy), whole)


def test_the_same_call_on_the_same_folder_goes_on(wavy, ring, tmp_path):
    whole = minimise(*ring, backend=wavy, **OPTIONS)
    minimise(*ring, backend=wavy, run_folder=tmp_path, callback=stop_at(5), **OPTIONS)
    assert same_end(minimise(*ring, backend=wavy, run_folder=tmp_path, **OPTIONS), whole)


def test_a_finished_run_is_not_searched_again(wavy, ring, tmp_path):
    whole = minimise(*ring, backend=wavy, run_folder=tmp_path, **OPTIONS)
    assert same_end(resume(tmp_path, backend=wavy), whole)
    assert wavy.n_evaluations == 1  # the final observables
    assert same_end(VQEResult.load(tmp_path), whole)


def test_a_larger_budget_goes_on_from_the_end(wavy, ring, tmp_path, optimizer):
    options = {**OPTIONS, "optimizer": optimizer}
    minimise(*ring, backend=wavy, run_folder=tmp_path, **{**options, "max_evaluations": 6})
    result = resume(tmp_path, backend=wavy, max_evaluations=25)
    assert same_end(result, minimise(*ring, backend=wavy, **options))
    assert read_config(tmp_path)["settings"]["max_evaluations"] == 25
    with pytest.raises(ValueError, match="at least the old budget of the run, 25; got 24"):
        resume(tmp_path, backend=wavy, max_evaluations=24)


def test_a_journal_cut_at_any_byte_loses_at_most_one_batch(wavy, ring, tmp_path, rng):
    whole = minimise(*ring, backend=wavy, run_folder=tmp_path, **OPTIONS)
    journal = (tmp_path / "journal.bin").read_bytes()
    rounds = count_records(tmp_path / "journal.bin")
    for cut in (0, 1, len(journal) - 1, *rng.integers(len(journal), size=8)):
        (tmp_path / "checkpoint.npz").unlink()
        (tmp_path / "journal.bin").write_bytes(journal[:cut])
        kept = count_records(tmp_path / "journal.bin")
        assert same_end(resume(tmp_path, backend=wavy), whole)
        assert wavy.n_evaluations == 2 * (rounds - kept) + 1
        assert (tmp_path / "journal.bin").stat().st_size == len(journal)


SCRIPT = """
import os, signal, sys
from hamiltonians import heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import path_ansatz
from spinnet.vqe import minimise

def kill(step):
    if step.number == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

lattice = named_lattice("ring-4")
minimise(
    path_ansatz(lattice, layers=1), heisenberg(lattice), backend=StatevectorBackend(),
    starts=2, seed=11, max_evaluations=25, run_folder=sys.argv[1], callback=kill,
)
"""


def test_killed_by_the_system_it_ends_the_same(tmp_path):
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), tmp_path / "run", "5"],
        cwd=ROOT,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "run" / "result.json").exists()
    assert len((tmp_path / "run" / "history.jsonl").read_text().splitlines()) == 10
    lattice = named_lattice("ring-4")
    circuit, model = path_ansatz(lattice, layers=1), heisenberg(lattice)
    whole = minimise(circuit, model, backend=StatevectorBackend(), **OPTIONS)
    assert same_end(resume(tmp_path / "run"), whole)  # the folder names the backend


def test_a_folder_of_other_settings_is_refused_by_the_first_that_differs(wavy, ring, tmp_path):
    circuit, model = ring
    minimise(circuit, model, backend=wavy, run_folder=tmp_path, **OPTIONS)
    before = (tmp_path / "journal.bin").read_bytes()

    def refused(match, other=circuit, **changed):
        with pytest.raises(RunFolderError, match=match):
            minimise(other, model, backend=wavy, run_folder=tmp_path, **{**OPTIONS, **changed})

    refused(r"settings\.seed is 11 there and 12 here\. Choose another folder", seed=12)
    refused(r"settings\.optimizer is \"lbfgs\" there and \"adam\"", optimizer="adam")
    refused(r"max_evaluations is 25 there and 50.*larger budget", max_evaluations=50)
    refused(r"circuit\.n_params is 12 there", path_ansatz(model.lattice, layers=1))
    wavy.name = "other"
    refused(r"backend is \"wavy\" there and \"other\" here")
    assert (tmp_path / "journal.bin").read_bytes() == before


def test_what_errors_are_measured_against_may_change(wavy, ring, tmp_path):
    minimise(*ring, backend=wavy, run_folder=tmp_path, **OPTIONS)
    result = minimise(*ring, backend=wavy, run_folder=tmp_path, exact_energy=-13.0, **OPTIONS)
    assert result.relative_error == pytest.approx((result.energy + 13) / 13)
    first = json.loads((tmp_path / "history.jsonl").read_text().splitlines()[0])
    assert first["relative_error"] is not None


@pytest.fixture
def finished(wavy, ring, tmp_path):
    minimise(*ring, backend=wavy, run_folder=tmp_path, **OPTIONS)
    return tmp_path


def overwrite(path, position, byte=0xFF):
    content = bytearray(path.read_bytes())
    content[position] ^= byte
    path.write_bytes(content)


def test_a_damaged_checkpoint_is_one_sentence_and_costs_nothing(wavy, finished):
    whole = VQEResult.load(finished)
    for damage in (b"", b"no archive", (finished / "checkpoint.npz").read_bytes()[:200]):
        (finished / "checkpoint.npz").write_bytes(damage)
        with pytest.raises(RunFolderError, match=r"checkpoint\.npz is damaged.*delete"):
            resume(finished, backend=wavy)
    (finished / "checkpoint.npz").unlink()
    assert same_end(resume(finished, backend=wavy), whole)


def test_every_damaged_byte_of_the_checkpoint_is_found_or_harmless(finished, rng):
    intact = load_checkpoint(finished)
    content = (finished / "checkpoint.npz").read_bytes()
    for position in rng.integers(len(content), size=60):
        overwrite(finished / "checkpoint.npz", position)
        try:
            found = load_checkpoint(finished)
        except RunFolderError:
            pass
        else:
            np.testing.assert_array_equal(found.parameters, intact.parameters)
        (finished / "checkpoint.npz").write_bytes(content)


def test_a_damaged_journal_is_refused_with_the_way_out(wavy, finished, rng):
    whole = VQEResult.load(finished)
    journal = (finished / "journal.bin").read_bytes()
    for position in rng.integers(len(journal), size=20):
        overwrite(finished / "journal.bin", position)
        with pytest.raises(RunFolderError, match=r"damaged after record (\d+), at byte (\d+)"):
            resume(finished, backend=wavy)
        (finished / "journal.bin").write_bytes(journal)
    overwrite(finished / "journal.bin", len(journal) // 2)
    with pytest.raises(RunFolderError) as caught:
        resume(finished, backend=wavy)
    cut = int(str(caught.value).split("to its first ")[1].split()[0])
    (finished / "journal.bin").write_bytes(journal[:cut])
    (finished / "checkpoint.npz").unlink()
    assert same_end(resume(finished, backend=wavy), whole)


def test_a_journal_shorter_than_the_checkpoint_is_refused(wavy, finished):
    journal = (finished / "journal.bin").read_bytes()
    (finished / "journal.bin").write_bytes(journal[: len(journal) // 2])
    with pytest.raises(RunFolderError, match=r"ends after \d+ rounds, but.*delete checkpoint"):
        resume(finished, backend=wavy)


def test_a_journal_of_another_course_is_refused(wavy, ring, finished, tmp_path):
    minimise(*ring, backend=wavy, run_folder=tmp_path / "b", **{**OPTIONS, "seed": 1})
    (tmp_path / "b" / "journal.bin").rename(finished / "journal.bin")
    with pytest.raises(RunFolderError, match="round 1 of the journal was made at other param"):
        resume(finished, backend=wavy)


def test_a_damaged_config_is_refused(wavy, finished):
    (finished / "config.json").write_text("{")
    with pytest.raises(RunFolderError, match=r"config\.json is damaged: it is no JSON"):
        resume(finished, backend=wavy)
    (finished / "config.json").write_text("{}")
    with pytest.raises(RunFolderError, match=r"config\.json is damaged: it has no key 'model'\."):
        resume(finished, backend=wavy)


def test_folders_that_hold_no_run_are_refused(tmp_path):
    with pytest.raises(RunFolderError, match=r"no run folder: it has no config\.json"):
        resume(tmp_path)
    with pytest.raises(RunFolderError, match=r"checkpoint\.npz does not exist"):
        load_checkpoint(tmp_path)


def test_folders_that_cannot_be_written_are_refused(wavy, ring, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match=r"folder .*file must be writable"):
        minimise(*ring, backend=wavy, run_folder=tmp_path / "file")


def test_a_folder_in_use_is_refused(wavy, finished):
    pytest.importorskip("fcntl")
    folder = RunFolder(finished, read_config(finished))
    with pytest.raises(RunFolderError, match="in use by another run"):
        resume(finished, backend=wavy)
    folder.close()
    assert resume(finished, backend=wavy).n_evaluations > 0


def test_the_checkpoint_starts_another_run(wavy, ring, finished):
    best = load_checkpoint(finished).best
    result = minimise(*ring, backend=wavy, initial=[best], max_evaluations=1)
    assert result.energy == VQEResult.load(finished).energy
