"""From samples to estimates: every method that the samples of a plan allow."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np

from spinnet.backends.ibm.estimates import Estimate, HardwareEstimates
from spinnet.backends.ibm.measurement import MeasurementPlan, Samples
from spinnet.backends.ibm.reading import Method, Reading
from spinnet.backends.ibm.symmetry_weights import ALL, EXPANDED, KINDS, POST_SELECTED

QUIET = 0.75
"""Share of shots that selection must keep for "mitigated" to select and extrapolate."""


def evaluate_samples(plan: MeasurementPlan, samples: Samples) -> HardwareEstimates:
    """Return every estimate that the samples of a plan allow.

    The recommended one, "mitigated", uses readout mitigation if the plan has it. Where selection
    keeps three quarters of the shots, it selects and, if the plan has noise factors, extrapolates.
    Where more is lost, the larger noise factors hold too little of the state to extrapolate from,
    and it is the symmetry expansion; likewise with readout mitigation and without noise factors.

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
    recommended = _recommended(
        {one.name: one for one in estimates}, with_readout[-1], with_folds[-1]
    )
    return HardwareEstimates(tuple(estimates), recommended, tuple(dict.fromkeys(notes)))


def _recommended(found: Mapping[str, Estimate], readout: bool, folds: bool) -> str:
    """Return the name of the combination to trust, by what is kept and what there is."""
    selected = Method(POST_SELECTED, False, False).name
    is_quiet = selected in found and found[selected].kept_fraction >= QUIET
    by_selection = [
        Method(POST_SELECTED, readout, zero_noise).name for zero_noise in (folds, False)
    ]
    by_expansion = [Method(EXPANDED, readout, False).name]
    prefers_selection = is_quiet and (folds or not readout)
    ranked = by_selection + by_expansion if prefers_selection else by_expansion + by_selection
    ranked += [Method(ALL, readout, folds).name, Method(ALL, readout, False).name]
    return next(name for name in ranked if name in found)


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
