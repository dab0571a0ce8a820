"""What the made-up citizens of schema.sql hold, and what a restricted caller must see of them."""

from datetime import date, timedelta
from decimal import Decimal

PASSWORD = "only-for-tests"
USERS = ["support_ann", "support_two", "dpo_bob", "app"]


def cnic(i: int) -> str:
    return f"42101-{1000000 + i * 37}-{i % 10}"


def email(i: int) -> str:
    return f"citizen{i}@example.pk"


def phone(i: int) -> str:
    return f"+92-300-{1000000 + i}"


def dob(i: int) -> date:
    return date(1960, 1, 1) + timedelta(days=i * 11)


def salary(i: int) -> Decimal:
    return Decimal(50000) + i * Decimal("123.45")


def clear_row(i: int) -> list[str | None]:
    """id, full_name, cnic, email, phone, dob, salary, as text."""
    return [str(i), f"Citizen {i}", cnic(i), email(i), phone(i), dob(i).isoformat(), f"{salary(i):.2f}"]


def masked_cnic(i: int) -> str:
    return f"42101-*******-{i % 10}"


def masked_row(i: int) -> list[str | None]:
    """keep(5,2), email, keep_last(2), year_only and null: the masks of rules.toml."""
    return [str(i), f"Citizen {i}", masked_cnic(i), MASKED_EMAIL, masked_phone(i), f"{dob(i).year}-01-01", None]


# The local part's first character, a fixed number of stars, the domain.
MASKED_EMAIL = "c****@example.pk"


SEPARATORS = " -.,/:()_"


def masked_phone(i: int) -> str:
    number = phone(i)
    return "".join(c if c in SEPARATORS else "*" for c in number[:-2]) + number[-2:]


COLUMNS = "id, full_name, cnic, email, phone, dob, salary"


def secrets() -> list[bytes]:
    """Bytes of the clear values of the first citizens, none of which may reach a restricted caller."""
    found = []
    for i in range(1, 6):
        found += [cnic(i).encode(), email(i).encode(), phone(i).encode(), f"{salary(i):.2f}".encode()]
    return found
