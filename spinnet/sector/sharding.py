"""States spread over several devices, with JAX's own sharding.

The paths of a sector are cut into equal parts, one a device, in the order of their ranks; a few
zeros at the end make the parts equal. A window operation computes its part of the result on every
device and asks JAX for the amplitudes that lie elsewhere. Tables are the same everywhere. Nothing
knows how many hosts the devices belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from spinnet.sector.basis import SectorBasis

_AXIS = "paths"


def path_sharding(devices: Sequence[jax.Device]) -> NamedSharding:
    """Return the sharding of a state over devices.

    Args:
        devices: The devices, at least one, of any number of hosts.

    Raises:
        ValueError: If there is none.
    """
    if not devices:
        raise ValueError("devices must hold at least one device; got none.")
    return NamedSharding(Mesh(np.array(devices), (_AXIS,)), PartitionSpec(_AXIS))


def replicated(sharding: NamedSharding) -> NamedSharding:
    """Return the sharding of what every device holds whole.

    Args:
        sharding: The sharding of states.
    """
    return NamedSharding(sharding.mesh, PartitionSpec())


def n_padding(basis: SectorBasis, sharding: NamedSharding | None) -> int:
    """Return how many zeros follow the amplitudes of a state.

    Args:
        basis: The sector.
        sharding: The sharding of states; None is a single device.
    """
    return 0 if sharding is None else -basis.dimension % sharding.mesh.size
