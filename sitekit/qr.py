"""QR codes as SVG that is read well from paper: level M, a quiet zone of four modules."""

from __future__ import annotations

from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET_MODULES = 4
# Printed smaller, a module is not read by every telephone.
SMALLEST_MODULE_MM = 0.9


def matrix(data: str) -> tuple[tuple[int, ...], ...]:
    """Return the rows of modules (1 dark, 0 light), without the quiet zone."""
    return tuple(tuple(row) for row in segno.make(data, error="m", boost_error=False, micro=False).matrix)


def width_mm(data: str, *, target_mm: float) -> float:
    """Return the printed width, quiet zone not counted: the target, or more where modules would be too small."""
    return max(target_mm, len(matrix(data)) * SMALLEST_MODULE_MM)


def svg(
    data: str, *, title: str, target_mm: float | None = None, quiet: int = QUIET_MODULES, css_class: str = "qr"
) -> SafeString:
    """Return the code as an inline `<svg>`.

    Shape: attributes only, no style, so that a strict Content-Security-Policy lets it through.
    Units: `target_mm` is the width of the dark square; without it the page's stylesheet says how large.
    `quiet`: modules of white around it; 0 where the page itself keeps four modules clear.
    """
    rows = matrix(data)
    side = len(rows) + 2 * quiet
    size = SafeString("")
    if target_mm is not None:
        mm = width_mm(data, target_mm=target_mm) * side / len(rows)
        size = format_html(' width="{0}mm" height="{0}mm"', f"{mm:.2f}")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{}" role="img" viewBox="0 0 {} {}"{} '
        'shape-rendering="crispEdges"><title>{}</title><path fill="#fff" d="M0 0h{}v{}H0z"/>'
        '<path fill="#000" d="{}"/></svg>',
        css_class, side, side, size, title, side, side, _path(rows, quiet),
    )  # fmt: skip


def _path(rows: tuple[tuple[int, ...], ...], quiet: int) -> str:
    """Return the dark modules as runs of rectangles."""
    runs = []
    for y, row in enumerate(rows, start=quiet):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                runs.append(f"M{x + quiet} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)
