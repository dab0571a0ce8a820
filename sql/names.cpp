#include "sql/names.h"

#include <algorithm>
#include <array>

namespace jaali::sql {
namespace {

constexpr std::string_view catalog_schema = "pg_catalog";

bool temporary_schema(std::string_view schema) noexcept { return schema.starts_with("pg_temp"); }

/// The place of a schema in the path; pg_catalog comes first where it is not listed. nullopt: not in it.
std::optional<std::size_t> place(const std::vector<std::string>& path, std::string_view schema) noexcept {
  const auto at = std::find(path.begin(), path.end(), schema);
  if (at != path.end()) return static_cast<std::size_t>(at - path.begin()) + 1;
  if (schema == catalog_schema) return 0;
  return std::nullopt;
}

/// Does `schema` match what was written, or is it in the path where nothing was?
bool in_reach(const NameContext& names, Name name, std::string_view schema) {
  if (name.size() >= 2) {
    const auto wanted = name[name.size() - 2];
    return wanted == schema || (wanted == "pg_temp" && temporary_schema(schema));
  }
  return !names.search_path || place(*names.search_path, schema).has_value();
}

template <class Object>
std::vector<const Object*> reachable(const NameContext& names, Name name, std::span<const Object* const> all, bool temporary_too) {
  std::vector<const Object*> found;
  for (const auto* object : all) {
    if (in_reach(names, name, object->schema) || (temporary_too && name.size() == 1 && temporary_schema(object->schema))) found.push_back(object);
  }
  return found;
}

/// MySQL: the database that a name is in; nullopt: any, an empty one: none is chosen, and the server refuses the name.
std::optional<std::string_view> database_of(const NameContext& names, Name name) {
  if (name.size() > 1) return name[name.size() - 2];
  if (!names.search_path) return std::nullopt;
  return names.search_path->empty() ? std::string_view() : std::string_view(names.search_path->front());
}

std::string ascii_lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return folded;
}

/// One database, no path. A temporary table of the session hides the permanent one while it lives: both may be meant.
RelationMatch find_mysql_relation(const NameContext& names, Name name) {
  RelationMatch match;
  if (name.empty() || name.size() > 2) return match;
  match.session = names.session_relations.find(name.back()) != names.session_relations.end();
  const auto database = database_of(names, name);
  const bool of_information_schema = database && ascii_lower(*database) == "information_schema";
  const std::string folded = of_information_schema ? ascii_lower(name.back()) : std::string(name.back());
  for (const auto* relation : names.snapshot.relations_named(folded)) {
    if (!database || relation->schema == *database || (of_information_schema && relation->schema == "information_schema")) match.relations.push_back(relation);
  }
  return match;
}

/// Stored functions are of a database, loadable ones of none. Native ones are in no catalog.
std::vector<const Function*> find_mysql_functions(const NameContext& names, Name name) {
  std::vector<const Function*> found;
  if (name.empty() || name.size() > 2) return found;
  const auto database = database_of(names, name);
  for (const auto* function : names.snapshot.functions_named(name.back())) {
    const bool loadable = function->schema.empty() && name.size() == 1;
    if (loadable || !database || function->schema == *database) found.push_back(function);
  }
  return found;
}

bool other_database(const NameContext& names, Name name) { return name.size() > 3 || (name.size() == 3 && name[0] != names.snapshot.database); }

}  // namespace

RelationMatch find_relation(const NameContext& names, Name name) {
  if (is_mysql(names.snapshot.dialect)) return find_mysql_relation(names, name);
  RelationMatch match;
  if (name.empty() || other_database(names, name)) return match;
  match.session = names.session_relations.find(name.back()) != names.session_relations.end();
  const auto all = names.snapshot.relations_named(name.back());
  if (name.size() > 1 || !names.search_path) {
    match.relations = reachable<Relation>(names, name, all, true);
    return match;
  }
  std::optional<std::size_t> first;
  const Relation* permanent = nullptr;
  for (const auto* relation : all) {
    if (relation->temporary || temporary_schema(relation->schema)) {
      match.relations.push_back(relation);  // whose session's is not known: it may be this one's
      continue;
    }
    const auto at = place(*names.search_path, relation->schema);
    if (at && (!first || *at < *first)) {
      first = at;
      permanent = relation;
    }
  }
  if (permanent) match.relations.push_back(permanent);
  return match;
}

std::vector<const Function*> find_functions(const NameContext& names, Name name) {
  if (is_mysql(names.snapshot.dialect)) return find_mysql_functions(names, name);
  if (name.empty() || other_database(names, name)) return {};
  auto found = reachable<Function>(names, name, names.snapshot.functions_named(name.back()), false);
  if (name.size() > 1 || !names.search_path || found.size() < 2) return found;
  const auto hidden = [&](const Function* function) {
    return std::any_of(found.begin(), found.end(), [&](const Function* other) {
      return other != function && place(*names.search_path, other->schema) < place(*names.search_path, function->schema) &&
             other->argument_types == function->argument_types;
    });
  };
  std::vector<const Function*> visible;
  std::copy_if(found.begin(), found.end(), std::back_inserter(visible), [&](const Function* function) { return !hidden(function); });
  return visible;
}

std::vector<const Operator*> find_operators(const NameContext& names, Name name) {
  if (name.empty()) return {};
  return reachable<Operator>(names, name, names.snapshot.operators_named(name.back()), false);
}

std::vector<const Type*> find_types(const NameContext& names, Name name) {
  if (name.empty() || other_database(names, name)) return {};
  return reachable<Type>(names, name, names.snapshot.types_named(name.back()), true);
}

std::string written(Name name) {
  std::string text;
  for (const auto part : name) {
    if (!text.empty()) text += '.';
    text += part;
  }
  return text;
}

bool is_system_column(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> columns{"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"};
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

}  // namespace jaali::sql
