"""The loop with an optimiser of another kind, and the sizes of its batches."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.vqe import AbstractOptimizer, Ending, Request, SearchSettings, starting_points
from spinnet.vqe.search import Search, evaluate


class PatternSearch(AbstractOptimizer):
    """Tries both neighbours along one parameter at a time, without gradients."""

    def __init__(self, points, n_rounds):
        self.points, self.left, self.index = points.copy(), n_rounds, 0

    def ask(self):
        if self.left == 0:
            return None
        step = np.zeros(self.points.shape[1])
        step[self.index] = 0.05
        pairs = [row + sign * step for row in self.points for sign in (1, -1)]
        starts = tuple(n for n in range(len(self.points)) for _ in range(2))
        return Request(np.array(pairs), starts, with_gradients=False)

    def tell(self, answer):
        better = answer.energies.reshape(-1, 2).argmin(axis=1)
        self.points[:, self.index] += 0.05 * (1 - 2 * better)
        self.index = (self.index + 1) % self.points.shape[1]
        self.left -= 1

    def ending(self, start):
        return Ending(True, "all rounds done") if self.left == 0 else None


def test_an_optimiser_without_gradients_needs_no_change_of_the_loop(wavy, ring):
    evaluator = wavy.evaluator(*ring)
    points = starting_points(ring[0].n_params, starts=2, initial_scale=1.0)
    settings = SearchSettings(starts=2)
    found = Search(evaluator, PatternSearch(points, 200), settings).run()
    assert found.ending.converged and found.tally.evaluations == [400, 400]
    assert found.tally.history[0].gradient_norm is None
    assert min(found.tally.energies) < evaluator.energies(points).min() - 1
    assert set(evaluator.batches[:200]) == {4}


@pytest.mark.parametrize(
    "n_starts, n_points, size",
    [(1, 1, 1), (8, 8, 8), (8, 3, 8), (8, 2, 2), (8, 1, 2), (16, 4, 4), (2, 5, 5)],
)
def test_batches_come_in_few_sizes(wavy, ring, rng, n_starts, n_points, size):
    evaluator = wavy.evaluator(*ring)
    points = rng.normal(size=(n_points, ring[0].n_params))
    answer = evaluate(evaluator, Request(points, (0,) * n_points), n_starts)
    assert evaluator.batches == [size]
    np.testing.assert_array_equal(answer.energies, evaluator.energies(points))
    assert answer.gradients.shape == points.shape
