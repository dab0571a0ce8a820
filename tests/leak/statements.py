"""What the generator sends beside plain queries: writes, statements about the session, and pipelines of the extended protocol."""

from dataclasses import replace

from generator import LITERALS, PARENTS, SENSITIVE, STATS, TABLES, Column, Generator, Scope, Table
from wire import bind, close_portal, close_statement, describe_portal, describe_statement, execute, flush, parse, sync

SETTINGS = [
    "SET search_path = public, pg_temp", "SET search_path = pg_temp, public", "SET search_path = public", "RESET search_path",
    "SET search_path = other, public", "SELECT set_config('search_path','pg_temp, public',false)", "SET DateStyle = 'German'",
    "RESET DateStyle", "SET TimeZone = 'Asia/Karachi'", "SET extra_float_digits = 3", "SET bytea_output = 'escape'",
    "SET client_min_messages = debug1", "RESET client_min_messages", "SET client_encoding = 'UTF8'", "SET NAMES 'LATIN1'",
    "SET standard_conforming_strings = off", "RESET ALL", "SET ROLE app", "SET IntervalStyle = 'iso_8601'",
    "SET enable_seqscan = off", "SET row_security = off", "SET transform_null_equals = on",
]  # fmt: skip
SESSION = [
    "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT a", "ROLLBACK TO a", "RELEASE a", "DISCARD TEMP", "DISCARD PLANS", "DEALLOCATE ALL",
    "CLOSE ALL", "SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS ALL IMMEDIATE", "LISTEN x", "NOTIFY x, 'y'", "UNLISTEN *", "SHOW search_path",
    "BEGIN ISOLATION LEVEL SERIALIZABLE", "DISCARD ALL", "SELECT lastval()", "SELECT pg_notify('x','z')", "SELECT currval('app_seq')",
]  # fmt: skip


