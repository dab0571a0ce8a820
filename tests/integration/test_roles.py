"""Who gets which role: every condition, in file order, all of a role's conditions together; and what in `sees` goes first."""

import pytest

from conftest import RULES, session
from harness.proxy import Listener, Upstream
from harness.waiting import wait_for
from people import PASSWORD, cnic, email, masked_cnic
from wire import errors, rows

pytestmark = pytest.mark.proxy_only

HEAD = RULES[: RULES.index("[[roles]]")]
READ = "SELECT cnic, email FROM citizens WHERE id = 1"
MASKED = [masked_cnic(1), "c****@example.pk"]
CLEAR = [cnic(1), email(1)]


def role(name: str, conditions: str, sees: str = '"*" = "reveal"') -> str:
    return f'[[roles]]\nname = "{name}"\n{conditions}\n[roles.sees]\n{sees}\n'


def seen(proxy, user: str, **more) -> list[str | None]:
    with session(proxy, user, **more) as one:
        return one.values(READ)[0]


def test_conditions_one_by_one(pg15, own_proxy):
    pg15.sql("DROP ROLE IF EXISTS readers")
    pg15.sql("DROP ROLE IF EXISTS inner_readers")
    pg15.sql("CREATE ROLE readers")
    pg15.sql("CREATE ROLE inner_readers IN ROLE readers")
    pg15.sql("GRANT inner_readers TO support_two")
    proxy = own_proxy(
        rules=HEAD
        + role("by-user", 'users = ["dpo_*"]')
        + role("by-group", 'groups = ["readers"]')
        + role("by-database", 'users = ["app"]\ndatabases = ["no_such_*"]')
        + role("by-network", 'users = ["app"]\nnetworks = ["10.0.0.0/8", "127.0.0.2/32"]')
        + role("by-both", 'users = ["app"]\nnetworks = ["127.0.0.0/8"]\napplications = ["trusted"]')
    )
    assert seen(proxy, "dpo_bob") == CLEAR
    assert seen(proxy, "support_ann") == MASKED
    assert seen(proxy, "support_two") == CLEAR, "a member of a member is a member"
    assert seen(proxy, "app") == MASKED
    assert seen(proxy, "app", parameters={"application_name": "trusted"}) == CLEAR
    with session(proxy, "app") as one:
        one.query("SET application_name = 'trusted'")
        assert one.values(READ) == [MASKED], "a role does not follow what the caller says later"


def test_set_role_changes_nothing(pg15, own_proxy):
    pg15.sql("GRANT dpo_bob TO app")
    try:
        proxy = own_proxy(rules=HEAD + role("dpo", 'users = ["dpo_*"]'))
        with session(proxy, "app") as one:
            one.query("SET ROLE dpo_bob")
            assert one.values("SELECT current_user") == [["dpo_bob"]]
            assert one.values(READ) == [MASKED]
    finally:
        pg15.sql("REVOKE dpo_bob FROM app")


def test_nobody_makes_himself_another(pg15, own_proxy):
    """By a password of one's own for a login that sees more, or by a login of a name that the rules know."""
    pg15.sql("ALTER ROLE app CREATEROLE")
    pg15.sql("GRANT dpo_bob TO app")
    try:
        proxy = own_proxy(rules=HEAD + role("dpo", 'users = ["dpo_*"]'))
        with session(proxy, "app") as one:
            for before in ("SELECT 1", "SET ROLE dpo_bob"):
                one.query(before)
                for sql in (
                    "ALTER ROLE dpo_bob PASSWORD 'mine'", "ALTER USER dpo_bob WITH ENCRYPTED PASSWORD 'mine'", "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
                    "ALTER ROLE CURRENT_ROLE PASSWORD 'mine'", "SELECT 1; ALTER ROLE dpo_bob PASSWORD NULL", "ALTER ROLE ALL PASSWORD 'mine'",
                    "CREATE USER dpo_mine PASSWORD 'mine'", "ALTER ROLE app RENAME TO dpo_mine", "DO $$BEGIN ALTER ROLE dpo_bob PASSWORD 'mine'; END$$",
                ):  # fmt: skip
                    assert errors(one.query(sql))[0]["C"] in ("42501", "42601"), sql
            one.query("RESET ROLE")
            assert not errors(one.query(f"ALTER ROLE app PASSWORD '{PASSWORD}'")), "one's own stays one's own"
        assert seen(proxy, "app") == MASKED and seen(proxy, "dpo_bob") == CLEAR
    finally:
        pg15.sql("REVOKE dpo_bob FROM app")
        pg15.sql("ALTER ROLE app NOCREATEROLE")


def test_the_first_role_holds(own_proxy):
    proxy = own_proxy(rules=HEAD + role("none", 'users = ["app"]', '"*" = "null"') + role("all", 'users = ["app", "support_ann"]'))
    assert seen(proxy, "app") == [None, None]
    assert seen(proxy, "support_ann") == CLEAR


