"""Papers that a person files or hands over: PDFs drawn from the visit view by Typst.

Typst comes as a Python wheel with its own fonts: no system package is needed.  Data reaches the
template as JSON, never as markup, so nothing that was typed at the chair is executed.
"""

from morrow.clinic.documents.handover import handover_pdf
from morrow.clinic.documents.record import record_pdf

__all__ = ["handover_pdf", "record_pdf"]
