"""Lattice and circuit as options: the one list for every command that builds a circuit."""

from __future__ import annotations

from dataclasses import dataclass

from hamiltonians import Lattice, heisenberg
from spinnet.circuits import Circuit
from spinnet.cli.circuit_choice import AUTOMATIC, choose_circuit, needed_two_total
from spinnet.cli.circuit_options import Ansatz, Layers, Real, Sharing
from spinnet.cli.inputs import read_lattice, read_two_total
from spinnet.cli.options import Graph, LatticeName, SecondNeighbour, TotalSpin
from spinnet.cli.sector_choice import choose_sector


@dataclass(frozen=True)
class ProblemOptions:
    """What the command line says of lattice and circuit; the fields are those options."""

    lattice: LatticeName = None
    graph: Graph = None
    ansatz: Ansatz = AUTOMATIC
    layers: Layers = None
    real: Real = None
    sharing: Sharing = "none"
    spin: TotalSpin = None
    j2: SecondNeighbour = None

    def read_lattice(self) -> Lattice:
        """Return the lattice that is named, or read from a file."""
        return read_lattice(self.lattice, self.graph, self.j2)

    def two_total(self, lattice: Lattice) -> int | None:
        """Return twice the total spin that is asked for, None if it is left open.

        Args:
            lattice: The lattice.
        """
        asked = read_two_total(self.spin, lattice.n_sites)
        return needed_two_total(lattice, self.ansatz, asked)

    def circuit(self, lattice: Lattice, two_total: int | None) -> Circuit:
        """Return the circuit that is asked for.

        Args:
            lattice: The lattice.
            two_total: Twice its total spin; None is the lowest.
        """
        return choose_circuit(
            lattice,
            self.ansatz,
            layers=self.layers,
            real=self.real,
            sharing=self.sharing,
            two_total=two_total,
        )

    def circuit_of_ground_state(
        self, lattice: Lattice, *, quiet: bool
    ) -> tuple[Circuit, float | None]:
        """Return the circuit in the sector asked for or else of the ground state, and its energy.

        The circuit is built first, so that wrong options are refused before anything that takes
        long.

        Args:
            lattice: The lattice, with its own couplings.
            quiet: Whether to say nothing on standard error.

        Returns:
            The circuit, and the exact energy of its total spin where it is known.
        """
        asked = self.two_total(lattice)
        circuit = self.circuit(lattice, asked)
        sector = choose_sector(heisenberg(lattice), asked, quiet=quiet)
        if circuit.two_total != sector.two_total:
            circuit = self.circuit(lattice, sector.two_total)
        return circuit, sector.exact_energy
