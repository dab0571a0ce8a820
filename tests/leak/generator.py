"""Typed statements over the schema of the leak tests, which reach classified columns often. Same seed, same statements.

A statement is made in one of three moods: `clean` hands classified columns out as they are and never looks at them, as an
application would; `once` puts one of them in one place where it does not belong; `wild` puts them anywhere. So most statements
are such that a gate would like to forward them, and one that forwards too much is found out.

Which of equal rows comes first is nobody's promise (README, what stays open): nothing here depends on it, no row_number, no
LIMIT within ties.
"""

import random
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # int | text | date | numeric | bool | time | real | array
    classified: bool = False


def _columns(text: str) -> tuple[Column, ...]:
    """`id:int email:text*` - a star marks a classified column."""
    parts = (word.rstrip("*").split(":") + [word.endswith("*")] for word in text.split())
    return tuple(Column(name, type_, classified) for name, type_, classified in parts)


TABLES = {
    name: _columns(text)
    for name, text in {
        "customers": "id:int full_name:text cnic:text* email:text* phone:text* dob:date* salary:numeric* city:text notes:text",
        "orders": "id:int customer_id:int amount:numeric placed_at:time",
        "audit_log": "id:int who:text what:text",
        "people": "id:int email:text* region:text",
        "people_pk": "id:int email:text* region:text",
        "emp": "id:int email:text*",
        "emp_child": "id:int email:text* grade:int",
        "members": "id:int region:int email:text* salary:numeric*",
        "dwellers": "id:int town:int email:text*",
        "regions": "id:int name:text",
        "towns": "id:int name:text",
        "newsletter": "email:text*",
    }.items()
}
VIEWS = {
    "v_customers": _columns("id:int full_name:text email:text* city:text"),
    "v_contact": _columns("id:int contact:text* n:int*"),
    "mv_customers": _columns("id:int addr:text* city:text"),
}
STATS = _columns(
    "schemaname:text tablename:text attname:text inherited:bool null_frac:real* avg_width:int* n_distinct:real* "
    "most_common_vals:array* most_common_freqs:array* histogram_bounds:array* correlation:real*"
)  # fmt: skip
SENSITIVE = [name for name, columns in TABLES.items() if any(c.classified for c in columns)]
PLAIN = [name for name in TABLES if name not in SENSITIVE]
PARENTS = ["regions", "towns", "customers"]

