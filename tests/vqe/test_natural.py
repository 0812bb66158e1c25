"""Natural gradients and Gauss-Newton steps: by hand, in the sector, and in a run folder."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hamiltonians import ground_state, heisenberg, named_lattice
from spinnet.backends.preconditioner import Preconditioner
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import ansatz
from spinnet.vqe import Answer, minimise
from spinnet.vqe.natural import DAMPING, FIRST_STEP, GAUSS_NEWTON, NATURAL, NaturalGradient

STARTS = np.array([[2.0, -1.0], [0.3, 0.4], [0.0, 0.0]])
SCALES = np.array([1.0, 100.0])  # of a badly conditioned bowl


def bowl(request):
    """E = sum s x^2 / 2 with a metric in which the bowl is round."""
    points = request.points
    gradients = SCALES * points
    weights = np.array([one.curvature + one.metric for one in request.preconditioners])
    directions = gradients / SCALES / 2 / weights[:, None]
    return Answer((SCALES * points**2).sum(axis=1) / 2, gradients, directions)


@pytest.mark.parametrize("rule", [NATURAL, GAUSS_NEWTON])
def test_a_bowl_is_round_in_its_metric(rule):
    optimizer = NaturalGradient(STARTS, rule, tolerance=1e-12)
    sizes = []
    while (request := optimizer.ask()) is not None and len(sizes) < 400:
        sizes.append(len(request.starts))
        optimizer.tell(bowl(request))
    assert sizes[0] == 3 and sizes[1] == 2  # the third start is the minimum itself
    assert all(optimizer.ending(start).converged for start in range(3))
    assert "gradient fell below" in optimizer.ending(2).message
    assert len(sizes) < 100


def test_steps_grow_while_they_help_and_shrink_when_they_do_not():
    optimizer = NaturalGradient(STARTS[:1], NATURAL, tolerance=1e-12)
    request = optimizer.ask()
    assert request.preconditioners == (Preconditioner(0.0, 1 / FIRST_STEP, DAMPING),)
    optimizer.tell(Answer(np.array([5.0]), np.ones((1, 2)), np.ones((1, 2))))
    longer = optimizer.ask()
    np.testing.assert_allclose(longer.points, STARTS[:1] - 1)
    assert longer.preconditioners[0].metric < request.preconditioners[0].metric
    optimizer.tell(Answer(np.array([6.0]), np.ones((1, 2)), np.ones((1, 2))))
    np.testing.assert_allclose(optimizer.ask().points, STARTS[:1] - 1 / 4)
    assert optimizer.ask().preconditioners[0].metric > request.preconditioners[0].metric


def test_a_direction_that_never_helps_ends_the_search():
    optimizer = NaturalGradient(STARTS[:1], NATURAL, tolerance=1e-12)
    energies = iter(range(1000))
    while optimizer.ask() is not None:
        answer = Answer(np.array([float(next(energies))]), np.ones((1, 2)), np.ones((1, 2)))
        optimizer.tell(answer)
    assert not optimizer.ending(0).converged


def test_an_answer_without_directions_is_refused():
    optimizer = NaturalGradient(STARTS[:1], NATURAL, tolerance=1e-12)
    optimizer.ask()
    with pytest.raises(ValueError, match="needs directions"):
        optimizer.tell(Answer(np.ones(1), np.ones((1, 2))))


@pytest.mark.parametrize(("name", "most"), [("gauss-newton", 30), ("natural", 150)])
def test_the_ground_state_of_a_ring(name, most):
    lattice = named_lattice("ring-6")
    model = heisenberg(lattice)
    circuit = ansatz(lattice, "triples", layers=2)
    exact = ground_state(model).energy
    result = minimise(
        circuit,
        model,
        optimizer=name,
        starts=2,
        exact_energy=exact,
        target_error=1e-6,
        max_evaluations=most,
    )
    assert result.relative_error < 1e-6 and result.converged


def test_a_backend_without_a_metric_is_refused(ring):
    with pytest.raises(ValueError, match=r"knows the metric .* got StatevectorEvaluator"):
        minimise(*ring, backend=StatevectorBackend(), optimizer="natural")


def test_the_settings_are_kept(wavy, ring, tmp_path):
    options = {"optimizer": "gauss-newton", "damping": 0.01, "learning_rate": 0.2}
    minimise(*ring, backend=wavy, run_folder=tmp_path, max_evaluations=3, **options)
    kept = json.loads((tmp_path / "config.json").read_text())["settings"]
    assert {name: kept[name] for name in options} == options


@pytest.mark.parametrize("options", [{"damping": 0.1}, {"optimizer": "natural", "damping": 0}])
def test_wrong_dampings_are_refused(ring, options):
    with pytest.raises(ValueError, match="damping"):
        minimise(*ring, **options)
