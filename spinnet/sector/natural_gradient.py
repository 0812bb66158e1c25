r"""Directions of search that know the metric: natural gradients and Gauss-Newton steps.

The direction d solves

.. math:: (c\,C + m\,G + m s\,1)\, d = \tfrac12 \nabla E

with the metric G and the curvature C of ``metric.py``. With c = 0 it is the natural gradient, a
step in imaginary time of length 1/m; with c = 1 a Newton step inside a trust region that widens as
m falls. Small problems are solved densely, large ones by conjugate gradients.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg

from spinnet.sector.engine import SectorEngine
from spinnet.sector.memory import free_memory
from spinnet.sector.metric import dense_curvature, dense_metric, derivatives, products

LARGEST_DENSE = 2000
"""Parameters up to which the matrices are built."""

CG_STEPS = 100
CG_TOLERANCE = 1e-3
"""Relative residual at which conjugate gradients stop."""

_SHARE = 0.3  # of the free memory that all derivatives may take
_RAISED = 4.0  # the metric's weight grows so much while the matrix is not positive
_TRIES = 12


def metric_matrix(engine: SectorEngine, parameters: np.ndarray) -> np.ndarray:
    """Return the metric ``(n_params, n_params)`` at parameters ``(n_params,)``.

    Args:
        engine: The engine.
        parameters: Angles, radians.
    """
    with jax.enable_x64(True):
        return np.asarray(_metric(engine.program, jnp.asarray(parameters)))


def direction(
    engine: SectorEngine,
    parameters: np.ndarray,
    energy: float,
    gradient: np.ndarray,
    *,
    curvature: float,
    metric: float,
    shift: float,
    dense: bool | None = None,
) -> np.ndarray:
    """Return the direction ``(n_params,)`` to subtract from the parameters.

    Args:
        engine: The engine.
        parameters: ``(n_params,)``, radians.
        energy: The energy there.
        gradient: Its gradient ``(n_params,)``.
        curvature: Weight c of the curvature.
        metric: Weight m of the metric.
        shift: What is added to the diagonal of the metric.
        dense: Whether to build the matrices; None does for at most 2000 parameters, if all
            derivatives fit the memory.
    """
    is_dense = _fits(engine) if dense is None else dense
    with jax.enable_x64(True):
        arguments = (engine.program, jnp.asarray(parameters), engine.action, float(energy))
        if is_dense:
            return _dense(arguments, np.asarray(gradient) / 2, curvature, metric, shift)
        weights = jnp.array([curvature, metric, metric * shift])
        return np.asarray(_iterated(*arguments, jnp.asarray(gradient) / 2, weights))


def _fits(engine: SectorEngine) -> bool:
    n_params, dimension = engine.circuit.n_params, engine.basis.dimension
    size = 2 * n_params * dimension * engine.program.start.dtype.itemsize
    return n_params <= LARGEST_DENSE and size <= _SHARE * free_memory()


def _dense(
    arguments: tuple, target: np.ndarray, curvature: float, metric: float, shift: float
) -> np.ndarray:
    """Solve with the matrices; the metric's weight is raised until their sum is positive."""
    if curvature:
        gram, curved = (np.asarray(one) for one in _matrices(*arguments))
    else:
        gram = np.asarray(_metric(*arguments[:2]))
        curved = np.zeros_like(gram)
    gram = gram + shift * np.eye(len(gram))
    for _ in range(_TRIES):
        try:
            factor = scipy.linalg.cho_factor(curvature * curved + metric * gram)
            return scipy.linalg.cho_solve(factor, target)
        except np.linalg.LinAlgError:
            metric *= _RAISED
    return target / metric


@jax.jit
def _metric(program, parameters):
    return dense_metric(derivatives(program, parameters)[1])


@jax.jit
def _matrices(program, parameters, action, energy):
    columns = derivatives(program, parameters)[1]
    return dense_metric(columns), dense_curvature(columns, action, energy)


@jax.jit
def _iterated(program, parameters, action, energy, target, weights):
    """Solve by conjugate gradients from zero, up to where the matrix ceases to be positive."""
    metric, curvature = products(program, parameters, action, energy)

    def matrix(along):
        total = weights[1] * metric(along) + weights[2] * along
        return total + jax.lax.cond(
            weights[0] != 0,
            lambda: weights[0] * curvature(along),
            lambda: jnp.zeros_like(along),
        )

    def goes_on(carried):
        number, _, residual, _, is_positive = carried
        far = jnp.vdot(residual, residual) > CG_TOLERANCE**2 * jnp.vdot(target, target)
        return (number < CG_STEPS) & far & is_positive

    def step(carried):
        number, found, residual, along, _ = carried
        image = matrix(along)
        bend = jnp.vdot(along, image)
        is_positive = bend > 0
        size = jnp.vdot(residual, residual)
        length = jnp.where(is_positive, size / bend, 0.0)
        left = residual - length * image
        fresh = left + jnp.vdot(left, left) / size * along
        return number + 1, found + length * along, left, fresh, is_positive

    first = (0, jnp.zeros_like(target), target, target, jnp.array(True))
    _, found, *_ = jax.lax.while_loop(goes_on, step, first)
    # Where the very first direction is bent downwards, plain descent is what is left.
    return jnp.where(jnp.any(found != 0), found, target / weights[1])
