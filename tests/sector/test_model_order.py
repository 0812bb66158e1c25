"""Line orders for a model: permutations, and never costlier than the natural one."""

from __future__ import annotations

import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.sector.model_order import model_order
from spinnet.sector.walk_steps import walk_steps


@pytest.mark.parametrize("name", ["ring-8", "kagome-12", "chain-2"])
def test_an_order_holds_every_site_and_costs_no_more(name):
    model = heisenberg(named_lattice(name))
    order = model_order(model, steps=20)
    natural = tuple(range(model.n_sites))
    assert sorted(order) == list(natural)
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    assert len(walk_steps(pairs, order)) <= len(walk_steps(pairs, natural))


def test_more_steps_are_never_worse():
    model = heisenberg(named_lattice("kagome-18"))
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    costs = [len(walk_steps(pairs, model_order(model, steps=n))) for n in (0, 60)]
    assert costs[1] <= costs[0]
