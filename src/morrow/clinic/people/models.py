"""Tables of people and of who opened what.

Three kinds, and the difference matters.  *Projections* (Clinic, StaffRole, StaffQualification,
ExplainedOpening) hold only what follows from facts and may be dropped and rebuilt.  *Ordinary* tables (User,
GuessCount, TabletSignIn) hold credentials, which are no facts.  *Append-only* tables (Opening,
SignedText) refuse UPDATE and DELETE by trigger on both engines.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import F, Q


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their user name, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of that user name.  Raises User.DoesNotExist."""
        return self.get(username=(username or "").casefold())


class User(AbstractBaseUser):
    """A person's account.  Machines have none.

    `username` is stored casefolded.  `pin` is an Argon2 hash like the password's, empty until the
    person has set one.  A one-time password has `password_expires_at` and must be replaced.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    pin = models.CharField(max_length=128, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_expires_at = models.DateTimeField(null=True)
    last_login = None  # a sign-in is in the table of tablets; this column would be a second truth

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """One or two letters for the bar."""
        words = self.name.partition(",")[0].split()  # without "RN"
        return "".join(word[0] for word in (words[:1] + words[-1:] if words[1:] else words)).upper()

    def check_password(self, raw_password: str | None) -> bool:
        """True if it is the password.  Never rehashes: this may run on a query-only connection."""
        return check_password(raw_password or "", self.password)

    def check_pin(self, raw_pin: str) -> bool:
        """True if it is the PIN; takes as long when there is none."""
        return check_password(raw_pin, self.pin or make_password(None))


class Clinic(models.Model):
    """A place with chairs, in an IANA zone.  A projection of the clinic's stream."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class StaffRole(models.Model):
    """Who acts in which capacity where.  A projection; foreign keys are ids, not constraints,
    because a fact about a person outlives every other row."""

    pk = models.CompositePrimaryKey("clinic_id", "person_id", "role")
    clinic_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    role = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()


class StaffQualification(models.Model):
    """Who is a psychiatrist or ACLS certified, seen at which clinic.  A projection."""

    pk = models.CompositePrimaryKey("clinic_id", "person_id", "qualification")
    clinic_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    qualification = models.CharField(max_length=32)
    expires_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()


class GuessCount(models.Model):
    """Wrong passwords and PINs in the hour that began at `since`, under a hashed key."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()


class TabletSignIn(models.Model):
    """That a person last signed in by password on this tablet.  A PIN works only after that,
    and only on the same day."""

    pk = models.CompositePrimaryKey("tablet", "person_id")
    tablet = models.CharField(max_length=36)
    person = models.ForeignKey(User, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Opening(models.Model):
    """One line of the access log: who opened which record, when, to do what.

    `record` is "visit:<uuid>", "patient:<uuid>" or "clinic:<uuid>".  A live screen is one
    opening, however often it fetches.  `allowed` False is an attempt that was turned away.
    `emergency` True is an opening beyond the person's ordinary rights, to be reviewed.  `session`
    is a hash of the sign-in that it belongs to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    person_id = models.UUIDField()
    role = models.CharField(max_length=32)
    operation = models.CharField(max_length=64)
    record = models.CharField(max_length=64)
    clinic_id = models.UUIDField()
    tablet = models.CharField(max_length=36)
    allowed = models.BooleanField()
    emergency = models.BooleanField()
    session = models.CharField(max_length=32, null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["record", "at"], name="opening_of_record"),
            models.Index(fields=["person_id", "at"], name="opening_by_person"),
            models.Index(fields=["at"], name="opening_emergency", condition=Q(emergency=True)),
        ]


class ExplainedOpening(models.Model):
    """The reason of an emergency opening, given afterwards, and its review by another person.

    A projection of `OpeningExplained` (the visit's stream) and `OpeningReviewed` (the clinic's).
    """

    opening_id = models.UUIDField(primary_key=True)
    reason = models.TextField(blank=True)
    explained_by = models.UUIDField(null=True)
    explained_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(explained_by__isnull=True)
                | ~Q(reviewed_by=F("explained_by")),
                name="reviewer_is_another_person",
            ),
        ]


class SignedText(models.Model):
    """What somebody signed on the spot, word for word.  Facts cite it by `text_hash`.

    `beside` is the first person where a second one must confirm: a co-signer or witness is
    somebody else, and the database says so.
    """

    class Purpose(models.TextChoices):
        SIGNATURE = "signature"
        COSIGNATURE = "cosignature"
        WITNESS = "witness"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    purpose = models.CharField(max_length=11, choices=Purpose)
    beside_id = models.UUIDField(null=True)
    clinic_id = models.UUIDField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64, db_index=True)
    tablet = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="signature")
                | (Q(beside_id__isnull=False) & ~Q(beside_id=F("person_id"))),
                name="second_person_is_another",
            ),
        ]
