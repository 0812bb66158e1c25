"""The progress bar: evaluations done, lowest energy, and its error if the exact one is known."""

from __future__ import annotations

from types import TracebackType

from tqdm.auto import tqdm

from spinnet.vqe.tally import Tally


class ProgressBar:
    """A bar on standard error, or nothing; use it in a ``with`` block."""

    def __init__(self, total: int, *, shown: bool) -> None:
        """Prepare the bar; it appears when the search starts.

        Args:
            total: The budget of evaluations of each start.
            shown: Whether to show anything.
        """
        self._total = total
        self._shown = shown
        self._bar: tqdm | None = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def start(self, tally: Tally) -> None:
        """Show the bar, with what earlier sessions did."""
        if self._shown:
            done = max(tally.evaluations)
            self._bar = tqdm(total=self._total, initial=done, unit="evaluation", desc="minimise")

    def update(self, tally: Tally) -> None:
        """Show the state of the search."""
        if self._bar is None:
            return
        best = tally.best
        shown = {"energy": f"{best.energy:.8f}"}
        if best.relative_error is not None:
            shown["error"] = f"{best.relative_error:.1e}"
        self._bar.set_postfix(shown, refresh=False)
        self._bar.update(max(tally.evaluations) - self._bar.n)
