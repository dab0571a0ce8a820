"""Writes the catalog that the unit tests build a Snapshot of: make_catalog.py SOCKET > mysql.txt (or mariadb.txt), against
a server with the schema of the leak cases and schema.sql. Tab-separated; the fields are read by golden_catalog_mysql.cpp."""

import subprocess
import sys

SYSTEM = ("information_schema", "performance_schema", "mysql", "sys")
FIELD = {
    "tinyint": 1, "smallint": 2, "int": 3, "float": 4, "double": 5, "timestamp": 7, "bigint": 8, "mediumint": 9, "date": 10, "time": 11,
    "datetime": 12, "year": 13, "varchar": 15, "varbinary": 15, "bit": 16, "json": 245, "decimal": 246, "enum": 247, "set": 248,
    "tinyblob": 249, "tinytext": 249, "mediumblob": 250, "mediumtext": 250, "longblob": 251, "longtext": 251, "blob": 252, "text": 252,
    "char": 254, "binary": 254, "point": 255, "geometry": 255,
}
# What the views read is in no table that both servers have.
VIEWS = {
    "v_customers": ("customers", ("id", "full_name", "email", "city")),
    "v_contact": ("v_customers", ("id", "email")),
    "v_tmp": ("customers", ("id", "email")),
    "v_names": ("customers", ("id", "full_name")),
}
GENERATED = {("derived", "low"): ("email",)}


def rows(socket, sql):
    done = subprocess.run(["mariadb", "--no-defaults", "--skip-ssl", "-uroot", "-S", socket, "-N", "-B", "-e", sql], check=True, capture_output=True, text=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def main():
    socket = sys.argv[1]
    collations = {name: int(number) for name, number in rows(socket, "SELECT COLLATION_NAME, ID FROM information_schema.COLLATIONS WHERE ID IS NOT NULL")}
    oids, columns = {}, {}
    for schema, name, kind in rows(socket, "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES ORDER BY 1, 2"):
        system = schema in SYSTEM
        if not system and schema not in ("d1", "other"):
            continue
        name = name.lower() if schema == "information_schema" else name
        oid = (1000 if system else 20000) + len(oids)
        oids[schema, name] = oid
        triggers = " ".join(f"{schema}.{name}.{trigger}" for (trigger,) in rows(socket, f"SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA='{schema}' AND EVENT_OBJECT_TABLE='{name}'")) if not system else ""
        print("relation", oid, schema, name, "v" if kind == "VIEW" else "S" if kind == "SEQUENCE" else "r", triggers, sep="\t")
    keys = rows(socket, "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, c.CONSTRAINT_TYPE "
                        "FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.TABLE_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA=k.CONSTRAINT_SCHEMA AND c.TABLE_NAME=k.TABLE_NAME "
                        "AND c.CONSTRAINT_NAME=k.CONSTRAINT_NAME WHERE k.TABLE_SCHEMA='d1'")
    unique = {(table, column) for _, table, _, column, _, _, kind in keys if kind in ("UNIQUE", "PRIMARY KEY")}
    foreign = {(table, column) for _, table, _, column, _, _, kind in keys if kind == "FOREIGN KEY"}
    referenced = {(other, there) for _, _, _, _, other, there, kind in keys if kind == "FOREIGN KEY"}
    for schema, table, number, name, kind, full, collation, nullable, extra in rows(
            socket, "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, COALESCE(COLLATION_NAME,''), IS_NULLABLE, EXTRA FROM information_schema.COLUMNS ORDER BY 1, 2, 3"):
        table = table.lower() if schema == "information_schema" else table
        oid = oids.get((schema, table))
        if oid is None:
            continue
        collation_id = collations.get(collation, 63)
        packed = FIELD.get(kind, 254) | ("unsigned" in full) << 8 | (collation_id == 63) << 9 | (kind == "enum") << 10 | (kind == "set") << 11 | (kind == "json") << 12 | collation_id << 16
        columns[oid, name.lower()] = number
        mine = schema == "d1"
        flags = "".join(letter for letter, held in (("n", nullable == "NO"), ("u", mine and (table, name) in unique), ("f", mine and (table, name) in foreign),
                                                    ("r", mine and (table, name) in referenced), ("i", "INVISIBLE" in extra.upper())) if held)
        print("column", oid, number, name.lower(), packed, flags, " ".join(GENERATED.get((table, name), ())) if mine else "", sep="\t")
    for table, name in sorted({(table, constraint) for _, table, constraint, *_, kind in keys if kind == "FOREIGN KEY"}):
        pairs = [(column, there, other) for _, at, constraint, column, other, there, _ in keys if (at, constraint) == (table, name)]
        here, there = oids["d1", table], oids["d1", pairs[0][2]]
        print("key", here, there, " ".join(columns[here, column] for column, _, _ in pairs), " ".join(columns[there, column] for _, column, _ in pairs), sep="\t")
    accounts = oids["d1", "accounts"]
    print("constraint", accounts, columns[accounts, "balance"] + " " + columns[accounts, "limit_amount"], sep="\t")
    for view, (below, read) in VIEWS.items():
        oid, source = oids["d1", view], oids["d1", below]
        print("view", oid, source, " ".join(columns[source, name] for name in read), sep="\t")
    for schema, name, kind in rows(socket, "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN ('d1', 'sys') ORDER BY 1, 2"):
        print("function", schema, name.lower(), "p" if kind == "PROCEDURE" else "f", sep="\t")


if __name__ == "__main__":
    main()
