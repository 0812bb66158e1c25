"""Numbers that are plus or minus the root of a rational."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import sympy

from spinnet.su2.signed_root import ONE, ZERO, SignedRoot, signed_root


def test_float_and_sympy_agree():
    number = signed_root(-3, Fraction(2, 5))
    assert number == SignedRoot(-1, Fraction(18, 5))
    assert number.to_sympy() == -sympy.sqrt(sympy.Rational(18, 5))
    assert float(number) == float(number.to_sympy().evalf(30))
    assert number.to_number(exact=False) == float(number)


def test_zero_and_one():
    assert signed_root(0, Fraction(3)) == ZERO
    assert (float(ZERO), float(ONE), ONE.to_sympy()) == (0.0, 1.0, 1)


def test_sympy_is_loaded_only_for_exact_numbers():
    code = (
        "import sys, spinnet.su2, spinnet.networks as n; n.schur_matrix(n.comb_tree(3)); "
        "n.aklt_energy_per_bond(3, exact=True); sys.exit('sympy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