LITERALS = {
    "int": ["0", "1", "7", "19", "-3"],
    "text": ["'M'", "'x'", "''", "E'a\\nb'", "$q$z$q$", "U&'\\0061'", "'CANARY-EMAIL-0001@leak.test'"],
    "date": ["date '1970-01-01'", "'1965-05-05'::date"],
    "numeric": ["0.5", "100000", "1e5"],
    "real": ["0.5::real", "'-1'::real"],
    "bool": ["true", "false", "NULL::bool"],
    "time": ["timestamptz '2024-01-01 00:00Z'"],
    "array": ["ARRAY[0.5::real]"],
}
#: Ways to make a value of a type: pieces in braces are expressions of the named type.
FORMS = {
    "int": ["{int}+1", "length({text})", "({numeric})::int % 97", "extract(year FROM {date})::int", "ascii({text})",
            "CASE WHEN {bool} THEN {int} ELSE {int} END", "coalesce({int},{int})", "nullif({int},{int})", "abs({int})",
            "position({text} IN {text})", "width_bucket({numeric},0,200000,50)", "pg_column_size({text})", "10/nullif({int},0)",
            "strpos({text},{text})", "char_length({text})", "greatest({int},{int})"],
    "text": ["upper({text})", "{text}||{text}", "substr({text},1,3)", "({text})::varchar(5)", "md5({text})", "({date})::text",
             "({numeric})::text", "concat({text},{int},{date})", "format('%s-%s',{text},{int})", "to_char({date},'YYYY')",
             "coalesce({text},{text})", "least({text},{text})", "{text} COLLATE \"C\"", "replace({text},'a','b')",
             "regexp_replace({text},'^.','')", "CASE {text} WHEN {text} THEN 'a' ELSE 'b' END", "quote_ident({text})",
             "encode(({text})::bytea,'hex')", "(ARRAY[{text},{text}])[1]", "xmlelement(name a,{text})::text",
             "json_build_object('k',{text})::text", "lpad({text},3)", "split_part({text},'@',1)", "CAST({text} AS char(4))",
             "({real})::text", "array_to_string({array},',')", "({array})::text", "name({text})::text", "text({bool})"],
    "date": ["{date}+{int}", "date_trunc('year',{date})::date", "({text})::date", "greatest({date},{date})", "make_date(1960+{int}%30,1,1)"],
    "numeric": ["{numeric}+{numeric}", "round({numeric},-3)", "({int})::numeric", "{numeric}*2", "1/nullif({numeric},0)",
                "abs({numeric})", "({text})::numeric", "trunc({numeric})", "least({numeric},{numeric})"],
    "real": ["{real}+{real}", "({numeric})::real", "({int})::real", "abs({real})"],
    "bool": ["{text}={text}", "{text}<{text}", "{int}>{int}", "{numeric}<{numeric}", "{date}<={date}", "{text} LIKE '%a%'",
             "{text} IS NULL", "{text} IN ({text},{text})", "NOT ({bool})", "({bool} OR {bool})", "({bool} AND {bool})",
             "{text} = ANY(ARRAY[{text}])", "{int} BETWEEN {int} AND {int}", "{text} IS DISTINCT FROM {text}", "{text} ~ '^C'",
             "({int},{text}) = ({int},{text})", "ROW({int},{text}) < ROW({int},{text})", "starts_with({text},'C')",
             "({date},{date}) OVERLAPS ({date},{date})", "{real}>{real}", "{array} IS NULL", "{text} SIMILAR TO 'C%'"],
    "time": ["{time}+interval '1 day'", "({date})::timestamptz", "date_trunc('day',{time})"],
    "array": ["{array}||{array}"],
}  # fmt: skip
AGGREGATES = {
    "int": ["count(*)", "count({text})", "max({int})", "count(DISTINCT {text})", "sum({int})::int", "count(*) FILTER (WHERE {bool})"],
    "text": ["min({text})", "string_agg(DISTINCT {text},',')", "array_agg(DISTINCT {int})::text", "max({date})::text",
             "mode() WITHIN GROUP (ORDER BY {text})"],
    "numeric": ["sum({numeric})", "avg({int})", "percentile_disc(0.5) WITHIN GROUP (ORDER BY {numeric})"],
}  # fmt: skip


@dataclass
class Table:
    """What FROM shows under a name."""

    alias: str
    columns: tuple[Column, ...]
    qualified: str = ""  # schema.table, where that names it too

    def expose(self, names: list[str]) -> "Table":
        renamed = [replace(c, name=n) for c, n in zip(self.columns, names)]
        return Table(self.alias, tuple(renamed) + self.columns[len(renamed) :])


@dataclass
class Scope:
    tables: list[Table] = field(default_factory=list)
    outer: "Scope | None" = None

    def columns(self):
        at: Scope | None = self
        while at:
            for table in at.tables:
                for column in table.columns:
                    yield table, column
            at = at.outer