def test_certificates(own_proxy):
    proxy = own_proxy(
        rules=HEAD + role("holder", 'certificates = ["CN=dpo-*"]'),
        listeners=[
            Listener("plain"),
            Listener("optional", tls="require", client_certificate="optional"),
            Listener("required", tls="require", client_certificate="required"),
        ],
    )
    right = proxy.authority.issue("holder", "dpo-one", client=True)
    other = proxy.authority.issue("other", "clerk", client=True)

    def with_pair(pair, listener):
        more = {"client_pair": (pair.certificate, pair.key)} if pair else {}
        return seen(proxy, "app", listener=listener, tls="request", ca=proxy.ca, **more)

    assert with_pair(right, "optional") == with_pair(right, "required") == CLEAR
    assert with_pair(other, "optional") == with_pair(other, "required") == MASKED
    assert with_pair(None, "optional") == MASKED
    with pytest.raises((OSError, EOFError)):
        with_pair(None, "required")


PRECEDENCE = {
    "column before class": (
        '"crm/crm.public.citizens.cnic" = "reveal"\nnational_id = "null"\nrestricted = "redact"\n"*" = "redact"', [cnic(1), "***"],
    ),
    "class before sensitivity": ('national_id = "null"\nrestricted = "redact"\nconfidential = "null"', [None, None]),
    "sensitivity before star": ('confidential = "redact"\n"*" = "null"', [None, "***"]),
    "star before the class's own": ('"*" = "redact"', ["***", "***"]),
    "the class's own": ('birth = "null"', MASKED),
}  # fmt: skip


def test_precedence_in_sees(own_proxy):
    proxy = own_proxy(rules=HEAD)
    for name, (sees, wanted) in PRECEDENCE.items():
        proxy.reload(HEAD + role("one", 'users = ["app"]', sees))
        wait_for(lambda: seen(proxy, "app") == wanted, f"{name}: {wanted}")


def test_predicates_and_refusals(own_proxy):
    sees = (
        'national_id = { mask = "null", predicates = "lookup" }\nemail = { mask = "null", predicates = "clear" }\n'
        'phone = "refuse"\nbirth = { mask = "null", predicates = "refuse" }\npay = { mask = "null", write = "refuse" }'
    )
    proxy = own_proxy(rules=HEAD + role("one", 'users = ["app"]', sees))
    with session(proxy, "app") as one:
        def code(sql: str) -> str | None:
            one.query("BEGIN")
            answer = one.query(sql)
            one.query("ROLLBACK")
            return errors(answer)[0]["C"] if errors(answer) else None

        assert code(f"SELECT id FROM citizens WHERE cnic = '{cnic(1)}'") is None
        assert code(f"SELECT id FROM citizens WHERE city = 'Lahore' AND cnic = '{cnic(1)}' AND id > 0") is None
        for refused in ("cnic > '4'", "cnic LIKE '4%'", f"cnic IN ('{cnic(1)}')", f"NOT cnic = '{cnic(1)}'", f"cnic = '{cnic(1)}' OR id = 1",
                        f"lower(cnic) = '{cnic(1)}'", "cnic = full_name", "cnic IS NULL", "dob = '1960-01-12'", "salary > 0", "dob IS NULL"):
            assert code(f"SELECT id FROM citizens WHERE {refused}") == "42501", refused
        assert code("SELECT id FROM citizens WHERE email LIKE 'citizen1%'") is None
        assert code("SELECT id FROM citizens ORDER BY email") is None
        assert code("SELECT id FROM citizens ORDER BY cnic") == "42501"
        assert code("SELECT phone FROM citizens WHERE id = 1") == "42501"
        assert code("SELECT * FROM citizens WHERE id = 1") == "42501"
        assert code("SELECT id, full_name FROM citizens WHERE id = 1") is None
        assert code("INSERT INTO citizens(id, full_name, dob) VALUES (7000, 'x', '2000-01-01')") is None
        assert code("INSERT INTO citizens(id, full_name, salary) VALUES (7000, 'x', 1)") == "42501"
        assert code("UPDATE citizens SET dob = '2000-01-01' WHERE id = 1") == "42501"
        assert code("UPDATE citizens SET city = 'Quetta' WHERE id = 1") is None
        assert rows(one.query("UPDATE citizens SET city = city WHERE id = 1 RETURNING id, dob")) == [[b"1", None]]


def test_unclassified_columns(pg15, own_proxy):
    rules = HEAD + role("dpo", 'users = ["dpo_*"]')
    proxy = own_proxy(rules=rules, upstream=Upstream(pg15, unclassified="mask"))
    with session(proxy, "app") as one:
        assert one.values("SELECT amount, placed_at FROM orders WHERE id = 1") == [["0.00", "1900-01-01 00:00:00+00"]]
        assert one.values("SELECT full_name, city FROM citizens WHERE id = 1") == [["Citizen 1", "Karachi"]]
        assert one.values("SELECT nspname FROM pg_namespace WHERE nspname = 'public'") == [["public"]]
    with session(proxy, "dpo_bob") as one:
        assert one.values("SELECT amount FROM orders WHERE id = 1") == [["1.00"]]
