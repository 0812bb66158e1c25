"""SU(2)-equivariant quantum circuits and spin networks."""
