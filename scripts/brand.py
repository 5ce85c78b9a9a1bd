#!/usr/bin/env python3
"""Draws the brand images: a camera's lens as the dot of a Wi-Fi sign, ticked off. Needs Pillow only.

Every shape is a stroke with round ends, the letters too, so that sign and name are of one hand.
"""

from collections.abc import Iterable
from itertools import pairwise
import math
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageChops, ImageDraw

type Point = tuple[float, float]
type Colour = tuple[int, int, int]
type Stroke = list[Point]

FOLDER: Final = Path(__file__).resolve().parent.parent / "custom_components" / "piorchestrator" / "brand"
ICON_PIXELS: Final = 256  # what Home Assistant asks of an icon; twice that for dense screens
LOGO_PIXELS: Final = 160  # height; 128 to 256 are asked for
SUPERSAMPLING: Final = 4  # on top of the dense size; more is not visible

WHITE: Final = (255, 255, 255)
TEAL: Final = (20, 184, 166)
BLUE: Final = (8, 101, 163)


class Theme(NamedTuple):
    """Colours that depend on what lies behind the image."""

    prefix: str
    ink: Colour
    near: Colour
    far: Colour


LIGHT: Final = Theme("", (15, 42, 61), TEAL, BLUE)
DARK: Final = Theme("dark_", (232, 242, 246), (45, 212, 191), (56, 152, 220))

# The sign in a square of side 1, y downwards: the lens low, the arcs above it filling the square to its edges.
CENTRE: Final = (0.5, 0.655)
RIM: Final = 0.295
RIM_WIDTH: Final = 0.072
GLASS: Final = 0.232
ARCS: Final = (0.432, 0.592)
ARC_WIDTH: Final = 0.088
ARC_HALF_ANGLE: Final = 47
TICK: Final = ((0.400, 0.662), (0.470, 0.732), (0.606, 0.588))
TICK_WIDTH: Final = 0.068


def arc(centre: Point, radius: float, start: float, end: float, squeeze: float = 1.0) -> Stroke:
    """Points along a circle, angles in degrees, counted against the clock with y upwards."""
    steps = max(2, int(abs(end - start) / 2))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(centre[0] + squeeze * radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]


# Letters, y upwards: x-height 1, capitals 1.42; strokes, width, room to the left and to the right.
STEM: Final = 0.27
ROUND: Final = 0.18
OPEN: Final = 0.09
SHOULDER: Final = arc((0.41, 0.59), 0.41, 180, 0)
LETTERS: Final[dict[str, tuple[list[Stroke], float, float, float]]] = {
    "P": (
        [[(0, 0), (0, 1.42), (0.46, 1.42), *arc((0.46, 1.02), 0.40, 90, -90), (0, 0.62)]],
        0.86,
        STEM,
        OPEN,
    ),
    "i": ([[(0, 0), (0, 1)]], 0, STEM, STEM),
    "O": ([arc((0.71, 0.71), 0.71, 0, 360)], 1.42, ROUND, ROUND),
    "r": ([[(0, 0), (0, 1)], arc((0.41, 0.59), 0.41, 180, 62)], 0.60, STEM, OPEN),
    "c": ([arc((0.5, 0.5), 0.5, 48, 312)], 0.86, ROUND, OPEN),
    "h": ([[(0, 0), (0, 1.50)], [*SHOULDER, (0.82, 0)]], 0.82, STEM, STEM),
    "e": ([[(0.04, 0.5), (1, 0.5), *arc((0.5, 0.5), 0.5, 0, 312)]], 1.0, ROUND, 0.13),
    "s": (
        [[*arc((0.37, 0.745), 0.255, 35, 270, 1.25), *arc((0.37, 0.245), 0.245, 90, -145, 1.38)]],
        0.72,
        0.17,
        0.15,
    ),
    "t": (
        [[(0.22, 1.34), (0.22, 0.31), *arc((0.53, 0.31), 0.31, 180, 285)], [(0, 1), (0.56, 1)]],
        0.60,
        0.10,
        0.10,
    ),
    "a": ([arc((0.5, 0.5), 0.5, 0, 360), [(1, 1), (1, 0)]], 1.0, ROUND, STEM),
    "o": ([arc((0.5, 0.5), 0.5, 0, 360)], 1.0, ROUND, ROUND),
}
LETTER_WIDTH: Final = 0.205


