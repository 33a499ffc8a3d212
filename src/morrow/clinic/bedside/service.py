"""The listener for devices, for as long as the server runs."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from django.conf import settings

from morrow.care import calendar
from morrow.care.clinic import Machine
from morrow.clinic import access
from morrow.clinic.bedside import inbox, mllp

log = logging.getLogger(__name__)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Listen on loopback at `MORROW_MLLP_PORT`.  OSError if another program has that port."""
    access.machine(Machine.GATEWAY, "device.post")
    name = settings.MORROW.mllp_zone
    zone = calendar.zone(name) if name else None

    async def store(raw: bytes, peer: str) -> Sequence[bytes]:
        return await inbox.areceive(raw, peer, now=datetime.now(UTC), zone=zone)

    async with mllp.listening(store, port=settings.MORROW.mllp_port) as (_, port):
        log.info("devices: listening for MLLP on 127.0.0.1:%d", port)
        yield
