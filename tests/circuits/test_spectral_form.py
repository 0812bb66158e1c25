"""Exponentials of generators against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from spinnet.circuits import (
    exchange_gate,
    exponential,
    general_gate,
    paper_gate,
    real_gate,
    spectral_form,
)

GATES = [paper_gate(2), paper_gate(3), real_gate(4), general_gate(4), exchange_gate(4)]


@pytest.fixture(params=GATES, ids=lambda gate: gate.name)
def gate(request):
    return request.param


@pytest.mark.parametrize("angle", [0.0, 0.7, -2.1, 40.0])
def test_exponentials_agree_with_scipy(gate, angle):
    for generator in gate.generators:
        expected = scipy.linalg.expm(1j * angle * generator.dense())
        np.testing.assert_allclose(exponential(generator, angle), expected, atol=1e-11)


def test_the_spectral_form_is_read_only_and_real_for_real_gates():
    form = spectral_form(real_gate(3).generators[0])
    assert form.frequencies == (0.0, 0.5)
    assert form.cosines.dtype == form.sines.dtype == float
    with pytest.raises(ValueError, match="read-only"):
        form.cosines[0, 0, 0] = 1
