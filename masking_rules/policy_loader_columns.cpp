// [columns."upstream/database.schema.table"], [trust] and [[tests]].
#include <algorithm>
#include <array>

#include "masking_rules/policy_loader.h"
#include "sql/fold.h"

namespace jaali::masking_rules::loading {
namespace {

constexpr std::string_view table_form =
    "write it as upstream/database.schema.table (MySQL: upstream/database.table), a part with a dot or capitals in "
    "\"double quotes\"";

void warn_of_folding(const NamePart& part, std::string_view written, TomlPlace place, DiagnosticSink& sink) {
  if (!part.folded) return;
  sink.warning(
      place,
      in_quotes(written) + " is read as " + in_quotes(part.text) + ", as the database folds names without quotes",
      "for a name with capitals put double quotes inside: '\"Name\"'");
}

void load_column(const TomlEntry& entry, const TablePattern& table, Loading& loading, DiagnosticSink& sink) {
  const std::string where = "[columns." + in_quotes(table.to_string()) + "]";
  auto parts = split_name(entry.key, table.naming);
  if (!parts || parts->size() != 1) {
    sink.error(entry.place,
               in_quotes(entry.key) + " in " + where + " is not the name of a column" +
                   (parts ? "" : ": " + parts.error().text),
               "a name with a dot or capitals needs double quotes inside: '\"a.b\"'");
    return;
  }
  warn_of_folding(parts->front(), entry.key, entry.place, sink);
  if (entry.value.kind != TomlValue::Kind::string) {
    sink.error(entry.value.place, where + " " + entry.key + " must be the name of a class, not " +
                                      std::string(to_string(entry.value.kind)));
    return;
  }
  if (table.mysql()) parts->front().text = sql::fold(parts->front().text);
  ColumnRule rule{table, std::move(parts->front()), std::nullopt, sink.at(entry.place)};
  if (entry.value.string != "none") {
    rule.class_ = loading.data.class_named(entry.value.string);
    if (!rule.class_) {
      std::vector<std::string_view> known{"none"};
      for (const auto& of : loading.data.classes) known.push_back(of.name);
      auto hint = did_you_mean(entry.value.string, known);
      if (hint.empty()) hint = "define [classes." + entry.value.string + "], or write \"none\" for a public column";
      sink.error(entry.value.place, "there is no class " + in_quotes(entry.value.string), std::move(hint));
      return;
    }
  }
  if (loading.first_of(rule.to_string(), entry.place, sink)) loading.data.columns.push_back(std::move(rule));
}

void load_table(const TomlEntry& entry, Loading& loading, DiagnosticSink& sink) {
  auto pattern = parse_table_pattern(entry.key);
  if (!pattern) {
    sink.error(entry.place, in_quotes(entry.key) + " names no table: " + pattern.error().text, std::string(table_form));
    return;
  }
  loading.check_upstream(pattern->upstream, pattern->naming, entry.place, sink);
  for (const auto* part : {&pattern->database, &pattern->schema, &pattern->table})
    warn_of_folding(*part, entry.key, entry.place, sink);
  if (entry.value.kind != TomlValue::Kind::table) {
    sink.error(entry.value.place, "[columns." + in_quotes(entry.key) + "] must be a table of column = \"class\"");
    return;
  }
  for (const auto& column : entry.value.table) load_column(column, *pattern, loading, sink);
}

/// How one list under [trust] is written: by parts behind the upstream, for PostgreSQL and (0: not there) for MySQL.
struct TrustedForm {
  std::string_view key;
  std::size_t postgres_parts;
  std::string_view postgres;
  std::size_t mysql_parts;
  std::string_view mysql;
};
constexpr std::array<TrustedForm, 5> trusted_forms{{
    {"functions", 3, "database.schema.function(type, type)", 2, "database.function"},
    {"views", 3, "database.schema.view", 2, "database.view"},
    {"triggers", 4, "database.schema.table.trigger", 3, "database.table.trigger"},
    {"policies", 4, "database.schema.table.policy", 0, ""},
    {"rules", 4, "database.schema.table.rule", 0, ""},
}};

/// The name of a MySQL object, or nothing where it is none. A loadable function has no database.
std::optional<Trusted> trusted_in_mysql(std::string_view text, const TrustedForm& form) {
  if (form.mysql_parts == 0 || text.ends_with(')')) return std::nullopt;
  auto parts = split_object(text, true, Naming::mysql);
  const bool functions = form.key == "functions";
  if (!parts || !(parts->size() == form.mysql_parts || (functions && parts->size() == 1))) return std::nullopt;
  if (functions) parts->back() = sql::fold(parts->back());
  Trusted trusted;
  trusted.naming = Naming::mysql;
  trusted.object = join_object(*parts);
  return trusted;
}

std::optional<Trusted> trusted_in_postgres(std::string_view text, const TrustedForm& form) {
  const auto parts = split_object(text, true);
  const bool has_arguments = text.ends_with(')');
  if (!parts || parts->size() != form.postgres_parts || has_arguments != (form.key == "functions")) return std::nullopt;
  Trusted trusted;
  trusted.database = parts->front();
  trusted.object = join_object(std::span(*parts).subspan(1));
  return trusted;
}

void load_trusted(TableReader& table, const TrustedForm& form, Loading& loading) {
  const auto names = table.strings(form.key);
  if (!names) return;
  for (const auto& name : *names) {
    std::string_view text = name.text;
    std::optional<std::string> upstream;
    if (const auto slash = text.find('/'); slash != std::string_view::npos && slash < text.find('"')) {
      upstream = text.substr(0, slash);
      text.remove_prefix(slash + 1);
    }
    auto trusted = trusted_in_postgres(text, form);
    if (!trusted) trusted = trusted_in_mysql(text, form);
    if (trusted && !upstream && !loading.serves(trusted->naming)) trusted.reset();
    if (upstream) {
      loading.check_upstream({*upstream, false, false}, trusted ? std::optional(trusted->naming) : std::nullopt,
                             name.place, table.sink());
    }
    if (!trusted) {
      const std::string mysql = form.mysql_parts == 0 ? "" : " (MySQL: " + std::string(form.mysql) + ")";
      table.sink().error(name.place, in_quotes(name.text) + " is not a name for [trust] " + std::string(form.key),
                         "write it as " + std::string(form.postgres) + mysql + ", without * or ?");
      continue;
    }
    trusted->upstream = std::move(upstream);
    trusted->spelling = name.text;
    trusted->where = table.sink().at(name.place);
    loading.data.trusted.push_back(std::move(*trusted));
  }
}

void load_expectation(const TomlValue& value, RuleTest& test, TableReader& table) {
  auto& sink = table.sink();
  if (value.kind == TomlValue::Kind::string) {
    test.expect_refused = value.string == "refused";
    if (!test.expect_refused)
      sink.error(value.place, "expect cannot be " + in_quotes(value.string), "\"refused\", or { column = \"clear\" }");
    return;
  }
  if (value.kind != TomlValue::Kind::table) {
    table.wrong_kind("expect", value, "\"refused\" or { column = \"clear\" }");
    return;
  }
  for (const auto& entry : value.table) {
    if (entry.value.kind != TomlValue::Kind::string) {
      sink.error(entry.value.place, "what is expected of " + entry.key + " must be a string");
      continue;
    }
    std::string expected = entry.value.string;
    if (expected != "clear") {
      // A key is needed to make a token, not to name one.
      const auto mask = parse_mask(
          expected, std::make_shared<const TokenKey>(TokenKey{"test", protocol::Secret("0123456789abcdef")}));
      if (mask)
        expected = (*mask)->spelling();
      else
        sink.error(entry.value.place, "expected of " + entry.key + " is neither \"clear\" nor a mask: " + mask.error());
    }
    test.expect[entry.key] = std::move(expected);
  }
}

}  // namespace

void load_columns(const TomlValue& columns, Loading& loading, DiagnosticSink& sink) {
  if (columns.kind != TomlValue::Kind::table) {
    sink.error(columns.place, "columns must be tables: [columns.\"crm/crm.public.citizens\"]");
    return;
  }
  for (const auto& entry : columns.table) load_table(entry, loading, sink);
}

void load_trust(const TomlValue& trust, Loading& loading, DiagnosticSink& sink) {
  TableReader table(trust, "[trust]", sink);
  for (const auto& form : trusted_forms) load_trusted(table, form, loading);
  table.finish();
}

void load_tests(const TomlValue& tests, Loading& loading, DiagnosticSink& sink) {
  if (tests.kind != TomlValue::Kind::array) {
    sink.error(tests.place, "tests must be written as [[tests]]");
    return;
  }
  for (const auto& element : tests.array) {
    TableReader table(element, "[[tests]]", sink);
    RuleTest test;
    test.where = sink.at(element.place);
    for (const std::string_view key : {"as", "on", "sql", "expect"}) table.require(key);
    if (const auto as = table.string("as")) {
      test.as = as->text;
      std::vector<std::string_view> names;
      for (const auto& role : loading.data.roles) names.push_back(role.name);
      if (std::ranges::find(names, test.as) == names.end()) {
        sink.error(as->place, "there is no role " + in_quotes(test.as), did_you_mean(test.as, names));
      }
    }
    if (const auto on = table.string("on")) {
      test.on = on->text;
      const auto slash = test.on.find('/');
      if (slash == 0 || slash == std::string::npos || slash + 1 == test.on.size()) {
        sink.error(on->place, in_quotes(test.on) + " names no database", "write it as upstream/database");
      } else {
        loading.check_upstream({test.on.substr(0, slash), false, false}, std::nullopt, on->place, sink);
      }
    }
    if (const auto sql = table.string("sql")) test.sql = sql->text;
    if (const auto* expect = table.find("expect")) load_expectation(*expect, test, table);
    table.finish();
    loading.data.tests.push_back(std::move(test));
  }
}

}  // namespace jaali::masking_rules::loading
