"""Filters of the visits' templates."""
