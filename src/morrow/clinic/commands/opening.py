"""Opens a clinic with its first administrator, who then employs everybody else."""

import sys
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from django.db import DatabaseError

from morrow.care.calendar import ZoneError
from morrow.care.clinic import Role
from morrow.clinic.people import actions
from morrow.clinic.people.actions import ONE_TIME_HOURS, Duty, Invited, NotPossible
from morrow.clinic.people.forms import InviteForm
from morrow.clinic.store import checkpointer, lock, writer

COMMAND_LINE: Final = "command-line"
"""Who opened the clinic, where no account can have done so."""


def open_clinic(*, name: str, zone: str, admin: str, username: str) -> bool:
    """Open it and print a one-time password; False, and why, if that cannot be done."""
    form = InviteForm({"name": admin, "username": username, "roles": [Role.ADMIN.value]})
    if not name.strip():
        form.add_error(None, "the clinic needs a name")
    if not form.is_valid():
        for field, errors in form.errors.items():
            print(f"{field.removeprefix('__')}: {' '.join(map(str, errors))}", file=sys.stderr)
        return False
    try:
        with lock.hold():
            invited = _opened(name.strip(), zone, form)
    except (lock.StoreHeld, NotPossible, ZoneError) as error:
        print(error, file=sys.stderr)
        return False
    except DatabaseError as error:
        print(f"{error}.  Right would be, before this: morrow migrate", file=sys.stderr)
        return False
    print(f"{name.strip()} is open.  Its administrator signs in once, within {ONE_TIME_HOURS} h:")
    print(f"  user name  {invited.username}")
    print(f"  password   {invited.one_time_password}")
    return True


def _opened(name: str, zone: str, form: InviteForm) -> Invited:
    now = datetime.now(UTC)
    duty = Duty(by=COMMAND_LINE, role=Role.ADMIN, clinic=uuid4(), now=now)

    def unit() -> Invited:
        actions.open_clinic(duty, name=name, zone=zone)
        return actions.invite(duty, **form.cleaned_data)

    try:
        invited = writer.write(unit)
        checkpointer.cover(now)
    finally:
        writer.close()
    return invited
