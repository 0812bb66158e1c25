"""From samples to estimates: every method that the samples of a plan allow.

Each method is a way to weigh shots, with or without readout mitigation, with or without
extrapolation. All of them are functions of mean features, so that one rule gives all errors.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spinnet.backends.ibm.conserved_blocks import ConservedBlock, conserved_blocks
from spinnet.backends.ibm.estimates import Estimate, HardwareEstimates
from spinnet.backends.ibm.measurement import MeasurementPlan, Samples
from spinnet.backends.ibm.moments import Moments, counted, propagated, sample_moments, stacked
from spinnet.backends.ibm.readout import (
    ReadoutCalibration,
    calibration_shifts,
    corrected_features,
    readout_calibration,
)
from spinnet.backends.ibm.shot_features import shot_features, white_noise_features
from spinnet.backends.ibm.symmetry_weights import ALL, KINDS, POST_SELECTED, axis_weights
from spinnet.backends.ibm.zero_noise import extrapolation_weights

READOUT = "readout"
ZERO_NOISE = "zero-noise"
RAW = "raw"


@dataclass(frozen=True)
class _Method:
    """One way to read the samples."""

    kind: str
    readout: bool
    zero_noise: bool

    @property
    def name(self) -> str:
        parts = [READOUT] * self.readout + [self.kind] * (self.kind != ALL)
        return " + ".join(parts + [ZERO_NOISE] * self.zero_noise) or RAW


def evaluate_samples(plan: MeasurementPlan, samples: Samples) -> HardwareEstimates:
    """Return every estimate that the samples of a plan allow.

    The recommended one, "mitigated", is readout mitigation, post-selection and extrapolation, as
    far as the plan has what they need and enough shots are kept.

    Args:
        plan: The plan.
        samples: For each task's label, bits ``(shots, n_sites)``, column s being site s.

    Raises:
        ValueError: If samples are missing or have another shape.
    """
    reading = _Reading(plan, _checked(plan, samples))
    with_readout = (False, True) if plan.settings.readout else (False,)
    with_folds = (False, True) if len(plan.settings.noise_factors) > 1 else (False,)
    estimates, notes = [], []
    for zero_noise, readout, kind in itertools.product(with_folds, with_readout, KINDS):
        method = _Method(kind, readout, zero_noise)
        if shortage := reading.shortage(method):
            notes.append(shortage)
        else:
            estimates.append(reading.estimate(method))
    names = [estimate.name for estimate in estimates]
    wanted = itertools.product((POST_SELECTED, ALL), with_folds[::-1])
    ranked = [_Method(kind, with_readout[-1], folds).name for kind, folds in wanted]
    recommended = next(name for name in ranked if name in names)
    return HardwareEstimates(tuple(estimates), recommended, tuple(dict.fromkeys(notes)))


@dataclass(frozen=True)
class _Reading:
    """A plan and its samples, with what is computed from them once."""

    plan: MeasurementPlan
    samples: Mapping[str, np.ndarray]

    @cached_property
    def blocks(self) -> tuple[ConservedBlock, ...]:
        return conserved_blocks(self.plan.compiled.circuit)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        return self.plan.model.lattice.edges

    @cached_property
    def couplings(self) -> np.ndarray:
        """J of each bond, its multiplicity included."""
        model = self.plan.model
        pairs = zip(model.couplings, model.lattice.bonds, strict=True)
        return np.array([value * bond.multiplicity for value, bond in pairs])

    @cached_property
    def axes(self) -> dict[str, float]:
        return axis_weights(self.plan.settings.bases, self.plan.compiled.circuit.two_total)

    @cached_property
    def calibration(self) -> ReadoutCalibration:
        labels = sorted(label for label in self.samples if label.startswith(READOUT))
        return readout_calibration([self.samples[label] for label in labels])

    @cached_property
    def strings(self) -> dict[tuple[int, str], tuple[np.ndarray, np.ndarray]]:
        """The different strings and their counts for each noise factor and axis."""
        found = {}
        for factor, axis in itertools.product(self.plan.settings.noise_factors, self.axes):
            label = f"{axis}-fold{factor}"
            parts = [
                bits
                for name, bits in self.samples.items()
                if name == label or name.startswith(f"{label}-twirl")
            ]
            found[factor, axis] = counted(np.concatenate(parts))
        return found

    def factors(self, method: _Method) -> tuple[int, ...]:
        return self.plan.settings.noise_factors if method.zero_noise else (1,)

    def moments(self, method: _Method) -> Moments:
        """Return the mean features of every factor and axis that a method needs."""
        parts, shifts = [], []
        for factor, axis in itertools.product(self.factors(method), self.axes):
            bits, counts = self.strings[factor, axis]
            features = shot_features(bits, self.edges, self.blocks, axis, method.kind)
            if method.readout:
                features = corrected_features(bits, features, self.calibration.error_rates)
                seed = self.plan.settings.seed
                shifts.append(calibration_shifts(self.calibration, bits, counts, features, seed))
            parts.append(sample_moments(features, counts))
        if not method.readout:
            return stacked(parts)
        together = np.concatenate(shifts, axis=1)  # one calibration for all circuits
        return stacked(parts, together.T @ together / len(together))

    def shortage(self, method: _Method) -> str | None:
        """Return why a method cannot be used, None if it can."""
        for factor, axis in itertools.product(self.factors(method), self.axes):
            bits, counts = self.strings[factor, axis]
            features = shot_features(bits, (), self.blocks, axis, method.kind)
            kept = sample_moments(features[:, :1], counts)
            if kept.means[0] <= 2 * np.sqrt(kept.covariance[0, 0]):
                return (
                    f"'{method.name}' is left out: of {int(counts.sum())} shots along {axis} at "
                    f"noise factor {factor} only {kept.means[0]:.2%} count, too few for a mean. "
                    "Take more shots or a shorter circuit."
                )
        return None

    def estimate(self, method: _Method) -> Estimate:
        """Return the estimate of a method."""
        moments = self.moments(method)
        compared = self.compared_axes()
        result = propagated(lambda means: self.values(means, method, compared), moments)
        errors = np.sqrt(np.maximum(np.diag(result.covariance), 0.0))
        n_bonds = len(self.edges)
        energies = result.means[2 + n_bonds :]
        difference = _largest_difference(energies, result.covariance[2 + n_bonds :, 2 + n_bonds :])
        weights = moments.means[:: 2 + n_bonds]
        return Estimate(
            name=method.name,
            energy=float(result.means[0]),
            error=float(errors[0]),
            bond_correlations=tuple(map(float, result.means[2 : 2 + n_bonds])),
            bond_errors=tuple(map(float, errors[2 : 2 + n_bonds])),
            total_spin_squared=float(result.means[1]),
            total_spin_squared_error=float(errors[1]),
            kept_fraction=float(np.mean(weights[: len(self.axes)])),
            axis_energies=tuple(zip(compared, map(float, energies), strict=True)),
            symmetry_disagreement=difference[0],
            symmetry_disagreement_error=difference[1],
            n_shots=self.n_shots(method),
        )

    def compared_axes(self) -> tuple[str, ...]:
        """Return the axes whose energies the symmetry makes equal, none if there is only one."""
        two_total = self.plan.compiled.circuit.two_total
        axes = tuple(axis for axis in self.axes if two_total <= 1 or axis in "XY")
        return axes if len(axes) > 1 else ()

    def values(self, means: np.ndarray, method: _Method, compared: tuple[str, ...]) -> np.ndarray:
        """Return energy, S^2, bond correlations and axis energies as a function of means."""
        factors, axes = self.factors(method), tuple(self.axes)
        limits = np.array(
            [white_noise_features(self.edges, self.blocks, axis, method.kind) for axis in axes]
        )
        rows = self.readings(means.reshape(len(factors), len(axes), -1))  # (factors, axes, values)
        if len(factors) > 1:
            weights = np.array([self.axes[axis] for axis in axes])
            limit = self.readings(limits)
            energies = np.einsum("fab,a,b->f", (rows - limit)[:, :, 1:], weights, self.couplings)
            extrapolation = self.plan.settings.extrapolation
            share = extrapolation_weights(factors, energies, extrapolation)
            rows = limit + np.tensordot(share, rows - limit, 1)
        else:
            rows = rows[0]
        by_axis = dict(zip(axes, rows, strict=True))
        total = np.sum([self.axes[axis] * by_axis[axis] for axis in axes], axis=0)
        of_axes = [3 * self.couplings @ by_axis[axis][1:] for axis in compared]
        return np.array([self.couplings @ total[1:], *total, *of_axes])

    @staticmethod
    def readings(features: np.ndarray) -> np.ndarray:
        """Return (S^a)^2 and S^a_i S^a_j of each bond from mean features, along the last axis."""
        return np.concatenate([features[..., -1:], features[..., 1:-1]], -1) / features[..., :1]

    def n_shots(self, method: _Method) -> int:
        """Return the number of shots that a method needs."""
        groups = itertools.product(self.factors(method), self.axes)
        shots = sum(int(self.strings[group][1].sum()) for group in groups)
        labels = [label for label in self.samples if label.startswith(READOUT)]
        return shots + sum(len(self.samples[label]) for label in labels if method.readout)


def _largest_difference(
    energies: np.ndarray, covariance: np.ndarray
) -> tuple[float, float] | tuple[None, None]:
    """Return the largest difference between energies and its standard error."""
    if len(energies) == 0:
        return None, None
    high, low = int(np.argmax(energies)), int(np.argmin(energies))
    variance = covariance[high, high] + covariance[low, low] - 2 * covariance[high, low]
    return float(energies[high] - energies[low]), float(np.sqrt(max(variance, 0.0)))


def _checked(plan: MeasurementPlan, samples: Samples) -> dict[str, np.ndarray]:
    """Return the samples of every task, refusing what is missing or malformed."""
    n_sites = plan.model.n_sites
    checked = {}
    for task in plan.tasks:
        if task.label not in samples:
            raise ValueError(
                f"samples must hold every task of the plan; {task.label!r} is missing."
            )
        bits = np.asarray(samples[task.label])
        if bits.ndim != 2 or bits.shape[1] != n_sites or len(bits) == 0 or np.any(bits > 1):
            raise ValueError(
                f"samples of {task.label!r} must be bits of shape (shots, {n_sites}); got an array "
                f"of shape {bits.shape}."
            )
        checked[task.label] = bits.astype(np.uint8)
    return checked
