"""The tables that come with this package."""

from importlib import resources


def read_data(name: str) -> bytes:
    """A file of `data/`, such as `source/trials.csv`."""
    return (resources.files("morrow.outcomes") / "data" / name).read_bytes()