class Generator:
    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.serial = 0
        self.budget = 0.0  # classified uses that this statement may still make
        self.common: dict[str, tuple[Column, ...]] = {}
        self.temporary: dict[str, tuple[Column, ...]] = {}

    # --- chances

    def one(self, choices):
        return self.random.choice(list(choices))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def fresh(self, letter: str = "t") -> str:
        self.serial += 1
        return f"{letter}{self.serial}"

    def mood(self) -> None:
        self.budget = self.random.choices([0, 1, 100], [5, 4, 1])[0]
        self.common = {}

    # --- expressions

    def reference(self, table: Table, column: Column) -> str:
        name = column.name
        if self.chance(0.06):
            name = f'"{name}"' if self.chance(0.6) else 'U&"\\%04x%s"' % (ord(name[0]), name[1:])
        elif self.chance(0.04):
            name = name.upper()
        ways = [f"{table.alias}.{name}"] * 5 + [f"({table.alias}).{name}"]
        if table.qualified:
            ways += [f"{table.qualified}.{name}"] * 2
        return self.one(ways)

    def column(self, wanted: str | None, scope: Scope, classified: bool) -> str | None:
        found = [(t, c) for t, c in scope.columns() if c.classified == classified and (wanted is None or c.type == wanted)]
        return self.reference(*self.one(found)) if found else None

    def expression(self, wanted: str, scope: Scope, depth: int = 2) -> str:
        if self.budget >= 1 and self.chance(0.35):
            if text := self.column(wanted, scope, True):
                self.budget -= 1
                return text
        if depth <= 0 or self.chance(0.35):
            return (self.chance(0.7) and self.column(wanted, scope, False)) or self.one(LITERALS[wanted])
        if self.chance(0.06):
            return self.subquery_value(wanted, scope, depth - 1)
        return self.filled(self.one(FORMS[wanted]), scope, depth - 1)

    def filled(self, form: str, scope: Scope, depth: int) -> str:
        out, rest = "", form
        while "{" in rest:
            before, _, rest = rest.partition("{")
            type_, _, rest = rest.partition("}")
            out += before + self.expression(type_, scope, depth)
        return out + rest

    def subquery_value(self, wanted: str, scope: Scope, depth: int) -> str:
        inner = Scope(self.tables_of(1, nested=True)[1], scope)
        text = f"SELECT {self.expression(wanted, inner, depth)} FROM {self.last_from} WHERE {self.expression('bool', inner, depth)}"
        if wanted == "bool" and self.chance(0.6):
            return self.one([f"EXISTS ({text})", f"{self.expression('text', scope, 0)} IN (SELECT {self.expression('text', inner, 0)} FROM {self.last_from})"])
        return f"({text} ORDER BY 1 LIMIT 1)"

    # --- FROM

    def table_name(self, nested: bool) -> tuple[str, Table]:
        pick = self.random.random()
        if self.common and pick < 0.3:
            name = self.one(self.common)
            return name, Table(name, self.common[name])
        if self.temporary and pick < 0.38:
            name = self.one(self.temporary)
            return name, Table(name, self.temporary[name])
        if nested or pick > 0.88:  # below the outermost query only the statistics are classified and still open
            if self.chance(0.6):
                return "pg_stats", Table("pg_stats", STATS, "pg_catalog.pg_stats")
            name = self.one(PLAIN)
        else:
            name = self.one(VIEWS) if self.chance(0.05) else self.one(SENSITIVE if self.chance(0.75) else PLAIN)
        columns = TABLES.get(name) or VIEWS[name]
        return (f"public.{name}" if self.chance(0.3) else name), Table(name, columns, f"public.{name}")

    def from_item(self, scope: Scope, nested: bool) -> tuple[str, Table]:
        pick = self.random.random()
        if pick < (0.3 if nested else 0.08):
            lateral = self.chance(0.5)
            query, columns = self.query(Scope([], scope) if lateral else Scope([], scope.outer), 1)
            alias = self.fresh("s")
            return self.aliased(f"{'LATERAL ' if lateral else ''}({query})", Table(alias, columns), alias)
        if pick < 0.12:
            alias = self.fresh("f")
            call = self.one(["generate_series(1,{int}%5)", "unnest(ARRAY[{text},{text}])", "unnest(ARRAY[{int}])", "string_to_table({text},'a')"])
            kind = "text" if "text" in call else "int"
            return f"{self.filled(call, scope, 1)} AS {alias}(v)", Table(alias, (Column("v", kind),))
        if pick < 0.16:
            alias = self.fresh("v")
            shown = [(t, c) for t, c in scope.columns() if self.chance(0.3)][:3]
            cells = [self.reference(t, c) for t, c in shown] + ["1"]
            columns = tuple(Column(f"c{i}", c.type, c.classified) for i, (_, c) in enumerate(shown)) + (Column("k", "int"),)
            return f"LATERAL (VALUES ({','.join(cells)})) AS {alias}({','.join(c.name for c in columns)})", Table(alias, columns)
        name, table = self.table_name(nested)
        return self.aliased(name, table, None)

    def aliased(self, text: str, table: Table, must: str | None) -> tuple[str, Table]:
        if not must and self.chance(0.35):
            return text, table
        alias = must or (self.one(TABLES) if self.chance(0.06) else self.fresh())
        named = Table(alias, table.columns)
        if self.chance(0.2):
            names = [c.name for c in table.columns]
            self.random.shuffle(names)
            names = names[: self.random.randint(1, len(names))]
            if self.chance(0.5):
                names = [self.fresh("n") if self.chance(0.5) else n for n in names]
            named = named.expose(names)
            return f"{text} AS {alias}({','.join(names)})", named
        return f"{text} AS {alias}", named

    def tables_of(self, count: int, nested: bool, outer: Scope | None = None) -> tuple[str, list[Table]]:
        """Also sets last_from; joins and commas as they fall."""
        scope = Scope([], outer)
        text = ""
        for i in range(count):
            item, table = self.from_item(scope, nested)
            if any(table.alias == other.alias for other in scope.tables):
                continue
            before = [c.name for t in scope.tables for c in t.columns]
            shared = [c.name for c in table.columns if before.count(c.name) == 1]
            scope.tables.append(table)
            if not text:
                text = item
            elif self.chance(0.25):
                text += f", {item}"
            elif self.chance(0.06):
                text += f" NATURAL {self.one(['', 'LEFT ', 'FULL '])}JOIN {item}"
            elif shared and self.chance(0.25):
                text += f" {self.one(['', 'LEFT ', 'RIGHT '])}JOIN {item} USING ({self.one(shared)})"
            else:
                on = self.expression("bool", scope, 1) if self.chance(0.5) else self.equality(scope)
                text += f" {self.one(['', 'LEFT ', 'CROSS '])}JOIN {item}"
                text += "" if "CROSS JOIN " + item in text else f" ON {on}"
        self.last_from = text
        return text, scope.tables

    def equality(self, scope: Scope) -> str:
        ints = [self.reference(t, c) for t, c in scope.columns() if c.type == "int" and not c.classified]
        return f"{self.one(ints)} = {self.one(ints)}" if ints else "true"

    # --- queries

    def targets(self, scope: Scope, grouped: list[str]) -> tuple[list[str], list[Column]]:
        parts, columns = [], []
        for _ in range(self.random.randint(1, 4)):
            pick, alias = self.random.random(), self.fresh("o")
            if grouped and pick < 0.6:
                kind = self.one(AGGREGATES)
                text = self.filled(self.one(AGGREGATES[kind]), scope, 1)
                if pick < 0.05:
                    text = f"rank() OVER (ORDER BY {grouped[0]})"
                parts.append(f"{text} AS {alias}")
                columns.append(Column(alias, kind))
            elif grouped:
                parts.append(f"{grouped[0]} AS {alias}")
                columns.append(Column(alias, "int"))
            elif pick < 0.6:
                found = list(scope.columns())
                if not found:
                    continue
                classified = [x for x in found if x[1].classified]
                table, column = self.one(classified if classified and self.chance(0.7) else found)
                name = alias if self.chance(0.5) else column.name
                text = self.reference(table, column)
                parts.append(f"{text} AS {alias}" if name == alias else text)
                columns.append(replace(column, name=name))
            elif pick < 0.66 and scope.tables:
                table = self.one(scope.tables)
                parts.append(f"{table.alias}.*")
                columns += table.columns
            elif pick < 0.69 and self.budget >= 1 and scope.tables:
                self.budget -= 1
                table = self.one(scope.tables)
                name = table.alias
                forms = [f"{name}::text", f"to_jsonb({name})::text", f"row({name}.*)::text", f"{name}", f"concat({name})", f"({name}.*)::text"]
                parts.append(f"{self.one(forms)} AS {alias}")
                columns.append(Column(alias, "text"))
            elif pick < 0.72:
                over = f"PARTITION BY {self.expression('int', scope, 1)} ORDER BY {self.expression('text', scope, 1)}"
                parts.append(f"{self.one(['rank', 'dense_rank'])}() OVER ({over}) AS {alias}")
                columns.append(Column(alias, "int"))
            else:
                kind = self.one(["int", "text", "numeric", "bool", "date"])
                parts.append(f"{self.expression(kind, scope)} AS {alias}")
                columns.append(Column(alias, kind))
        return (parts, columns) if parts else (["1 AS one"], [Column("one", "int")])

    def query(self, outer: Scope, depth: int) -> tuple[str, tuple[Column, ...]]:
        nested = depth > 0
        if nested and depth < 3 and self.chance(0.12):
            return self.set_operation(outer, depth)
        text, tables = self.tables_of(self.random.choices([1, 2, 3], [6, 3, 1])[0], nested, outer)
        scope = Scope(tables, outer)
        grouped = [self.expression("int", scope, 1)] if self.chance(0.1) else []
        parts, columns = self.targets(scope, grouped)
        distinct = "DISTINCT " if self.chance(0.04) else ""
        out = f"SELECT {distinct}{', '.join(parts)} FROM {text}"
        wheres = [self.expression("bool", scope)] if self.chance(0.5) else []
        if wheres:
            out += " WHERE " + " AND ".join(wheres)
        if grouped:
            out += f" GROUP BY {grouped[0]}"
            if self.chance(0.3):
                out += f" HAVING {self.filled(self.one(AGGREGATES['int']), scope, 1)} > {self.expression('int', Scope(), 1)}"
        if self.chance(0.35):
            out += f" ORDER BY {self.order(scope, columns, grouped)}"
            if self.chance(0.2):
                out += f" FETCH FIRST {self.random.randint(1, 5)} ROWS WITH TIES"
        return out, tuple(columns)

    def order(self, scope: Scope, columns: list[Column], grouped: list[str]) -> str:
        open_ = [i for i, c in enumerate(columns) if not c.classified]
        pick = self.random.random()
        if self.budget >= 1 and pick < 0.4:
            self.budget -= 1
            i = self.random.randrange(len(columns))
            return self.one([str(i + 1), columns[i].name])
        if pick < 0.7 and open_:
            i = self.one(open_)
            return self.one([str(i + 1), columns[i].name]) + self.one(["", " DESC"])
        return grouped[0] if grouped else self.expression(self.one(["int", "text"]), scope, 1)

    def set_operation(self, outer: Scope, depth: int) -> tuple[str, tuple[Column, ...]]:
        arms = []
        kinds = [self.one(["int", "text", "real"]) for _ in range(self.random.randint(1, 3))]
        classified = [False] * len(kinds)
        for _ in range(2):
            text, tables = self.tables_of(1, True, outer)
            scope = Scope(tables, outer)
            cells = []
            for i, kind in enumerate(kinds):
                direct = self.column(kind, scope, True) if self.chance(0.5) else None
                classified[i] = classified[i] or direct is not None
                cells.append(direct or self.expression(kind, scope, 1))
            arms.append(f"SELECT {', '.join(f'{c} AS u{i}' for i, c in enumerate(cells))} FROM {text} WHERE {self.expression('bool', scope, 1)}")
        word = "UNION ALL" if self.chance(0.85) else self.one(["UNION", "INTERSECT", "EXCEPT ALL"])
        return f"({arms[0]}) {word} ({arms[1]})", tuple(Column(f"u{i}", k, classified[i]) for i, k in enumerate(kinds))

    def select(self) -> str:
        self.mood()
        prefix = ""
        for _ in range(self.random.choices([0, 1, 2], [7, 2, 1])[0]):
            name = self.one(TABLES) if self.chance(0.2) else self.fresh("w")
            text, columns = self.query(Scope(), 1)
            names = ""
            if self.chance(0.3):
                columns = tuple(replace(c, name=self.fresh("n")) for c in columns)
                names = f"({','.join(c.name for c in columns)})"
            if name in self.common:
                continue
            self.common[name] = columns
            prefix += f"{', ' if prefix else 'WITH '}{name}{names} AS {self.one(['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}({text})"
        body, _ = self.set_operation(Scope(), 1) if self.chance(0.05) else self.query(Scope(), 0)
        lock = " FOR UPDATE" if self.chance(0.02) else ""
        return f"{prefix} {body}{lock}".strip()
