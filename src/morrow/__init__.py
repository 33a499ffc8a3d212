"""Morrow: runs an IV ketamine service for depression."""

__version__ = "0.1.0"
