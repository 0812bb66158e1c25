from __future__ import annotations

import pytest

pytest.importorskip("qiskit")
from qiskit.providers.fake_provider import GenericBackendV2
from qiskit.transpiler import CouplingMap

from spinnet.backends.qiskit import connectivity_of
from spinnet.backends.qiskit.connectivity import target_of


@pytest.mark.parametrize(
    "coupling",
    [
        CouplingMap.from_line(4),
        CouplingMap.from_line(2),
        CouplingMap.from_ring(5),
        CouplingMap.from_grid(3, 3),
        CouplingMap.from_heavy_hex(3),
        CouplingMap([[0, 1], [1, 2], [2, 0], [2, 3]]),
    ],
)
def test_maps_without_triangles_are_served_along_lines(coupling):
    assert connectivity_of(coupling) == "line"


@pytest.mark.parametrize(
    "coupling", [None, CouplingMap.from_full(4), CouplingMap([[0, 1], [1, 2], [2, 0]])]
)
def test_maps_of_triangles_are_all_to_all(coupling):
    assert connectivity_of(coupling) == "all-to-all"


def test_backends_give_their_target():
    backend = GenericBackendV2(4, coupling_map=CouplingMap.from_line(4), seed=1)
    assert connectivity_of(target_of(backend)) == "line"
    assert target_of(backend.target) is backend.target
    assert target_of(None) is None


def test_other_things_are_refused():
    with pytest.raises(TypeError, match="Target or BackendV2; got str"):
        target_of("FakeMarrakesh")
