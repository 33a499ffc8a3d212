"""A program for the kill tests: charts what its clients send, and can be killed and begun again.

It imports Django once and then forks a server for each `start`, so that a test can afford many
kills: the server is a process of its own with connections of its own.  Lines on stdin: `start`
(answers with the server's process id), `dump` (answers with the journal and what verify says).
With `--ack-early` it acknowledges before the commit: the tests must find that out.
"""

import json
import os
import socketserver
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

ACK_EARLY = "--ack-early" in sys.argv


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "morrow.clinic.settings"
    django.setup()
    for line in sys.stdin:
        work = {"start": serve, "dump": dump}[line.strip()]
        child = os.fork()
        if child == 0:
            work()
            os._exit(0)
        if line.strip() == "start":
            print(child, flush=True)
        os.waitpid(child, 0)


class Handler(socketserver.StreamRequestHandler):
    """One client: a line of JSON for each command, a line back for each acknowledgement."""

    def handle(self) -> None:
        for line in self.rfile:
            command = json.loads(line)
            if ACK_EARLY:
                self.wfile.write(b"ack\n")
            chart(command)
            if not ACK_EARLY:
                self.wfile.write(b"ack\n")


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


def chart(command: dict[str, str]) -> None:
    from morrow.care.visit.facts.monitoring import EventMarked
    from morrow.clinic import journal

    journal.append(
        command["stream"],
        facts=[EventMarked(event=command["event"])],
        expected_version=None,
        stamp=journal.Stamp(by="nurse", role="nurse", clinic="1", now=datetime.now(UTC)),
        client_id=UUID(command["id"]),
    )


def serve() -> None:
    from morrow.clinic.store.checkpointer import Checkpointer

    Checkpointer().start()
    address = Path(os.environ["MORROW_DATA_DIR"], "socket")
    address.unlink(missing_ok=True)
    with Server(str(address), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        threading.Event().wait()  # until killed


def dump() -> None:
    from django.conf import settings
    from django.db import connection

    from morrow.clinic.store import checkpoints, entries, keys
    from morrow.clinic.store.verify import verify

    key = keys.read(settings.MORROW).derive("checkpoints")
    stored = list(entries.everything())
    report = verify(stored, checkpoints.read(settings.MORROW.checkpoint_file, key))
    faults = [str(fault) for fault in report.faults]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            faults += [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    found = [{"id": each.client_id, **json.loads(each.body)} for each in stored]
    print(json.dumps({"entries": found, "faults": faults}), flush=True)


if __name__ == "__main__":
    main()