class Statements(Generator):
    transaction = False

    def cell(self, kind: str) -> str:
        return self.one([self.one(LITERALS[kind]), "NULL", "DEFAULT", "$q$new$q$" if kind == "text" else self.one(LITERALS[kind])])

    def returning(self, scope: Scope) -> str:
        return f" RETURNING {', '.join(self.targets(scope, [])[0])}" if self.chance(0.6) else ""

    def write(self) -> str:
        self.mood()
        name = self.one(PARENTS) if self.chance(0.2) else self.one(TABLES)
        alias = self.one([name, name, self.fresh("w")])
        target = name if alias == name else f"{name} AS {alias}"
        scope = Scope([Table(alias, TABLES[name], f"public.{name}" if alias == name else "")])
        return self.one([self.insert, self.insert, self.update, self.update, self.delete, self.merge])(name, target, alias, scope)

    def insert(self, name: str, target: str, alias: str, scope: Scope) -> str:
        columns = [c for c in TABLES[name] if self.chance(0.7)] or [TABLES[name][0]]
        names = ",".join(c.name for c in columns)
        self.serial += 1
        if self.chance(0.12):
            query, _ = self.query(Scope(), 1)
            return f"INSERT INTO {target}({columns[0].name}) SELECT * FROM ({query}) q{self.returning(scope)}"
        cells = [str(5000 + self.serial) if c.name == "id" and self.chance(0.8) else self.cell(c.type) for c in columns]
        if self.budget >= 1 and self.chance(0.2):
            cells[-1] = self.subquery_value(columns[-1].type, Scope(), 1)
        conflict = ""
        if self.chance(0.35):
            arbiter = self.one(columns).name if self.budget >= 1 else "id"
            what = self.one(columns)
            excluded = Scope([*scope.tables, Table("excluded", TABLES[name])])
            value = self.expression(what.type, excluded, 1)
            same = f"SET {what.name} = excluded.{what.name} WHERE {self.expression('bool', excluded, 1)}"
            action = self.one(["DO NOTHING", f"DO UPDATE SET {what.name} = {value}", f"DO UPDATE {same}"])
            conflict = f" ON CONFLICT ({arbiter}) {action}"
        return f"INSERT INTO {target}({names}) VALUES ({','.join(cells)}){conflict}{self.returning(scope)}"

    def update(self, name: str, target: str, alias: str, scope: Scope) -> str:
        shown, extra = scope, ""
        if self.chance(0.2):
            text, tables = self.tables_of(1, False, Scope())
            if alias not in [t.alias for t in tables]:
                shown, extra = Scope(scope.tables + tables), f" FROM {text}"
        columns = [c for c in TABLES[name] if not c.classified or self.chance(0.3)]
        column = self.one(columns or TABLES[name])
        value = self.cell(column.type) if self.chance(0.4) else self.expression(column.type, shown, 1)
        return f"UPDATE {target} SET {column.name} = {value}{extra} WHERE {self.expression('bool', shown, 1)}{self.returning(shown)}"

    def delete(self, name: str, target: str, alias: str, scope: Scope) -> str:
        shown, extra = scope, ""
        if self.chance(0.2):
            text, tables = self.tables_of(1, False, Scope())
            if alias not in [t.alias for t in tables]:
                shown, extra = Scope(scope.tables + tables), f" USING {text}"
        return f"DELETE FROM {target}{extra} WHERE {self.expression('bool', shown, 1)}{self.returning(shown)}"

    def merge(self, name: str, target: str, alias: str, scope: Scope) -> str:
        text, tables = self.tables_of(1, self.chance(0.5), Scope())
        both = Scope(scope.tables + tables)
        action = self.one(["DELETE", f"UPDATE SET {TABLES[name][-1].name} = {self.expression(TABLES[name][-1].type, both, 1)}", "DO NOTHING"])
        return f"MERGE INTO {target} USING {text} ON {self.expression('bool', both, 1)} WHEN MATCHED THEN {action}"

    def session(self) -> str:
        pick = self.random.random()
        if pick < 0.2:
            return self.one(SETTINGS)
        if pick < 0.4:
            return self.one(SESSION)
        query = self.select()
        if pick < 0.5:
            return self.temporary_table(query)
        name = self.one(["a", "b", "c"])
        return self.one([
            f"PREPARE {name} AS {query}", f"EXECUTE {name}", f"EXPLAIN (COSTS OFF) {query}", f"EXPLAIN {query}",
            f"DECLARE {name} CURSOR WITH HOLD FOR {query}", f"DECLARE {name} NO SCROLL CURSOR FOR {query}", f"FETCH ALL {name}",
            f"FETCH 2 FROM {name}", f"MOVE 1 {name}", f"COPY ({query}) TO STDOUT", f"COPY {self.one(TABLES)} TO STDOUT",
            f"COPY {self.one(TABLES)} FROM STDIN", f"CREATE TEMP VIEW {self.fresh('v')} AS {query}", f"DEALLOCATE {name}",
            f"DO $d$ BEGIN PERFORM 1 FROM ({query}) q; END $d$", f"LOCK TABLE {self.one(TABLES)} IN SHARE MODE",
            f"ANALYZE {self.one(TABLES)}", f"TABLE {self.one(TABLES)}", f"SELECT 1; {query}; SELECT 2", f"{query}; {self.write()}",
            f"CREATE INDEX ON {self.one(TABLES)} (({self.one(['id', 'email', 'length(email)'])}))", f"VALUES (1), ((SELECT count(*)::int FROM ({query}) q))",
            f"ALTER TABLE {self.one(SENSITIVE)} ALTER COLUMN id SET DEFAULT 1", f"SELECT * FROM ({query}) AS q", f"SELECT count(*) FROM ({query}) AS q",
        ])  # fmt: skip

    def temporary_table(self, query: str) -> str:
        """Often under a name that means another table without it."""
        name = self.one([*TABLES, "pg_stats"]) if self.chance(0.5) else self.fresh("x")
        pick = self.random.random()
        if name in self.temporary and pick < 0.6:
            del self.temporary[name]
            return self.one([f"DROP TABLE pg_temp.{name}", f"DROP TABLE IF EXISTS pg_temp.{name}"])
        if pick < 0.15:
            return f"CREATE TEMP TABLE {self.fresh('y')} AS {query}"
        if pick < 0.2:
            return f"SELECT * INTO TEMP {self.fresh('y')} FROM ({query}) q"
        own = STATS if name == "pg_stats" else TABLES.get(name) or (Column("id", "int"), Column("email", "text"))
        columns = [replace(c, classified=False) for c in own if self.chance(0.7) and c.type != "array"] or [Column("id", "int")]
        self.random.shuffle(columns)
        self.temporary[name] = tuple(columns)
        types = {"time": "timestamptz"}
        written = ", ".join(f"{c.name} {types.get(c.type, c.type)}" for c in columns)
        on_commit = self.one(["", "", " ON COMMIT DROP", " ON COMMIT DELETE ROWS"])
        return f"CREATE TEMP TABLE {name}({written}){on_commit}"

    def statement(self) -> str:
        if self.transaction and self.chance(0.25):
            return self.transactional(self.one(["COMMIT", "ROLLBACK", "ROLLBACK"]))
        # A name that nobody knows costs the proxy a look at the catalog.
        self.temporary = {name: columns for name, columns in self.temporary.items() if self.chance(0.9)}
        return self.transactional(self.made())

    def transactional(self, text: str) -> str:
        if text.startswith(("BEGIN", "COMMIT", "ROLLBACK", "DISCARD ALL")) and text != "ROLLBACK TO a":
            self.transaction = text.startswith("BEGIN")
            self.temporary = {}
        return text

    def made(self) -> str:
        return self.random.choices([self.select, self.write, self.session], [6, 2, 2])[0]()

    def pipeline(self) -> bytes:
        """Extended messages up to a Sync: names are used again, portals suspended, formats mixed, errors in the middle."""
        out, texts = b"", [self.statement() if self.chance(0.8) else self.transactional(self.one(SETTINGS + SESSION)) for _ in range(self.random.randint(1, 4))]
        for text in texts:
            statement, portal = self.one(["", "a", "b"]), self.one(["", "a", "p"])
            if self.chance(0.9):
                out += parse(statement, text)
            if self.chance(0.2):
                out += describe_statement(statement)
            if self.chance(0.95):
                formats = self.one([[0], [1], [], [0, 1], [1, 0, 1]])
                out += bind(portal, statement, [], formats)
            if self.chance(0.4):
                out += describe_portal(portal)
            for _ in range(self.random.choices([1, 2, 3], [7, 2, 1])[0]):
                out += execute(portal if self.chance(0.9) else self.one(["", "a", "p", "c"]), self.one([0, 0, 0, 1, 2]))
            if self.chance(0.1):
                out += self.one([close_portal(portal), close_statement(statement), flush()])
            if self.chance(0.15):
                out += sync()
        return out + sync()
