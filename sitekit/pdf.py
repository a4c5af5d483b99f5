"""Templates to tagged PDF (PDF/UA-1), without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from sitekit import letterhead

# What a paper may load besides its own text: our fonts, and nothing else on this machine or another.
FILES = Path(__file__).resolve().parent / "static" / "sitekit" / "fonts"


class PdfUnavailable(Exception):
    """This machine cannot make PDFs (libpango is missing); the print view is the way round."""


def available() -> bool:
    """Tell whether PDFs can be made here. The first call loads the engine, about half a second."""
    try:
        _engine()
    except PdfUnavailable:
        return False
    return True


def render(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """Return a template as a tagged PDF in `language`.

    The template extends `pdf/base.html`, which sets the language, the title, the font and the page.
    Takes 0.3 to 1 s of processor: call it in a request or a task, never inside `atomic()`.

    Raises: PdfUnavailable where libpango is missing; RuntimeError inside a transaction.
    """
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("a PDF is never made inside a transaction: it would hold the write lock meanwhile")
    engine = _engine()
    with translation.override(language):
        html = render_to_string(template, {"language": language, **letterhead.of(language), **context})
    return engine.HTML(string=html, base_url=FILES.as_uri() + "/", url_fetcher=_fetcher(engine)).write_pdf(
        pdf_variant="pdf/ua-1"
    )


def _engine() -> Any:
    # Late: without libpango the import itself fails, and the rest of the site must go on.
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailable(
            "WeasyPrint found no libpango. On Debian: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    return weasyprint


def _fetcher(engine: Any) -> Any:
    class OwnFilesOnly(engine.URLFetcher):
        """Open our fonts; refuse every other address."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            path = Path(url.removeprefix("file://").split("?")[0])
            if not url.startswith("file:///") or FILES not in path.resolve().parents:
                raise ValueError(f"papers load nothing from outside: {url[:80]}")
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols={"file"}, allow_redirects=False)
