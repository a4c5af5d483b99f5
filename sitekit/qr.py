"""QR codes as SVG that is read well from paper: level M, a quiet zone of four modules."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET_MODULES = 4
# Printed smaller, a module is not read by every telephone.
SMALLEST_MODULE_MM = 0.9


def matrix(data: str) -> tuple[tuple[int, ...], ...]:
    """Return the rows of modules (1 dark, 0 light), without the quiet zone."""
    return tuple(tuple(row) for row in segno.make(data, error="m", boost_error=False, micro=False).matrix)


def width_mm(data: str, *, target_mm: float) -> float:
    """Return the printed width, quiet zone not counted: the target, or more where modules would be too small."""
    return max(target_mm, len(matrix(data)) * SMALLEST_MODULE_MM)


def svg(data: str, *, title: str, target_mm: float | None = None, css_class: str = "qr") -> SafeString:
    """Return the code as an inline `<svg>`, quiet zone included.

    Shape: attributes only, no style, so that a strict Content-Security-Policy lets it through.
    Units: `target_mm` is the width of the dark square; without it the page's stylesheet says how large.
    """
    rows = matrix(data)
    side = len(rows) + 2 * QUIET_MODULES
    runs = []
    for y, row in enumerate(rows, start=QUIET_MODULES):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + QUIET_MODULES} {y}h{length}v1h-{length}z")
            x += length or 1
    size: str = ""
    if target_mm is not None:
        mm = width_mm(data, target_mm=target_mm) * side / len(rows)
        size = format_html(' width="{0}mm" height="{0}mm"', f"{mm:.2f}")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{}" role="img" viewBox="0 0 {} {}"{} shape-rendering="crispEdges">'
        '<title>{}</title><path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        css_class, side, side, size, title, side, side, mark_safe("".join(runs)),  # noqa: S308 numbers of ours
    )  # fmt: skip
