"""L-BFGS with the metrics of the gates: by hand, and against L-BFGS without them."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import ground_state, heisenberg, named_lattice
from spinnet.backends.statevector import StatevectorBackend
from spinnet.circuits import ansatz
from spinnet.vqe import Answer, minimise
from spinnet.vqe.metric_lbfgs import REFRESH, MetricLBFGS

GROUPS = ((0, 2), (1,))
STARTS = np.array([[2.0, -1.0, 0.5], [0.3, 0.4, 1.0], [0.0, 0.0, 0.0]])
HESSIAN = np.array([[300.0, 0.0, 40.0], [0.0, 1.0, 0.0], [40.0, 0.0, 10.0]])
METRICS = np.array([300.0, 40.0, 40.0, 10.0, 1.0])


def bowl(request):
    """A badly conditioned bowl whose metric is its second derivative."""
    points = request.points
    gradients = points @ HESSIAN
    metrics = np.tile(METRICS, (len(points), 1)) if request.with_metrics else None
    return Answer((gradients * points).sum(axis=1) / 2, gradients, metrics=metrics)


def test_a_bowl_is_round_in_its_metrics():
    optimizer = MetricLBFGS(STARTS, GROUPS, tolerance=1e-10, damping=1e-12)
    sizes, asked = [], []
    while (request := optimizer.ask()) is not None:
        sizes.append(len(request.starts))
        asked.append(request.with_metrics)
        optimizer.tell(bowl(request))
    assert sizes[0] == 3 and sizes[1] == 2  # the third start is the minimum itself
    assert all(optimizer.ending(start).converged for start in range(3))
    # A first short step, then steps that need no picture of the bowl: without metrics about 20.
    assert len(sizes) <= 6
    assert asked[0] and not any(asked[1:REFRESH])


def test_a_step_too_long_is_shortened():
    optimizer = MetricLBFGS(STARTS[:1], GROUPS, tolerance=1e-12)
    optimizer.tell(bowl(optimizer.ask()))
    tried = optimizer.ask().points
    optimizer.tell(Answer(np.array([1e6]), np.ones((1, 3))))
    shorter = optimizer.ask().points
    ratio = np.linalg.norm(shorter - STARTS[:1]) / np.linalg.norm(tried - STARTS[:1])
    assert ratio == pytest.approx(1 / 10)


def test_a_direction_that_never_helps_ends_the_search():
    optimizer = MetricLBFGS(STARTS[:1], GROUPS, tolerance=1e-12)
    optimizer.tell(bowl(optimizer.ask()))
    while (request := optimizer.ask()) is not None:
        metrics = METRICS[None] if request.with_metrics else None
        optimizer.tell(Answer(np.array([1e6]), np.ones((1, 3)), metrics=metrics))
    assert not optimizer.ending(0).converged


def test_fewer_evaluations_than_without_metrics():
    lattice = named_lattice("kagome-12")
    circuit, model = ansatz(lattice, "triangles+paths", layers=3), heisenberg(lattice)
    exact = ground_state(model).energy
    spent = {}
    for optimizer in ("lbfgs", "metric-lbfgs"):
        result = minimise(
            circuit,
            model,
            optimizer=optimizer,
            exact_energy=exact,
            target_error=1e-4,
            max_evaluations=400,
        )
        assert result.converged
        spent[optimizer] = result.n_evaluations
    assert spent["metric-lbfgs"] < spent["lbfgs"]


def test_a_backend_without_a_metric_is_refused(ring):
    with pytest.raises(ValueError, match=r"knows the metric .* got StatevectorEvaluator"):
        minimise(*ring, backend=StatevectorBackend(), optimizer="metric-lbfgs")


def test_a_learning_rate_is_refused(ring):
    with pytest.raises(ValueError, match="optimizer='metric-lbfgs', which finds its own steps"):
        minimise(*ring, optimizer="metric-lbfgs", learning_rate=0.1)
