"""Writing pictures to files, the same bytes for the same picture."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from spinnet.plots.style import styled

DOTS_PER_INCH = 200


@styled
def save(figure: Figure, stem: str | Path) -> tuple[Path, Path]:
    """Write a picture as PNG and as SVG.

    Args:
        figure: The picture.
        stem: Path without suffix; ``runs/kagome`` gives ``runs/kagome.png`` and
            ``runs/kagome.svg``. The folder is made if it does not exist.

    Returns:
        The paths of the PNG (200 dots per inch) and the SVG. No date or version is written into
        them, so that equal pictures are equal files.

    Raises:
        TypeError: If ``figure`` is not a Matplotlib figure.
        OSError: If the folder cannot be written.
    """
    if not isinstance(figure, Figure):
        raise TypeError(
            f"figure must be a matplotlib Figure, as the plot functions return; got {figure!r}."
        )
    base = Path(stem)
    base.parent.mkdir(parents=True, exist_ok=True)
    png, svg = (base.with_name(base.name + suffix) for suffix in (".png", ".svg"))
    figure.savefig(png, dpi=DOTS_PER_INCH, metadata={"Software": None})
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
