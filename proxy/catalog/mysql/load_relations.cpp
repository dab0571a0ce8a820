#include <map>
#include <set>

#include "proxy/catalog/mysql/declared_type.h"
#include "proxy/catalog/mysql/snapshot_parts.h"
#include "sql/fold.h"

namespace jaali::proxy::catalog::mysql {
namespace {

/// Positions in Part::columns.
enum : std::size_t {
  at_database,
  at_table,
  at_name,
  at_ordinal,
  at_data_type,
  at_column_type,
  at_characters,
  at_octets,
  at_precision,
  at_scale,
  at_fraction,
  at_collation,
  at_nullable,
  at_default,
  at_extra,
  at_generated,
};

sql::RelationKind kind_of(std::string_view type, std::string_view engine) {
  if (type == "VIEW") return sql::RelationKind::view;
  if (type == "SEQUENCE") return sql::RelationKind::sequence;
  // A MERGE table shows the rows of others under its own names: a view that nobody can follow.
  if (engine == "MRG_MyISAM" || engine == "MRG_MYISAM") return sql::RelationKind::view;
  for (const std::string_view elsewhere : {"FEDERATED", "CONNECT", "SPIDER", "S3", "OQGRAPH", "SPHINX", "MROONGA"})
    if (engine == elsewhere) return sql::RelationKind::foreign_table;
  return sql::RelationKind::table;
}

std::map<std::string, std::uint16_t, std::less<>> collations(const Build& build) {
  std::map<std::string, std::uint16_t, std::less<>> ids;
  const Rows& rows = build.part(Part::collations);
  for (std::size_t row = 0; row < rows.count(); ++row)
    ids.emplace(rows.string(row, 0), rows.number<std::uint16_t>(row, 1));
  return ids;
}

/// MariaDB's JSON is LONGTEXT with a CHECK of its own; the wire tells (extended metadata), and so do we.
std::set<std::tuple<std::string, std::string, std::string>> json_columns(const Build& build) {
  std::set<std::tuple<std::string, std::string, std::string>> found;
  if (build.snapshot.dialect != sql::Dialect::mariadb) return found;
  const Rows& rows = build.part(Part::checks);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string name = rows.string(row, 2);
    if (rows.text(row, 3) == "json_valid(`" + name + "`)")
      found.emplace(rows.string(row, 0), rows.string(row, 1), name);
  }
  return found;
}

bool says(std::string_view extra, std::string_view word) { return extra.find(word) != std::string_view::npos; }

/// MySQL marks a default that is an expression; MariaDB writes every default as one.
bool default_is_expression(const Build& build, const Rows& rows, std::size_t row) {
  if (rows.null(row, at_default)) return false;
  return build.snapshot.dialect == sql::Dialect::mariadb || says(rows.text(row, at_extra), "DEFAULT_GENERATED");
}

/// The implicit columns of a system-versioned table are in no list, but can be named.
void add_version_columns(sql::Relation& relation, std::set<Oid>& versioned) {
  if (!versioned.contains(relation.oid)) return;
  constexpr Declared moment{.data_type = "timestamp", .column_type = "timestamp(6)", .fraction = 6};
  std::int16_t last = 0;
  for (const auto& column : relation.columns) last = std::max(last, column.number);
  for (const char* name : {"row_start", "row_end"}) {
    if (relation.column(name) != nullptr) continue;
    sql::Column column;
    column.name = name;
    column.number = ++last;
    column.type = packed_type(moment).type;
    column.type_modifier = 6;
    column.not_null = column.invisible = true;
    relation.columns.push_back(std::move(column));
  }
}

void load_columns(Build& build, std::set<Oid>& versioned) {
  const auto ids = collations(build);
  const auto json = json_columns(build);
  const Rows& rows = build.part(Part::columns);
  struct Stored {
    std::size_t row;
    sql::Relation* relation;
    std::int16_t number;
  };
  std::vector<Stored> expressions;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    sql::Relation* relation = build.relation(rows.text(row, at_database), rows.text(row, at_table));
    if (relation == nullptr) continue;  // made between two results: the next look sees it whole
    const auto collation = ids.find(rows.text(row, at_collation));
    const Declared declared{
        .data_type = rows.text(row, at_data_type),
        .column_type = rows.text(row, at_column_type),
        .characters = rows.number<std::uint64_t>(row, at_characters),
        .octets = rows.number<std::uint64_t>(row, at_octets),
        .precision = rows.number<std::uint32_t>(row, at_precision),
        .scale = rows.number<std::uint32_t>(row, at_scale),
        .fraction = rows.number<std::uint32_t>(row, at_fraction),
        .collation = collation == ids.end() ? std::uint16_t{0} : collation->second,
        .json = json.contains({rows.string(row, at_database), rows.string(row, at_table), rows.string(row, at_name)}),
    };
    const auto type = packed_type(declared);
    sql::Column column;
    column.name = sql::fold(rows.text(row, at_name));
    column.number = rows.number<std::int16_t>(row, at_ordinal);
    column.type = type.type;
    column.type_modifier = type.modifier;
    column.not_null = rows.text(row, at_nullable) == "NO";
    column.invisible = says(rows.text(row, at_extra), "INVISIBLE");
    if (!rows.text(row, at_generated).empty() || default_is_expression(build, rows, row))
      expressions.push_back({row, relation, column.number});
    relation->columns.push_back(std::move(column));
  }
  for (auto& relation : build.snapshot.relations) {
    std::sort(relation.columns.begin(), relation.columns.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    add_version_columns(relation, versioned);
  }
  for (const auto& stored : expressions) {
    for (auto& column : stored.relation->columns) {
      if (column.number != stored.number) continue;
      column.generated_from = columns_named(*stored.relation, rows.text(stored.row, at_generated));
      if (!default_is_expression(build, rows, stored.row)) continue;
      for (const auto number : columns_named(*stored.relation, rows.text(stored.row, at_default)))
        column.default_reads.push_back({stored.relation->oid, number});
    }
  }
}

}  // namespace

