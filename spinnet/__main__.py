"""``python -m spinnet`` is the `spinnet` command."""

from __future__ import annotations

import sys

from spinnet.cli import main

if __name__ == "__main__":
    sys.exit(main())
