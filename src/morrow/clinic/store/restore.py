"""Puts a backup into an empty store, and proves that it is what was backed up."""