std::string Build::database_name(std::string_view name) const {
  return snapshot.lower_case_table_names != 0 ? sql::fold(name) : std::string(name);
}

std::string Build::relation_name(std::string_view database, std::string_view name) const {
  const bool folded = snapshot.lower_case_table_names != 0 || database == "information_schema";
  return folded ? sql::fold(name) : std::string(name);
}

sql::Relation* Build::relation(std::string_view database, std::string_view name) {
  const std::string schema = database_name(database);
  const Oid oid = numbers.of(ObjectNumbers::Kind::relation, schema, relation_name(schema, name),
                             sql::is_system_schema(schema, snapshot.dialect));
  const auto found = relations.find(oid);
  return found == relations.end() ? nullptr : found->second;
}

sql::Column* Build::column(sql::Relation& relation, std::string_view name) {
  const std::string folded = sql::fold(name);
  for (auto& column : relation.columns)
    if (column.name == folded) return &column;
  return nullptr;
}

std::vector<std::int16_t> columns_named(const sql::Relation& relation, std::string_view expression) {
  std::vector<std::int16_t> found;
  const std::string text = sql::fold(expression);
  for (const auto& column : relation.columns) {
    std::string quoted = "`";
    for (const char c : column.name) quoted.append(c == '`' ? 2 : 1, c);
    quoted += '`';
    if (text.find(quoted) != std::string::npos) found.push_back(column.number);
  }
  return found;
}

void load_relations(Build& build) {
  const Rows& databases = build.part(Part::databases);
  for (std::size_t row = 0; row < databases.count(); ++row)
    build.snapshot.schemas.push_back(build.database_name(databases.text(row, 0)));
  normalise(build.snapshot.schemas);

  const Rows& rows = build.part(Part::relations);
  auto& relations = build.snapshot.relations;
  std::set<Oid> versioned, seen;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (rows.text(row, 2) == "TEMPORARY") continue;  // of the session that looks
    sql::Relation relation;
    relation.schema = build.database_name(rows.text(row, 0));
    relation.name = build.relation_name(relation.schema, rows.text(row, 1));
    relation.kind = kind_of(rows.text(row, 2), rows.text(row, 3));
    relation.oid = build.numbers.of(ObjectNumbers::Kind::relation, relation.schema, relation.name,
                                    sql::is_system_schema(relation.schema, build.snapshot.dialect));
    if (!seen.insert(relation.oid).second) continue;
    if (rows.text(row, 2) == "SYSTEM VERSIONED") versioned.insert(relation.oid);
    relations.push_back(std::move(relation));
  }
  std::sort(relations.begin(), relations.end(), [](const auto& a, const auto& b) { return a.oid < b.oid; });
  for (auto& relation : relations) build.relations.emplace(relation.oid, &relation);
  load_columns(build, versioned);
}

void load_triggers(Build& build) {
  const Rows& rows = build.part(Part::triggers);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (sql::Relation* relation = build.relation(rows.text(row, 0), rows.text(row, 1)))
      relation->triggers.push_back(qualified({relation->schema, relation->name, rows.text(row, 2)}));
  }
  for (auto& relation : build.snapshot.relations) normalise(relation.triggers);
}

}  // namespace jaali::proxy::catalog::mysql
