"""A model on its walk against the action of the model in the twin."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hamiltonians import Bond, HeisenbergModel, Lattice, heisenberg
from spinnet.sector import walk_steps
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bundles.model import compile_model_steps, product, walked
from spinnet.sector.model_action import apply_model, compile_model


def model_on(n_sites, bonds):
    places = tuple((float(site), 0.0) for site in range(n_sites))
    return heisenberg(Lattice("some", n_sites, tuple(bonds), places))


def model_of(n_sites, n_bonds, rng):
    """Random couplings on random pairs of sites."""
    pairs = [(i, j) for i in range(n_sites) for j in range(i + 1, n_sites)]
    chosen = sorted(rng.permutation(len(pairs))[:n_bonds].tolist())
    bonds = [Bond(*pairs[number], coupling=float(rng.normal())) for number in chosen]
    return model_on(n_sites, bonds)


def by_twin(model, two_total, order, states):
    action = compile_model(model, two_total, order)
    run = jax.jit(apply_model)
    return np.stack([run(action, jnp.asarray(state)) for state in states])


@pytest.mark.parametrize(
    ("n_sites", "two_total", "n_bonds", "width", "is_complex"),
    [
        pytest.param(7, 1, 9, 3, False, id="real"),
        pytest.param(6, 2, 15, 4, True, id="complex", marks=pytest.mark.slow),
        pytest.param(12, 0, 20, 4, True, id="long", marks=pytest.mark.slow),
    ],
)
def test_models_are_applied_as_in_the_twin(
    n_sites, two_total, n_bonds, width, is_complex, rng, planes_of, numbers_of, monkeypatch
):
    monkeypatch.setattr(walk_steps, "MAX_WIDTH", width)
    basis, model = SectorBasis(n_sites, two_total), model_of(n_sites, n_bonds, rng)
    order = tuple(rng.permutation(n_sites).tolist())
    steps = compile_model_steps(model, two_total, order)
    assert len(steps.operations) > 1
    states = rng.normal(size=(2, basis.dimension))
    states = states + 1j * rng.normal(size=states.shape) if is_complex else states
    expected = by_twin(model, two_total, order, states)
    found = jax.jit(product)(steps, planes_of(states))
    np.testing.assert_allclose(numbers_of(found), expected, atol=1e-12)

    # At the other end lines are in another order; the way back adds as much again.
    before = rng.normal(size=states.shape) + 0 * states
    there = jax.jit(walked)(steps, planes_of(states), planes_of(before))
    again, total = jax.jit(partial(walked, is_inverse=True))(steps, *there)
    np.testing.assert_allclose(numbers_of(again), states, atol=1e-12)
    np.testing.assert_allclose(numbers_of(total), before + 2 * expected, atol=1e-12)


def test_every_permutation_has_one_matrix_and_every_step_one_to_add(rng):
    steps = compile_model_steps(model_of(10, 30, rng), 0, tuple(range(10)))
    _, matrix, added, gate = np.asarray(steps.operations).T
    n_moves = len(steps.matrices) - len(steps.operations)
    assert set(matrix) == set(range(n_moves))
    assert added.tolist() == list(range(n_moves, len(steps.matrices)))
    assert set(gate) == {-1}
    moves = np.asarray(steps.matrices[:n_moves])
    assert len(np.unique(moves, axis=0)) == n_moves


@pytest.mark.parametrize(("n_sites", "two_total"), [(1, 1), (2, 0), (9, 3)])
def test_models_without_bonds_are_a_number(n_sites, two_total, rng):
    basis = SectorBasis(n_sites, two_total)
    model = model_on(n_sites, [Bond(0, 1)] if n_sites > 1 else [])
    silent = HeisenbergModel(model.lattice, (0.0,) * len(model.couplings))
    steps = compile_model_steps(silent, two_total, tuple(range(n_sites)))
    state = rng.normal(size=(2, basis.dimension))
    (found,) = jax.jit(product)(steps, (jnp.asarray(state),))
    np.testing.assert_array_equal(found, 0 * state)


def test_one_bond_of_two_sites_is_three_quarters_down_or_a_quarter_up():
    model = model_on(2, [Bond(0, 1, coupling=2.0)])
    for two_total, expected in ((0, -1.5), (2, 0.5)):
        steps = compile_model_steps(model, two_total, (1, 0))
        (found,) = jax.jit(product)(steps, (jnp.ones((1, 1)),))
        np.testing.assert_allclose(found, [[expected]], atol=1e-14)
