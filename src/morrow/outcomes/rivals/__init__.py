"""What a model must beat: two predictors that know how a trial was made, but no dose."""

from typing import Final

from morrow.outcomes.rivals.cell_means import CellMeans
from morrow.outcomes.rivals.meta_regression import MetaRegression

ALL: Final = (CellMeans, MetaRegression)

__all__ = ("ALL", "CellMeans", "MetaRegression")
