"""How big and heavy a piece is once it is packed; the tables know only the bare piece."""

from dataclasses import dataclass
from math import ceil

from marketplace.core.tables import Row

PADDING_MM = {1: 15, 2: 20, 3: 40, 4: 60, 5: 80}
BOX_GRAMS = {1: 30, 2: 80, 3: 180, 4: 300, 5: 450}
"""By how easily the piece breaks, from 1 to 5."""
THIN_MM, FOLDED_MM, ROLLED_MM = 25, (400, 300), 160


@dataclass(frozen=True)
class Packed:
    length: int
    width: int
    height: int
    grams: int


def packed(row: Row, family: str) -> Packed:
    """Its net weight and 15 %, its box by fragility, and room round it. Cloth is folded, mats and
    other flat work is rolled."""
    fragility, net = int(row["fragility_1to5"]), int(row["weight_g"])
    grams = ceil((net * 1.15 + BOX_GRAMS[fragility]) / 10) * 10
    long, short = sorted((int(row["length_mm"]), int(row["width_mm"])), reverse=True)
    height = int(row["height_mm"])
    if height <= THIN_MM and long > FOLDED_MM[0] and fragility <= 2:
        long, short, height = _made_small(long, short, height, family)
    pad = PADDING_MM[fragility]
    return Packed(long + pad, short + pad, height + pad, grams)


def _made_small(long: int, short: int, height: int, family: str) -> tuple[int, int, int]:
    if family != "textile":
        return short, ROLLED_MM, ROLLED_MM
    layers = ceil(long / FOLDED_MM[0]) * ceil(short / FOLDED_MM[1])
    return min(long, FOLDED_MM[0]), min(short, FOLDED_MM[1]), height * layers
