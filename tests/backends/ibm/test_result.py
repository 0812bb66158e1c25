"""Results of devices: files, text and pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from hamiltonians import chain
from spinnet.backends.ibm import Estimate, HardwareEstimates, HardwareResult
from spinnet.vqe import RunFolderError


def estimate(name, shift):
    bonds = tuple(-0.6 + 0.1 * k + shift for k in range(5))
    return Estimate(
        name, float(2 * sum(bonds)), 0.02, bonds, (0.01,) * 5, 0.3, 0.05, 0.9,
        (("X", -2.0), ("Z", -2.1)), 0.1, 0.05, 1000,
    )  # fmt: skip


@pytest.fixture
def result():
    estimates = HardwareEstimates((estimate("raw", 0.05), estimate("post-selected", -0.2)), "raw")
    return HardwareResult(
        lattice=chain(6),
        couplings=(2.0,) * 5,
        two_total=0,
        estimates=estimates,
        parameters=(0.1, 0.2),
        backend="fake_fez",
        calibration_date="2026-11-01T00:00:00+00:00",
        qubits=(3, 4, 5, 6, 7, 8),
        two_qubit_gates=29,
        two_qubit_depth=21,
        expected_fidelity=0.8,
        placement_seed=1,
        settings={"shots": 1000},
        n_circuits=1,
        n_shots=1000,
        job_ids=("job-1",),
        exact_energy=-2.5,
        trained_energy=-2.4,
        refinement_energies=(-1.0, -2.0),
        versions={"spinnet": "0"},
    )


def test_results_survive_their_file(result, tmp_path):
    again = HardwareResult.load(result.save(tmp_path / "run"))
    assert again.to_json() == result.to_json()
    assert again.lattice == result.lattice and again.estimates == result.estimates


def test_damaged_files_are_refused(result, tmp_path):
    with pytest.raises(RunFolderError, match="cannot be read"):
        HardwareResult.load(tmp_path)
    path = result.save(tmp_path) / "result.json"
    path.write_text(path.read_text().replace('"couplings"', '"coupling"'))
    with pytest.raises(RunFolderError, match="is damaged: KeyError"):
        HardwareResult.load(tmp_path)


def test_bond_energies_add_up_to_the_energy(result):
    energies, errors = result.bond_energies()
    assert energies.sum() == pytest.approx(result.energy)
    np.testing.assert_allclose(errors, 0.02)
    assert result.error == 0.02


def test_text_says_what_was_found(result):
    text = str(result)
    for part in ("chain-6", "total spin 0", "fake_fez", "<- mitigated", "29 two-qubit", "job-1"):
        assert part in text


def test_pictures_are_drawn(result):
    for picture in (result.plot, result.plot_bonds, result.plot_lattice, result.plot_history):
        assert isinstance(picture(), Figure)
    assert isinstance(result.plot_lattice("post-selected"), Figure)  # scattered beyond -3/4


def test_a_history_needs_a_search(result):
    with pytest.raises(ValueError, match="refinement_energies must hold"):
        replace(result, refinement_energies=()).plot_history()
