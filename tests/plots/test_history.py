"""Pictures of searches: the lines, the exact energy, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from spinnet.plots import plot_history

RUNS = [[-1.0, -1.5, -1.9], [-0.5, -1.99, -1.999, -1.9999], [-1.2, -1.3]]


def runs_on(axes):
    return {line.get_gid(): line for line in axes.lines if str(line.get_gid()).startswith("start-")}


def test_every_start_is_a_line_and_the_best_is_heaviest():
    lines = runs_on(plot_history(RUNS).axes[0])
    assert sorted(lines) == ["start-0", "start-1", "start-2"]
    assert max(lines, key=lambda gid: lines[gid].get_linewidth()) == "start-1"
    np.testing.assert_array_equal(lines["start-0"].get_ydata(), RUNS[0])
    np.testing.assert_array_equal(lines["start-0"].get_xdata(), [1, 2, 3])


def test_the_error_panel_shows_the_relative_error():
    figure = plot_history(RUNS, exact_energy=-2.0, title="ring")
    errors = runs_on(figure.axes[1])["start-0"].get_ydata()
    np.testing.assert_allclose(errors, [0.5, 0.25, 0.05])
    assert figure.axes[1].get_yscale() == "log"
    assert "ring" in [text.get_text() for text in figure.texts]


def test_without_exact_energy_or_at_zero_there_is_one_panel():
    assert len(plot_history(RUNS).axes) == 1
    assert len(plot_history(RUNS, exact_energy=0.0).axes) == 1


def test_an_error_of_zero_can_be_drawn():
    figure = plot_history([[-1.0, -2.0]], exact_energy=-2.0)
    assert runs_on(figure.axes[1])["start-0"].get_ydata()[-1] == 1e-16


def test_evaluations_can_be_given():
    lines = runs_on(plot_history([[3.0, 2.0]], evaluations=[[10, 30]]).axes[0])
    np.testing.assert_array_equal(lines["start-0"].get_xdata(), [10, 30])


def test_energies_that_are_not_finite_are_left_out():
    lines = runs_on(plot_history([[1.0, float("nan"), 0.5], [float("inf")], []]).axes[0])
    assert list(lines) == ["start-0"]
    np.testing.assert_array_equal(lines["start-0"].get_xdata(), [1, 3])


@pytest.mark.parametrize("energies", [[], [[]], [[float("nan")]]])
def test_no_finite_energy_is_refused(energies):
    with pytest.raises(ValueError, match="at least one finite energy"):
        plot_history(energies)


def test_one_flat_sequence_is_refused():
    with pytest.raises(ValueError, match="Give one sequence per start"):
        plot_history([-1.0, -2.0])  # type: ignore[list-item]


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="start 0 must be equally many; got 1 and 2"):
        plot_history([[1.0, 2.0]], evaluations=[[1]])
    with pytest.raises(ValueError, match="each of the 1 starts; got 2"):
        plot_history([[1.0, 2.0]], evaluations=[[1, 2], [1, 2]])


def test_an_exact_energy_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match=r"exact_energy must be finite.*got nan"):
        plot_history(RUNS, exact_energy=float("nan"))
