"""Visits: booking, board, order, and everything that happens at the chair."""
