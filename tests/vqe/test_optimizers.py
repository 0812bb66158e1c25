"""L-BFGS and Adam by themselves, asked and told by hand."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import scipy.optimize

from spinnet.vqe import Answer
from spinnet.vqe.adam import Adam
from spinnet.vqe.lbfgs import LBFGS, MEMORY


def rosenbrock(points):
    energies = np.array([scipy.optimize.rosen(point) for point in points])
    return Answer(energies, np.array([scipy.optimize.rosen_der(point) for point in points]))


def driven(optimizer, n_rounds=10_000):
    """Ask and tell until the end; return all requests."""
    requests = []
    while len(requests) < n_rounds and (request := optimizer.ask()) is not None:
        requests.append(request)
        optimizer.tell(rosenbrock(request.points))
    optimizer.close()
    return requests


STARTS = np.array([[-1.0, 2.0, 0.3], [1.5, 1.5, 1.5], [1.0, 1.0, 1.0]])


def test_lbfgs_asks_exactly_what_scipy_asks():
    requests = driven(LBFGS(STARTS, tolerance=1e-12))
    for start, point in enumerate(STARTS):
        asked = [r.points[r.starts.index(start)] for r in requests if start in r.starts]
        alone = []

        def function(x, alone=alone):
            alone.append(x.copy())
            return scipy.optimize.rosen(x), scipy.optimize.rosen_der(x)

        options = {"maxcor": MEMORY, "ftol": 1e-12, "gtol": 1e-12}
        scipy.optimize.minimize(function, point, jac=True, method="L-BFGS-B", options=options)
        np.testing.assert_array_equal(asked, alone)


def test_lbfgs_starts_end_one_by_one_and_say_why():
    optimizer = LBFGS(STARTS, tolerance=1e-10)
    sizes = [len(request.starts) for request in driven(optimizer)]
    assert sizes[0] == 3 and sizes[1] == 2  # the third start is the minimum itself
    assert sizes == sorted(sizes, reverse=True)
    assert "gradient fell below the tolerance" in optimizer.ending(2).message
    assert all(optimizer.ending(start).converged for start in range(3))


def test_lbfgs_leaves_no_thread_behind():
    before = threading.active_count()
    optimizer = LBFGS(STARTS, tolerance=1e-10)
    assert threading.active_count() == before + 3
    driven(optimizer, n_rounds=2)
    assert optimizer.ending(0) is None
    assert threading.active_count() == before


def test_lbfgs_says_when_the_line_search_fails():
    optimizer = LBFGS(np.zeros((1, 2)), tolerance=0)
    while (request := optimizer.ask()) is not None:
        # a gradient that points uphill: no step along it can lower the energy
        optimizer.tell(Answer(np.sum(request.points**2, axis=1), -request.points - 1))
    assert not optimizer.ending(0).converged
    assert "line search found no lower energy" in optimizer.ending(0).message


def test_adam_takes_the_steps_of_optax():
    requests = driven(Adam(STARTS, tolerance=1e-300, learning_rate=0.1), n_rounds=6)
    point = STARTS[0]
    mean = np.zeros(3)
    square = np.zeros(3)
    for step, request in enumerate(requests, start=1):
        np.testing.assert_allclose(request.points[0], point, atol=1e-12)
        gradient = scipy.optimize.rosen_der(point)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        scaled = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        point = point - 0.1 * scaled[0] / (np.sqrt(scaled[1]) + 1e-8)


def test_adam_starts_do_not_touch_each_other():
    together = driven(Adam(STARTS[:2], tolerance=1e-9, learning_rate=0.05), n_rounds=40)
    alone = driven(Adam(STARTS[1:2], tolerance=1e-9, learning_rate=0.05), n_rounds=40)
    np.testing.assert_array_equal(
        [request.points[1] for request in together], [request.points[0] for request in alone]
    )


def test_adam_ends_when_the_gradient_vanishes_or_the_energy_rests():
    optimizer = Adam(STARTS, tolerance=1e-6, learning_rate=0.05)
    requests = driven(optimizer)
    assert len(requests[1].starts) == 2  # the minimum itself ended at once
    assert "gradient" in optimizer.ending(2).message
    flat = Adam(np.ones((1, 2)), tolerance=1e-6, learning_rate=0.05)
    rounds = 0
    while flat.ask() is not None:
        flat.tell(Answer(np.array([5.0]), np.ones((1, 2))))
        rounds += 1
    assert rounds == 11 and "10 steps" in flat.ending(0).message


@pytest.mark.parametrize("make", [LBFGS, Adam])
def test_endings_are_none_while_running(make):
    options = {"learning_rate": 0.1} if make is Adam else {}
    optimizer = make(STARTS[:1], tolerance=1e-9, **options)
    assert optimizer.ending(0) is None
    optimizer.close()
