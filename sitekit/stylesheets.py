"""Put the stylesheets together: `python -m sitekit.stylesheets` after editing a file under static/sitekit/css/.

The parts are what people read and edit; the bundles are what pages load, one request each. No tool is needed
when the site runs, and a test compares the bundles with their parts.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "sitekit" / "css"
BUNDLES = {
    "site.css": ("10-tokens", "20-base", "30-layout", "40-pieces", "50-thread", "60-forms", "70-booking", "90-print"),
    "desk.css": ("10-tokens", "20-base", "30-layout", "40-pieces", "50-thread", "60-forms", "80-desk", "90-print"),
}


def bundle(name: str) -> str:
    """Return the text of one bundle: its parts in order, without comments and indentation."""
    text = "\n".join((FOLDER / f"{part}.css").read_text() for part in BUNDLES[name])
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};])\s*", r"\1", text).replace(";}", "}")
    return text.strip() + "\n"


def write() -> None:
    for name in BUNDLES:
        (FOLDER / name).write_text(bundle(name))


if __name__ == "__main__":
    write()
