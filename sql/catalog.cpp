#include "sql/catalog.h"

#include <algorithm>

namespace jaali::sql {
namespace {

template <class Map, class Objects>
void by_name(Map& map, const Objects& objects) {
  map.clear();
  for (const auto& object : objects) map[object.name].push_back(&object);
}

template <class Map, class Objects>
void by_oid(Map& map, const Objects& objects) {
  map.clear();
  map.reserve(objects.size());
  for (const auto& object : objects) map.emplace(object.oid, &object);
}

template <class Map, class Key>
auto found(const Map& map, const Key& key) noexcept -> typename Map::mapped_type {
  const auto entry = map.find(key);
  return entry == map.end() ? nullptr : entry->second;
}

template <class Object, class Map>
std::span<const Object* const> all_found(const Map& map, std::string_view name) noexcept {
  const auto entry = map.find(name);
  if (entry == map.end()) return {};
  return entry->second;
}

}  // namespace

const Column* Relation::column(std::string_view wanted) const noexcept {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == wanted; });
  return at == columns.end() ? nullptr : &*at;
}

const Column* Relation::column(std::int16_t number) const noexcept {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.number == number; });
  return at == columns.end() ? nullptr : &*at;
}

void Snapshot::index() {
  by_oid(relation_by_oid_, relations);
  by_oid(type_by_oid_, types);
  by_oid(function_by_oid_, functions);
  by_name(relations_by_name_, relations);
  by_name(functions_by_name_, functions);
  by_name(operators_by_name_, operators);
  by_name(types_by_name_, types);
  member_by_name_.clear();
  for (const auto& member : members) member_by_name_.emplace(member.role, &member);
}

const Relation* Snapshot::relation(Oid oid) const noexcept { return found(relation_by_oid_, oid); }
const Type* Snapshot::type(Oid oid) const noexcept { return found(type_by_oid_, oid); }
const Function* Snapshot::function(Oid oid) const noexcept { return found(function_by_oid_, oid); }
const Member* Snapshot::member(std::string_view role) const noexcept { return found(member_by_name_, role); }

bool Snapshot::proves_name(std::string_view login) const noexcept {
  if (dialect == Dialect::postgres) return true;
  const auto* of_that_name = member(login);
  return of_that_name != nullptr && of_that_name->proves_name;
}

std::span<const Relation* const> Snapshot::relations_named(std::string_view name) const noexcept {
  return all_found<Relation>(relations_by_name_, name);
}
std::span<const Function* const> Snapshot::functions_named(std::string_view name) const noexcept {
  return all_found<Function>(functions_by_name_, name);
}
std::span<const Operator* const> Snapshot::operators_named(std::string_view name) const noexcept {
  return all_found<Operator>(operators_by_name_, name);
}
std::span<const Type* const> Snapshot::types_named(std::string_view name) const noexcept {
  return all_found<Type>(types_by_name_, name);
}

std::vector<ForeignKey> all_keys(const Relation& relation) {
  std::vector<ForeignKey> keys(relation.foreign_keys);
  keys.insert(keys.end(), relation.unchecked_keys.begin(), relation.unchecked_keys.end());
  return keys;
}

bool is_system_schema(std::string_view schema) noexcept {
  return schema == "pg_catalog" || schema == "information_schema" || schema == "pg_toast";
}

bool is_system_schema(std::string_view schema, Dialect dialect) noexcept {
  if (!is_mysql(dialect)) return is_system_schema(schema);
  return schema == "mysql" || schema == "information_schema" || schema == "performance_schema" || schema == "sys";
}

}  // namespace jaali::sql
