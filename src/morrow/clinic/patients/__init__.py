"""Patients of the organisation: who they are, and what a prescriber has attested about them."""
