#include "tests/unit/masking_rules/golden_catalog_mysql.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "tests/unit/masking_rules/golden_catalog.h"

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

Oid oid(const std::string& text) { return static_cast<Oid>(std::stoul(text)); }

std::vector<std::int16_t> numbers(const std::string& text) {
  std::vector<std::int16_t> found;
  for (const auto& part : split(text, ' ')) found.push_back(static_cast<std::int16_t>(std::stoi(part)));
  return found;
}

sql::Column column(const std::vector<std::string>& fields, const sql::Relation& relation) {
  const auto& flags = fields.at(5);
  const auto has = [&](char flag) { return flags.find(flag) != std::string::npos; };
  sql::Column made;
  made.number = static_cast<std::int16_t>(std::stoi(fields.at(2)));
  made.name = fields.at(3);
  made.type = oid(fields.at(4));
  made.not_null = has('n');
  made.unique_or_exclusion = has('u');
  made.foreign_key = has('f');
  made.referenced = has('r');
  made.invisible = has('i');
  if (fields.size() > 6) {
    for (const auto& name : split(fields[6], ' ')) made.generated_from.push_back(relation.column(name)->number);
  }
  return made;
}

std::shared_ptr<const sql::Snapshot> read_mysql_snapshot(sql::Dialect dialect) {
  const bool maria = dialect == sql::Dialect::mariadb;
  auto snapshot = std::make_shared<sql::Snapshot>();
  snapshot->version = 1;
  snapshot->dialect = dialect;
  snapshot->upstream = "crm";
  snapshot->server_version = maria ? 101119 : 90704;
  std::map<Oid, std::size_t> places;
  const auto relation = [&](const std::string& number) -> sql::Relation& { return snapshot->relations.at(places.at(oid(number))); };
  Oid functions = 50000;
  std::stringstream lines(read_file(std::string(JAALI_SOURCE_DIR) + "/tests/golden/mysql/" + (maria ? "mariadb" : "mysql") + ".txt"));
  for (std::string line; std::getline(lines, line);) {
    const auto fields = split(line, '\t');
    const auto& kind = fields.at(0);
    if (kind == "relation") {
      sql::Relation made;
      made.oid = oid(fields.at(1));
      made.schema = fields.at(2);
      made.name = fields.at(3);
      made.kind = static_cast<sql::RelationKind>(fields.at(4).at(0));
      made.triggers = split(fields.at(5), ' ');
      places[made.oid] = snapshot->relations.size();
      // Objects of the system have numbers below those of users.
      EXPECT_EQ(sql::is_system_schema(made.schema, dialect), made.oid < sql::first_normal_oid);
      snapshot->relations.push_back(std::move(made));
    } else if (kind == "column") {
      auto& of = relation(fields.at(1));
      of.columns.push_back(column(fields, of));
    } else if (kind == "key") {
      sql::ForeignKey key;
      key.referenced = oid(fields.at(2));
      key.deletes = key.updates = false;
      const auto here = numbers(fields.at(3)), there = numbers(fields.at(4));
      for (std::size_t i = 0; i < here.size(); ++i) key.columns.emplace_back(here[i], there[i]);
      relation(fields.at(1)).foreign_keys.push_back(std::move(key));
    } else if (kind == "constraint") {
      relation(fields.at(1)).constraints.push_back(numbers(fields.at(2)));
    } else if (kind == "view") {
      auto& view = relation(fields.at(1));
      view.reads_relations.push_back(oid(fields.at(2)));
      for (const auto number : numbers(fields.at(3))) view.reads.push_back({oid(fields.at(2)), number});
    } else if (kind == "function") {
      sql::Function function;
      function.oid = functions++;
      function.schema = fields.at(1);
      function.name = fields.at(2);
      function.signature = function.schema + "." + function.name;
      function.kind = static_cast<sql::FunctionKind>(fields.at(3).at(0));
      snapshot->functions.push_back(std::move(function));
    }
  }
  snapshot->index();
  return snapshot;
}

MysqlCatalog make(sql::Dialect dialect) {
  using namespace masking_rules;
  MysqlCatalog made;
  const auto loaded = load_policy({std::string(JAALI_SOURCE_DIR) + "/tests/golden/mysql/rules.toml"}, {});
  for (const auto& problem : loaded.diagnostics) EXPECT_NE(problem.level, Diagnostic::Level::error) << problem.line << ": " << problem.message;
  made.policy = loaded.policy;
  made.snapshot = read_mysql_snapshot(dialect);
  made.plain = ClassifiedCatalog::make(made.policy, made.snapshot, {false});
  made.unclassified = ClassifiedCatalog::make(made.policy, made.snapshot, {true});
  return made;
}

}  // namespace

const MysqlCatalog& mysql_catalog(sql::Dialect dialect) {
  static const MysqlCatalog mysql = make(sql::Dialect::mysql), mariadb = make(sql::Dialect::mariadb);
  return dialect == sql::Dialect::mariadb ? mariadb : mysql;
}

masking_rules::NameState mysql_names(sql::Dialect dialect, std::string_view sql_mode) {
  masking_rules::NameState names;
  names.search_path = {"d1"};
  sql::MysqlText mode;
  mode.dialect = dialect;
  mode.version = mysql_catalog(dialect).snapshot->server_version;
  sql::apply_sql_mode(sql_mode, mode);
  names.mysql = mode;
  return names;
}

}  // namespace jaali::testing
