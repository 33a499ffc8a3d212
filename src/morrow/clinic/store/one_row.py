"""The one row that a unique column names."""

from typing import TypeVar

from django.db.models import Model, QuerySet

ModelT = TypeVar("ModelT", bound=Model)


def only(asked: QuerySet[ModelT]) -> ModelT | None:
    """That row, or None: without the order that `first` asks for, which costs as much."""
    return next(iter(asked), None)
