"""Models and data in other programs' languages: SBML, NONMEM-style datasets, CSV and Parquet.

    as_sbml                          a model with its doses   (extra `sbml`: python-libsbml)
    dataset, read_dataset            patients, doses and observations, out and in
    table, as_csv, write_parquet     traces and populations   (Parquet: extra `parquet`, duckdb)

Each is imported when it is first asked for: what needs a missing package fails alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from morrow.pharmacology.interchange.nonmem import Measured, Subject, dataset, simulated
    from morrow.pharmacology.interchange.nonmem_reading import read_dataset
    from morrow.pharmacology.interchange.nonmem_rows import DatasetError, Fault
    from morrow.pharmacology.interchange.numbering import numbering_of
    from morrow.pharmacology.interchange.parquet import write_parquet
    from morrow.pharmacology.interchange.sbml import as_sbml
    from morrow.pharmacology.interchange.tables import Table, as_csv, table

_HOMES = {
    "DatasetError": "morrow.pharmacology.interchange.nonmem_rows",
    "Fault": "morrow.pharmacology.interchange.nonmem_rows",
    "Measured": "morrow.pharmacology.interchange.nonmem",
    "Subject": "morrow.pharmacology.interchange.nonmem",
    "Table": "morrow.pharmacology.interchange.tables",
    "as_csv": "morrow.pharmacology.interchange.tables",
    "as_sbml": "morrow.pharmacology.interchange.sbml",
    "dataset": "morrow.pharmacology.interchange.nonmem",
    "numbering_of": "morrow.pharmacology.interchange.numbering",
    "read_dataset": "morrow.pharmacology.interchange.nonmem_reading",
    "simulated": "morrow.pharmacology.interchange.nonmem",
    "table": "morrow.pharmacology.interchange.tables",
    "write_parquet": "morrow.pharmacology.interchange.parquet",
}

__all__ = [
    "DatasetError",
    "Fault",
    "Measured",
    "Subject",
    "Table",
    "as_csv",
    "as_sbml",
    "dataset",
    "numbering_of",
    "read_dataset",
    "simulated",
    "table",
    "write_parquet",
]


def __getattr__(name: str) -> Any:
    """What is asked for, from its own module."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
