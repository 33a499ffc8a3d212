"""Web sessions in the store, written through the one writer like everything else."""

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session

from morrow.clinic.people import tablet
from morrow.clinic.store.writer import write


class SessionStore(DatabaseSessions):
    """Django's sessions in the database; only the connection that writes is ours."""

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        write(lambda: self._save(must_create=must_create))

    def _save(self, *, must_create: bool) -> None:
        """With what another request has stored meanwhile of what only grows: a lock stays shut."""
        rows = Session.objects.filter(session_key=self.session_key)
        found = None if must_create else rows.values_list("session_data", flat=True).first()
        stored = self.decode(found) if found else {}
        for name in tablet.GROWING:
            if name in stored:
                self[name] = max(float(stored[name]), float(self.get(name, 0)))
        super().save(must_create=must_create)

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    def delete(self, session_key: str | None = None) -> None:
        write(lambda: super(SessionStore, self).delete(session_key))

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        write(super().clear_expired)
