"""The engine's way on CPUs: loops over runs of neighbouring amplitudes, compiled by Numba.

A window operation is a few thousand products here, which is less than XLA needs to start its parts.
One compiled function runs a whole circuit forwards, and another backwards; JAX turns angles into
the entries of gates and back. The engine on JAX alone (``spinnet/sector/engine.py``) is the tested
twin.
"""

from spinnet.sector.loops.engine import LoopEngine, loop_engine

__all__ = ["LoopEngine", "loop_engine"]
