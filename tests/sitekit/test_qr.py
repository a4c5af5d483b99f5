"""Codes that a telephone reads from paper."""

import re
import xml.etree.ElementTree as ET

import pytest
import segno

from sitekit import qr

LINK = "https://ventanilla.example.org/es/l/0a1b2c3d~1.abcdefghijklmnopqrstuvwxyz"


def drawn(svg, quiet):
    """Return the modules that the drawing fills."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    grid = [[0] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        for step in range(int(length)):
            grid[int(y)][int(x) + step] = 1
    return [row[quiet : side - quiet] for row in grid[quiet : side - quiet]]


@pytest.mark.parametrize("quiet", [0, 4])
def test_every_module_is_drawn_where_it_belongs(quiet):
    expected = [list(row) for row in segno.make(LINK, error="m", boost_error=False).matrix]
    assert drawn(qr.svg(LINK, title="x", quiet=quiet), quiet) == expected


def test_the_quiet_zone_is_four_modules():
    side = int(re.search(r'viewBox="0 0 (\d+)', qr.svg(LINK, title="x"))[1])
    assert side == len(qr.matrix(LINK)) + 8


def test_level_m_always():
    assert segno.make(LINK, error="m", boost_error=False, micro=False).error == "M"
    assert len(qr.matrix("A")) == 21  # never a micro code


def test_a_long_address_grows_rather_than_shrink_its_modules():
    assert qr.width_mm("A", target_mm=27) == 27
    assert qr.width_mm("x" * 200, target_mm=27) / len(qr.matrix("x" * 200)) >= 0.9


def test_it_passes_a_strict_policy_and_has_a_name():
    image = qr.svg(LINK, title="Código <1>", target_mm=27)
    assert "style" not in image
    root = ET.fromstring(image)  # noqa: S314 ours
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Código <1>"
