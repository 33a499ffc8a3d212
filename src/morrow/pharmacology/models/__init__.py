"""Published pharmacokinetic models of ketamine, one a file.  `ALL` lists them by name."""

from collections.abc import Mapping
from typing import Final

from morrow.pharmacology.model import Model
from morrow.pharmacology.models import (
    assembled_racemic,
    clements_1981_250,
    domino_1984,
    flint_2017,
    herd_2007,
    hijazi_2003,
    hornik_2018,
    kamp_2020_meta,
    otto_2021,
    perezruixo_2021,
    simons_2022,
)

ALL: Final[Mapping[str, Model]] = {
    model.name: model
    for model in (
        domino_1984.MODEL,
        clements_1981_250.MODEL,
        hijazi_2003.MODEL,
        herd_2007.MODEL,
        hornik_2018.MODEL,
        flint_2017.MODEL,
        kamp_2020_meta.MODEL,
        otto_2021.MODEL,
        perezruixo_2021.MODEL,
        simons_2022.MODEL,
        assembled_racemic.MODEL,
    )
}
