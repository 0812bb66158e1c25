"""From samples to estimates: every method that the samples of a plan allow."""

from __future__ import annotations

import itertools

import numpy as np

from spinnet.backends.ibm.estimates import HardwareEstimates
from spinnet.backends.ibm.measurement import MeasurementPlan, Samples
from spinnet.backends.ibm.reading import Method, Reading
from spinnet.backends.ibm.symmetry_weights import ALL, KINDS, POST_SELECTED


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
    reading = Reading(plan, _checked(plan, samples))
    with_readout = (False, True) if plan.settings.readout else (False,)
    with_folds = (False, True) if len(plan.settings.noise_factors) > 1 else (False,)
    estimates, notes = [], []
    for zero_noise, readout, kind in itertools.product(with_folds, with_readout, KINDS):
        method = Method(kind, readout, zero_noise)
        if shortage := reading.shortage(method):
            notes.append(shortage)
        else:
            estimates.append(reading.estimate(method))
    names = [estimate.name for estimate in estimates]
    wanted = itertools.product((POST_SELECTED, ALL), with_folds[::-1])
    ranked = [Method(kind, with_readout[-1], folds).name for kind, folds in wanted]
    recommended = next(name for name in ranked if name in names)
    return HardwareEstimates(tuple(estimates), recommended, tuple(dict.fromkeys(notes)))


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
