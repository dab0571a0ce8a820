#include "tests/unit/masking_rules/golden_catalog.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace jaali::testing {
namespace {

using sql::Oid;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  if (!text.empty() && text.back() == separator) parts.emplace_back();
  return parts;
}

template <class Number>
Number number(const std::string& text) { return static_cast<Number>(std::stoll(text.empty() ? "0" : text)); }

template <class Number>
std::vector<Number> numbers(const std::string& text) {
  std::vector<Number> found;
  for (const auto& part : split(text, ' ')) found.push_back(number<Number>(part));
  return found;
}

void add_relation(sql::Snapshot& snapshot, const std::vector<std::string>& fields) {
  sql::Relation relation;
  relation.oid = number<Oid>(fields.at(1));
  relation.schema = fields.at(2);
  relation.name = fields.at(3);
  relation.kind = static_cast<sql::RelationKind>(fields.at(4).at(0));
  relation.temporary = fields.at(5) == "t";
  relation.row_type = number<Oid>(fields.at(6));
  relation.parents = numbers<Oid>(fields.at(7));
  for (const auto& read : split(fields.at(8), ' ')) {
    const auto colon = read.find(':');
    relation.reads.push_back({number<Oid>(read.substr(0, colon)), number<std::int16_t>(read.substr(colon + 1))});
  }
  relation.reads_relations = numbers<Oid>(fields.at(9));
  relation.calls = numbers<Oid>(fields.at(10));
  relation.triggers = split(fields.at(11), ' ');
  snapshot.relations.push_back(std::move(relation));
}

void add_column(sql::Relation& relation, const std::vector<std::string>& fields) {
  sql::Column column;
  column.number = number<std::int16_t>(fields.at(2));
  column.name = fields.at(3);
  column.type = number<Oid>(fields.at(4));
  column.base_type = number<Oid>(fields.at(5));
  column.collation = number<Oid>(fields.at(6));
  column.not_null = fields.at(7) == "t";
  column.unique_or_exclusion = fields.at(8) == "t";
  column.foreign_key = fields.at(9) == "t";
  column.referenced = fields.at(10) == "t";
  relation.columns.push_back(std::move(column));
}

void add_function(sql::Snapshot& snapshot, const std::vector<std::string>& fields) {
  sql::Function function;
  function.oid = number<Oid>(fields.at(1));
  function.schema = fields.at(2);
  function.name = fields.at(3);
  function.kind = static_cast<sql::FunctionKind>(fields.at(4).at(0));
  function.volatility = static_cast<sql::Volatility>(fields.at(5).at(0));
  function.return_type = number<Oid>(fields.at(6));
  function.returns_set = fields.at(7) == "t";
  function.language = fields.at(8);
  function.argument_types = numbers<Oid>(fields.at(9));
  function.extension = fields.at(10) == "t";
  function.builtin = function.schema == "pg_catalog" && function.oid < sql::first_normal_oid;
  function.signature = fields.at(11).empty() ? function.schema + "." + function.name + "()" : fields.at(11);
  snapshot.functions.push_back(std::move(function));
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<sql::Snapshot> read_snapshot() {
  auto snapshot = std::make_shared<sql::Snapshot>();
  snapshot->version = 1;
  snapshot->upstream = snapshot->database = "crm";
  snapshot->server_version = 150018;
  std::map<Oid, std::size_t> places;
  std::stringstream lines(read_file(std::string(JAALI_SOURCE_DIR) + "/tests/golden/postgres/catalog.txt"));
  for (std::string line; std::getline(lines, line);) {
    const auto fields = split(line, '\t');
    const auto& kind = fields.at(0);
    if (kind == "relation") {
      places[number<Oid>(fields.at(1))] = snapshot->relations.size();
      add_relation(*snapshot, fields);
    } else if (kind == "column") {
      add_column(snapshot->relations.at(places.at(number<Oid>(fields.at(1)))), fields);
    } else if (kind == "key") {
      sql::ForeignKey key;
      key.referenced = number<Oid>(fields.at(2));
      const auto here = numbers<std::int16_t>(fields.at(3)), there = numbers<std::int16_t>(fields.at(4));
      for (std::size_t i = 0; i < here.size(); ++i) key.columns.emplace_back(here[i], there[i]);
      snapshot->relations.at(places.at(number<Oid>(fields.at(1)))).foreign_keys.push_back(std::move(key));
    } else if (kind == "constraint") {
      snapshot->relations.at(places.at(number<Oid>(fields.at(1)))).constraints.push_back(numbers<std::int16_t>(fields.at(2)));
    } else if (kind == "function") {
      add_function(*snapshot, fields);
    } else if (kind == "operator") {
      snapshot->operators.push_back({fields.at(1), fields.at(2), number<Oid>(fields.at(3)), number<Oid>(fields.at(4)), number<Oid>(fields.at(5)), false});
    } else if (kind == "type") {
      sql::Type type;
      type.oid = number<Oid>(fields.at(1));
      type.schema = fields.at(2);
      type.name = fields.at(3);
      type.kind = fields.at(4).at(0);
      type.base = number<Oid>(fields.at(5));
      type.element = number<Oid>(fields.at(6));
      type.relation = number<Oid>(fields.at(7));
      type.builtin = type.oid < sql::first_normal_oid;
      snapshot->types.push_back(std::move(type));
    }
  }
  snapshot->index();
  return snapshot;
}

const GoldenCatalog& golden_catalog() {
  static const GoldenCatalog catalog = [] {
    using namespace masking_rules;
    GoldenCatalog made;
    const auto loaded = load_policy({std::string(JAALI_SOURCE_DIR) + "/tests/golden/postgres/rules.toml"}, {});
    for (const auto& problem : loaded.diagnostics) EXPECT_NE(problem.level, Diagnostic::Level::error) << problem.line << ": " << problem.message;
    made.policy = loaded.policy;
    made.snapshot = read_snapshot();
    made.plain = ClassifiedCatalog::make(made.policy, made.snapshot, {false});
    made.unclassified = ClassifiedCatalog::make(made.policy, made.snapshot, {true});
    return made;
  }();
  return catalog;
}

std::size_t GoldenCatalog::role(std::string_view name) const { return policy->role_named(name).value(); }

masking_rules::Verdict decide_as(std::string_view role, std::string_view text, bool mask_unclassified) {
  const auto& golden = golden_catalog();
  masking_rules::NameState names;
  names.search_path = {"app", "public"};
  return masking_rules::decide(text, false, golden.role(role), mask_unclassified ? *golden.unclassified : *golden.plain, names);
}

}  // namespace jaali::testing