def stroked(size: tuple[int, int], strokes: Iterable[Stroke], width: float) -> Image.Image:
    """A mask of lines with round ends and joints; coordinates and width in pixels.

    A pen of this width is set down at every other pixel: lines with a width of their own have ragged edges.
    """
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    half = width / 2
    for stroke in strokes:
        for (x0, y0), (x1, y1) in pairwise(stroke):
            steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / 2))
            for step in range(steps + 1):
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                draw.ellipse([x - half, y - half, x + half, y + half], fill=255)
    return mask


def disc(size: tuple[int, int], centre: Point, radius: float) -> Image.Image:
    """A mask of a circle's inside."""
    mask = Image.new("L", size)
    x, y = centre
    ImageDraw.Draw(mask).ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return mask


def blend(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    """A plane that goes from one colour to another, downwards."""
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def sign(theme: Theme, side: int) -> Image.Image:
    """The sign on nothing, as a square of this many pixels."""
    size = (side, side)
    image = Image.new("RGBA", size)
    centre = (CENTRE[0] * side, CENTRE[1] * side)

    def paint(colour: Image.Image | Colour, mask: Image.Image) -> None:
        image.paste(colour, (0, 0), mask)

    # Screen coordinates run downwards, so the upper half has the negative angles.
    sweep = (-90 - ARC_HALF_ANGLE, -90 + ARC_HALF_ANGLE)
    arcs = [arc(centre, radius * side, *sweep) for radius in ARCS]
    paint(blend(size, theme.near, theme.far), stroked(size, arcs, ARC_WIDTH * side))

    outside, inside = disc(size, centre, RIM * side), disc(size, centre, (RIM - RIM_WIDTH + 0.035) * side)
    paint(theme.ink, ImageChops.subtract(outside, inside))
    glass = disc(size, centre, GLASS * side)
    paint(blend(size, TEAL, BLUE), glass)
    # Light from above: the upper left of the glass, cut off by a larger circle, is a little brighter.
    shade = disc(size, (centre[0] + 0.085 * side, centre[1] + 0.105 * side), 0.262 * side)
    shine = ImageChops.subtract(glass, shade).point(lambda level: level * 26 // 100)
    paint(WHITE, shine)
    tick = [(x * side, y * side) for x, y in TICK]
    paint(WHITE, stroked(size, [tick], TICK_WIDTH * side))
    return image


def name(theme: Theme, height: int) -> Image.Image:
    """The product's name; `height` is that of the whole image, the letters fill it but for their strokes."""
    unit = height / (1.50 + LETTER_WIDTH)
    width = sum(left + w + right for _, w, left, right in (LETTERS[letter] for letter in "PiOrchestrator"))
    size = (round((width + LETTER_WIDTH) * unit), height)
    baseline = height - unit * LETTER_WIDTH / 2
    strokes: list[Stroke] = []
    pen, dot = 0.0, (0.0, 0.0)
    for letter in "PiOrchestrator":
        shapes, advance, left, right = LETTERS[letter]
        pen += left
        strokes += [[((pen + x) * unit, baseline - y * unit) for x, y in shape] for shape in shapes]
        if letter == "i":
            dot = (pen * unit, baseline - 1.40 * unit)
        pen += advance + right
    image = Image.new("RGBA", size)
    image.paste(theme.ink, (0, 0), stroked(size, strokes, LETTER_WIDTH * unit))
    image.paste(theme.near, (0, 0), disc(size, dot, 0.145 * unit))
    return image.crop(image.getbbox())


def logo(theme: Theme, height: int) -> Image.Image:
    """Sign and name side by side; the x-height stands on the lens's lower edge, as the sign does."""
    mark, text = sign(theme, height), name(theme, round(height * 0.52))
    gap = round(height * 0.16)
    image = Image.new("RGBA", (mark.width + gap + text.width, height))
    image.paste(mark, (0, 0))
    image.paste(text, (mark.width + gap, round(height * 0.80) - text.height))
    return image


def save(image: Image.Image, stem: str, height: int) -> None:
    """Write the normal and the dense size."""
    for factor, suffix in ((1, ""), (2, "@2x")):
        size = (round(image.width * height * factor / image.height), height * factor)
        image.resize(size, Image.Resampling.LANCZOS).save(FOLDER / f"{stem}{suffix}.png", optimize=True)


def main() -> None:
    """Draw all eight."""
    FOLDER.mkdir(exist_ok=True)
    for theme in (LIGHT, DARK):
        save(sign(theme, ICON_PIXELS * 2 * SUPERSAMPLING), f"{theme.prefix}icon", ICON_PIXELS)
        save(logo(theme, LOGO_PIXELS * 2 * SUPERSAMPLING), f"{theme.prefix}logo", LOGO_PIXELS)


if __name__ == "__main__":
    main()
