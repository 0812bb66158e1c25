"""States spread over several devices: eight virtual ones give what one gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import jax
import pytest

from spinnet.sector import SectorBasis
from spinnet.sector.sharding import n_padding, path_sharding

SCRIPT = """
import json, sys
import jax, numpy as np
from hamiltonians import heisenberg, triangular_chain
from spinnet.circuits import ansatz
from spinnet.sector import sector_engine

n_sites, two_total = int(sys.argv[1]), int(sys.argv[2])
lattice = triangular_chain(n_sites)
circuit = ansatz(lattice, "triples", layers=1, gates=sys.argv[3], two_total=two_total)
points = np.random.default_rng(0).normal(size=(2, circuit.n_params))
found = []
for devices in (None, jax.devices()):
    engine = sector_engine(circuit, heisenberg(lattice), devices=devices)
    energies, gradients = engine.energies_and_gradients(points)
    energy, variance, swaps = engine.measurements(points[0])
    state = engine.state(points[0])
    found.append([energies, gradients.ravel(), [energy, variance], swaps, state.real, state.imag])
start = engine.program.start
parts = {shard.data.shape for shard in start.addressable_shards}
difference = max(float(np.abs(np.subtract(*pair)).max()) for pair in zip(*found))
print(json.dumps([len(jax.devices()), len(start.addressable_shards), len(parts), difference]))
"""


def agreement(n_sites, two_total, gates):
    environment = {
        **os.environ,
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=8",
    }
    command = [sys.executable, "-c", SCRIPT, str(n_sites), str(two_total), gates]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("n_sites", "two_total", "gates"),
    [
        (9, 1, "real"),
        pytest.param(16, 0, "complex", marks=pytest.mark.slow),
        pytest.param(20, 0, "real", marks=pytest.mark.slow),
    ],
)
def test_eight_devices_agree_with_one(n_sites, two_total, gates):
    n_devices, n_shards, n_shapes, difference = agreement(n_sites, two_total, gates)
    assert (n_devices, n_shards, n_shapes) == (8, 8, 1)
    assert difference < 1e-11


def test_one_device_needs_no_padding():
    basis = SectorBasis(9, 1)
    assert n_padding(basis, None) == n_padding(basis, path_sharding(jax.devices()[:1])) == 0


def test_no_device_is_refused():
    with pytest.raises(ValueError, match="devices must hold at least one device; got none"):
        path_sharding([])
