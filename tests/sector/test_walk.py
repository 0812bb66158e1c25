"""Walks count every pair once, and apply a model in all layouts as the dense matrix does."""

from __future__ import annotations

import dataclasses
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.sector import SectorBasis
from spinnet.sector.bundles.model import compile_model_steps
from spinnet.sector.model_action import apply_model, compile_model
from spinnet.sector.path_layout import path_layout
from spinnet.sector.tile_layout import tile_layout
from spinnet.sector.walk import BundleWalk, layout_walk
from spinnet.sector.walk_steps import walk_steps

MODELS = [("ring-7", 1), ("kagome-12", 2), ("chain-2", 0), ("chain-3", 1)]


@pytest.mark.parametrize("n_sites", [2, 3, 4, 5, 9, 14])
def test_every_pair_is_counted_once_where_it_stands(n_sites, rng):
    pairs = [pair for pair in itertools.combinations(range(n_sites), 2) if rng.random() < 0.7]
    pairs = pairs or [(0, 1)]
    line = rng.permutation(n_sites).tolist()
    counted = []
    for step in walk_steps(pairs, tuple(line)):
        window = line[step.start : step.start + len(step.after)]
        for a, b, number in step.pairs:
            assert {window[a], window[b]} == set(pairs[number])
            counted.append(number)
        for position, image in enumerate(step.after):
            line[step.start + image] = window[position]
    assert sorted(counted) == list(range(len(pairs)))
    assert sorted(line) == list(range(n_sites))


@pytest.mark.parametrize(("name", "two_total"), MODELS, ids=[name for name, _ in MODELS])
@pytest.mark.parametrize("make", [tile_layout, path_layout])
def test_there_and_back_every_layout_applies_the_model(name, two_total, make, rng):
    model = heisenberg(named_lattice(name))
    order = tuple(rng.permutation(model.n_sites).tolist())
    basis = SectorBasis(model.n_sites, two_total)
    with jax.enable_x64(True):
        steps = layout_walk(model, two_total, order)
        steps = dataclasses.replace(steps, layout=make(basis, min(4, model.n_sites)))
        check(steps, model, two_total, order, rng)


def test_there_and_back_the_kernels_apply_the_model(rng):
    model, two_total = heisenberg(named_lattice("ring-7")), 1
    order = tuple(rng.permutation(model.n_sites).tolist())
    with jax.enable_x64(True):
        steps = BundleWalk(compile_model_steps(model, two_total, order))
        check(steps, model, two_total, order, rng)


def check(steps, model, two_total, order, rng):
    dimension = SectorBasis(model.n_sites, two_total).dimension
    state, total = (jnp.asarray(rng.normal(size=dimension)) for _ in range(2))
    expected = apply_model(compile_model(model, two_total, order), state)
    there = steps.walked(state, total, backwards=False)
    back = steps.walked(*there, backwards=True)
    np.testing.assert_allclose(back[0], state, atol=1e-13)
    np.testing.assert_allclose(back[1], total + 2 * expected, atol=1e-12)
    np.testing.assert_allclose(steps.product(state), expected, atol=1e-12)


def test_a_walk_is_short():
    model = heisenberg(named_lattice("kagome-12"))
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    assert len(walk_steps(pairs, tuple(range(12)))) <= 15  # 24 bonds
