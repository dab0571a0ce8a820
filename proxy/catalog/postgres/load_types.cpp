#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {

std::string Build::schema(Oid oid) const {
  const auto found = schemas.find(oid);
  return found == schemas.end() ? std::string() : found->second;
}

sql::Relation* Build::relation(Oid oid) const {
  const auto found = relations.find(oid);
  return found == relations.end() ? nullptr : found->second;
}

sql::Function* Build::function(Oid oid) const {
  const auto found = functions.find(oid);
  return found == functions.end() ? nullptr : found->second;
}

sql::Column* Build::column(ColumnId id) const {
  sql::Relation* owner = relation(id.relation);
  if (owner == nullptr) return nullptr;
  const auto found =
      std::lower_bound(owner->columns.begin(), owner->columns.end(), id.column,
                       [](const sql::Column& column, std::int16_t number) { return column.number < number; });
  return found != owner->columns.end() && found->number == id.column ? &*found : nullptr;
}

void load_schemas(Build& build) {
  const Rows& rows = build.part(Part::schemas);
  for (int row = 0; row < rows.count(); ++row) {
    build.schemas.emplace(rows.number<Oid>(row, 0), rows.string(row, 1));
    build.snapshot.schemas.push_back(rows.string(row, 1));
  }
  normalise(build.snapshot.schemas);
}

void load_types(Build& build) {
  const Rows& rows = build.part(Part::types);
  auto& types = build.snapshot.types;
  types.reserve(static_cast<std::size_t>(rows.count()));
  for (int row = 0; row < rows.count(); ++row) {
    sql::Type type;
    type.oid = rows.number<Oid>(row, 0);
    type.schema = build.schema(rows.number<Oid>(row, 1));
    type.name = rows.string(row, 2);
    type.kind = rows.letter(row, 3);
    type.base = rows.number<Oid>(row, 4);
    type.element = rows.number<Oid>(row, 6);
    type.relation = rows.number<Oid>(row, 7);
    // A range's own functions run whenever one of its values is made.
    type.calls = rows.numbers<Oid>(row, 9);
    std::erase_if(type.calls, [](Oid function) { return function < sql::first_normal_oid; });
    type.builtin = type.oid < sql::first_normal_oid;
    build.type_modifiers.emplace(type.oid, rows.number<std::int32_t>(row, 5));
    // A type dropped since the transaction's snapshot formats as "???".
    const auto spelling = rows.text(row, 8);
    build.type_names.emplace(type.oid, spelling.empty() || spelling.starts_with('?') ? type.schema + "." + type.name
                                                                                     : std::string(spelling));
    types.push_back(std::move(type));
  }
  std::sort(types.begin(), types.end(), [](const auto& a, const auto& b) { return a.oid < b.oid; });
  for (auto& type : types) build.types.emplace(type.oid, &type);
}

}  // namespace jaali::proxy::catalog::postgres
