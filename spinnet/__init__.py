"""SU(2)-equivariant quantum circuits and spin networks."""

__version__ = "0.1.0"
