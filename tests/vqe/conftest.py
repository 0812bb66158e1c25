"""A backend without physics, so that the search is tested by itself and at once."""

from __future__ import annotations

import numpy as np
import pytest

from hamiltonians import heisenberg, named_lattice
from spinnet.backends import AbstractBackend, Observables
from spinnet.backends.preconditioner import AbstractMetricEvaluator, gate_angles
from spinnet.circuits import ansatz


class WavyEvaluator(AbstractMetricEvaluator):
    """E = -sum_i cos(a_i - i/10) and springs between neighbours; lowest at a_i = i/10."""

    def __init__(self, circuit, model):
        self.circuit, self.model = circuit, model
        self.centre = np.arange(circuit.n_params) / 10
        self.batches = []  # how many rows each call had

    def energies(self, parameters):
        return self.energies_and_gradients(parameters)[0]

    def energies_and_gradients(self, parameters):
        self.batches.append(len(parameters))
        away = parameters - self.centre
        step = np.diff(away, axis=1)
        energies = -np.cos(away).sum(axis=1) + (step**2).sum(axis=1) / 2
        gradients = np.sin(away)
        gradients[:, 1:] += step
        gradients[:, :-1] -= step
        return energies, gradients

    def metric(self, parameters):
        return np.eye(len(parameters))

    def gate_metrics(self, parameters):
        sizes = [len(group) for group in gate_angles(self.circuit)]
        return np.concatenate([np.eye(size).ravel() for size in sizes])

    def directions(self, parameters, energies, gradients, preconditioners):
        weights = [one.curvature + one.metric * (1 + one.shift) for one in preconditioners]
        return gradients / 2 / np.array(weights)[:, None]

    def observables(self, parameters):
        energy = self.energy(parameters)
        return Observables(energy, 0.0, 0.0, (0.0,) * len(self.model.lattice.bonds))


class WavyBackend(AbstractBackend):
    name = "wavy"

    def __init__(self):
        self.evaluators = []

    def evaluator(self, circuit, model):
        self.evaluators.append(WavyEvaluator(circuit, model))
        return self.evaluators[-1]

    @property
    def n_evaluations(self):
        """Rows evaluated by the last evaluator, the final observables among them."""
        return sum(self.evaluators[-1].batches)


@pytest.fixture
def wavy():
    return WavyBackend()


@pytest.fixture(scope="session")
def ring():
    lattice = named_lattice("ring-6")
    return ansatz(lattice, "triples", layers=2), heisenberg(lattice)
