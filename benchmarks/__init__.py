"""The sector engine against its peers, against the machine, and against the clock.

``python -m benchmarks`` measures everything and writes docs/reference/benchmarks.md; see
``__main__.py`` for its parts and options. Nothing here is installed or asserted.
"""
