"""One way after the other to read the samples of a plan: means of features, then estimates.

Each method is a way to weigh shots, with or without readout mitigation, with or without
extrapolation. All of them are functions of mean features, so that one rule gives all errors.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spinnet.backends.ibm.conserved_blocks import ConservedBlock, conserved_blocks
from spinnet.backends.ibm.estimates import Estimate
from spinnet.backends.ibm.measurement import MeasurementPlan
from spinnet.backends.ibm.moments import Moments, counted, propagated, sample_moments, stacked
from spinnet.backends.ibm.readout import ReadoutCalibration, readout_calibration
from spinnet.backends.ibm.readout_features import corrected_features, rate_derivatives
from spinnet.backends.ibm.shot_features import shot_features, white_noise_features
from spinnet.backends.ibm.symmetry_weights import ALL, KINDS, axis_weights
from spinnet.backends.ibm.zero_noise import extrapolation_weights

READOUT = "readout"
ZERO_NOISE = "zero-noise"
RAW = "raw"


@dataclass(frozen=True)
class Method:
    """One way to read the samples.

    Args:
        kind: How shots are weighed, one of `symmetry_weights.KINDS`.
        readout: Whether the readout is mitigated.
        zero_noise: Whether the noise factors are extrapolated.
    """

    kind: str
    readout: bool
    zero_noise: bool

    @property
    def name(self) -> str:
        """Its parts, such as "readout + post-selected", or "raw"."""
        parts = [READOUT] * self.readout + [self.kind] * (self.kind != ALL)
        return " + ".join(parts + [ZERO_NOISE] * self.zero_noise) or RAW


@dataclass(frozen=True)
class Reading:
    """A plan and its samples, with what is computed from them once.

    Args:
        plan: The plan.
        samples: Bits ``(shots, n_sites)`` for each label.
    """

    plan: MeasurementPlan
    samples: Mapping[str, np.ndarray]

    @cached_property
    def blocks(self) -> tuple[ConservedBlock, ...]:
        """The circuit's conserved blocks."""
        return conserved_blocks(self.plan.compiled.circuit)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """The pair of sites of each bond."""
        return self.plan.model.lattice.edges

    @cached_property
    def couplings(self) -> np.ndarray:
        """J of each bond, its multiplicity included."""
        model = self.plan.model
        pairs = zip(model.couplings, model.lattice.bonds, strict=True)
        return np.array([value * bond.multiplicity for value, bond in pairs])

    @cached_property
    def axes(self) -> dict[str, float]:
        """The measured axes and their weights in <S_i.S_j>."""
        return axis_weights(self.plan.settings.bases, self.plan.compiled.circuit.two_total)

    @cached_property
    def calibration(self) -> ReadoutCalibration:
        """The readout calibration from its samples."""
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

    def factors(self, method: Method) -> tuple[int, ...]:
        """Return the noise factors that a method uses.

        Args:
            method: The method.
        """
        return self.plan.settings.noise_factors if method.zero_noise else (1,)

    @cached_property
    def features(self) -> dict[tuple[int, str], np.ndarray]:
        """Features of each string for all kinds side by side, for each noise factor and axis."""
        return {
            (factor, axis): np.concatenate(
                [shot_features(bits, self.edges, self.blocks, axis, kind) for kind in KINDS], axis=1
            )
            for (factor, axis), (bits, _) in self.strings.items()
        }

    @cached_property
    def corrected(self) -> dict[tuple[int, str], tuple[np.ndarray, np.ndarray]]:
        """The same after readout mitigation, and their derivatives by the error rates."""
        rates, found = self.calibration.error_rates, {}
        for (factor, axis), (bits, counts) in self.strings.items():
            features = corrected_features(bits, self.edges, self.blocks, axis, KINDS, rates)
            slopes = rate_derivatives(bits, counts, self.edges, self.blocks, axis, KINDS, rates)
            found[factor, axis] = features, slopes
        return found

    def moments(self, method: Method) -> Moments:
        """Return the mean features of every factor and axis that a method needs.

        Args:
            method: The method.
        """
        groups = list(itertools.product(self.factors(method), self.axes))
        n_features = 2 + len(self.edges)
        start = KINDS.index(method.kind) * n_features
        chosen = slice(start, start + n_features)
        source = {g: self.corrected[g][0] if method.readout else self.features[g] for g in groups}
        parts = [sample_moments(source[g][:, chosen], self.strings[g][1]) for g in groups]
        if not method.readout:
            return stacked(parts)
        slopes = np.concatenate([self.corrected[group][1][chosen] for group in groups])
        by_rate = slopes.reshape(len(slopes), -1)
        shared = (by_rate * self.calibration.rate_variances.reshape(-1)) @ by_rate.T
        return stacked(parts, shared)  # one calibration for all circuits

    def shortage(self, method: Method) -> str | None:
        """Return why a method cannot be used, None if it can.

        Args:
            method: The method.
        """
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

    def estimate(self, method: Method) -> Estimate:
        """Return the estimate of a method.

        Args:
            method: The method.
        """
        moments = self.moments(method)
        result = propagated(self.values_of(method), moments)
        errors = np.sqrt(np.maximum(np.diag(result.covariance), 0.0))
        bonds = slice(2, 2 + len(self.edges))
        first = 2 + len(self.edges)
        energies = result.means[first:]
        difference = _largest_difference(energies, result.covariance[first:, first:])
        return Estimate(
            name=method.name,
            energy=float(result.means[0]),
            error=float(errors[0]),
            bond_correlations=tuple(map(float, result.means[bonds])),
            bond_errors=tuple(map(float, errors[bonds])),
            total_spin_squared=float(result.means[1]),
            total_spin_squared_error=float(errors[1]),
            kept_fraction=float(np.mean(moments.means[::first][: len(self.axes)])),
            axis_energies=tuple(zip(self.compared_axes, map(float, energies), strict=True)),
            symmetry_disagreement=difference[0],
            symmetry_disagreement_error=difference[1],
            n_shots=self.n_shots(method),
        )

    @cached_property
    def compared_axes(self) -> tuple[str, ...]:
        """The axes whose energies the symmetry makes equal, none if there is only one."""
        two_total = self.plan.compiled.circuit.two_total
        axes = tuple(axis for axis in self.axes if two_total <= 1 or axis in "XY")
        return axes if len(axes) > 1 else ()

    def values_of(self, method: Method) -> Callable[[np.ndarray], np.ndarray]:
        """Return energy, S^2, bond correlations and axis energies as a function of mean features.

        Args:
            method: The method.
        """
        factors, axes = self.factors(method), tuple(self.axes)
        limit = _readings(
            np.array(
                [white_noise_features(self.edges, self.blocks, axis, method.kind) for axis in axes]
            )
        )
        weights = np.array([self.axes[axis] for axis in axes])
        compared = [axes.index(axis) for axis in self.compared_axes]

        def values(means: np.ndarray) -> np.ndarray:
            rows = _readings(means.reshape(len(factors), len(axes), -1)) - limit
            shares = np.ones((2, 1))  # for S^2 and for the bonds: they decay at their own rates
            if method.zero_noise:
                spins = np.einsum("fa,a->f", rows[:, :, 0], weights)
                energies = np.einsum("fab,a,b->f", rows[:, :, 1:], weights, self.couplings)
                name = self.plan.settings.extrapolation
                shares = np.array(
                    [extrapolation_weights(factors, along, name) for along in (spins, energies)]
                )
            squares = np.tensordot(shares[0], rows[:, :, :1], 1)
            bonds = np.tensordot(shares[1], rows[:, :, 1:], 1)
            by_axis = limit + np.concatenate([squares, bonds], axis=1)  # (n_axes, 1 + n_bonds)
            total = weights @ by_axis
            of_axes = 3 * by_axis[compared, 1:] @ self.couplings
            return np.array([self.couplings @ total[1:], *total, *of_axes])

        return values

    def n_shots(self, method: Method) -> int:
        """Return the number of shots that a method needs.

        Args:
            method: The method.
        """
        groups = itertools.product(self.factors(method), self.axes)
        shots = sum(int(self.strings[group][1].sum()) for group in groups)
        labels = [label for label in self.samples if label.startswith(READOUT)]
        return shots + sum(len(self.samples[label]) for label in labels if method.readout)


def _readings(features: np.ndarray) -> np.ndarray:
    """Return (S^a)^2, then S^a_i S^a_j of each bond, from mean features along the last axis."""
    return np.concatenate([features[..., -1:], features[..., 1:-1] / features[..., :1]], -1)


def _largest_difference(
    energies: np.ndarray, covariance: np.ndarray
) -> tuple[float, float] | tuple[None, None]:
    """Return the largest difference between energies and its standard error."""
    if len(energies) == 0:
        return None, None
    high, low = int(np.argmax(energies)), int(np.argmin(energies))
    variance = covariance[high, high] + covariance[low, low] - 2 * covariance[high, low]
    return float(energies[high] - energies[low]), float(np.sqrt(max(variance, 0.0)))
