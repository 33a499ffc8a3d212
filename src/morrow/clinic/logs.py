"""What the server's log leaves out: a refusal is an answer, not a failure of ours."""

from logging import LogRecord

from django.core.exceptions import PermissionDenied


def without_refusals_traceback(record: LogRecord) -> bool:
    """Keeps the line of a refusal, and drops its traceback."""
    if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
        record.exc_info = record.exc_text = None
    return True
