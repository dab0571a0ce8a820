// [[roles]]: conditions and what a role sees.
#include <algorithm>
#include <array>

#include "masking_rules/policy_loader.h"

namespace jaali::masking_rules::loading {
namespace {

std::optional<std::vector<std::string>> patterns(TableReader& table, std::string_view key) {
  const auto given = table.strings(key);
  if (!given) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& pattern : *given) texts.push_back(pattern.text);
  return texts;
}

std::optional<std::vector<Network>> networks(TableReader& table) {
  const auto given = table.strings("networks");
  if (!given) return std::nullopt;
  std::vector<Network> parsed;
  for (const auto& text : *given) {
    if (const auto network = parse_network(text.text))
      parsed.push_back(*network);
    else
      table.sink().error(text.place, network.error().text, "write it as 10.1.0.0/16 or fd00::/8");
  }
  return parsed;
}

std::optional<Sensitivity> sensitivity_named(std::string_view name) {
  for (const auto sensitivity :
       {Sensitivity::public_, Sensitivity::internal, Sensitivity::confidential, Sensitivity::restricted}) {
    if (to_string(sensitivity) == name) return sensitivity;
  }
  return std::nullopt;
}

void unknown_key_in_sees(const TomlEntry& entry, const Role& role, const Loading& loading, DiagnosticSink& sink) {
  std::vector<std::string_view> known{"public", "internal", "confidential", "restricted"};
  for (const auto& of : loading.data.classes) known.push_back(of.name);
  auto hint = did_you_mean(entry.key, known);
  if (hint.empty())
    hint = "a class, a sensitivity, \"*\", or upstream/database.schema.table.column (MySQL: without schema)";
  sink.error(
      entry.place,
      in_quotes(entry.key) + " in sees of role " + role.name + " is neither a class nor a sensitivity nor a column",
      std::move(hint));
}

void load_seen_column(const TomlEntry& entry, Role& role, const std::string& where, Loading& loading,
                      DiagnosticSink& sink) {
  auto name = parse_column_name(entry.key);
  if (!name) {
    sink.error(entry.place, in_quotes(entry.key) + " names no column: " + name.error().text,
               "write it as upstream/database.schema.table.column (MySQL: without schema)");
    return;
  }
  loading.check_upstream(name->table.upstream, name->table.naming, entry.place, sink);
  if (std::ranges::find(role.columns, *name, &std::pair<ColumnName, Sight>::first) != role.columns.end()) {
    sink.error(entry.place, name->to_string() + " is named twice in sees of role " + role.name);
  }
  if (auto sight = load_sight(entry, where, loading, sink))
    role.columns.emplace_back(std::move(*name), std::move(*sight));
}

void load_sees(const TomlValue& sees, Role& role, Loading& loading, DiagnosticSink& sink) {
  if (sees.kind != TomlValue::Kind::table) {
    sink.error(sees.place, "sees of role " + role.name + " must be a table: [roles.sees]");
    return;
  }
  for (const auto& entry : sees.table) {
    const std::string where = in_quotes(entry.key) + " in sees of role " + role.name;
    if (entry.key == "*") {
      role.everything = load_sight(entry, where, loading, sink);
    } else if (entry.key.find('/') != std::string::npos) {
      load_seen_column(entry, role, where, loading, sink);
    } else if (const auto sensitivity = sensitivity_named(entry.key)) {
      role.sensitivities[static_cast<std::size_t>(*sensitivity)] = load_sight(entry, where, loading, sink);
    } else if (const auto of = loading.data.class_named(entry.key)) {
      role.classes[*of] = load_sight(entry, where, loading, sink);
    } else {
      unknown_key_in_sees(entry, role, loading, sink);
    }
  }
}

void load_role(const TomlValue& element, Loading& loading, DiagnosticSink& sink) {
  Role role;
  role.where = sink.at(element.place);
  role.classes.resize(loading.data.classes.size());
  std::string called = "[[roles]]";
  if (element.kind == TomlValue::Kind::table) {
    const auto entry = std::ranges::find(element.table, "name", &TomlEntry::key);
    if (entry != element.table.end() && entry->value.kind == TomlValue::Kind::string)
      called = "role " + entry->value.string;
  }
  TableReader table(element, called, sink);
  table.require("name");
  if (const auto name = table.string("name")) {
    role.name = name->text;
    if (role.name == restricted_role)
      sink.error(name->place, "the role \"restricted\" is built in", "give this one another name");
    else
      check_name(role.name, name->place, "role", sink);
    if (std::ranges::find(loading.data.roles, role.name, &Role::name) != loading.data.roles.end()) {
      sink.error(name->place, "role " + role.name + " is defined twice");
    }
  }
  role.users = patterns(table, "users");
  role.groups = patterns(table, "groups");
  role.databases = patterns(table, "databases");
  role.applications = patterns(table, "applications");
  role.certificates = patterns(table, "certificates");
  role.networks = networks(table);
  if (const auto* sees = table.find("sees")) load_sees(*sees, role, loading, sink);
  table.finish();
  loading.data.roles.push_back(std::move(role));
}

}  // namespace

void load_roles(const TomlValue& roles, Loading& loading, DiagnosticSink& sink) {
  if (roles.kind != TomlValue::Kind::array) {
    sink.error(roles.place, "roles must be written as [[roles]]");
    return;
  }
  for (const auto& element : roles.array) load_role(element, loading, sink);
}

void add_restricted_role(Loading& loading) {
  Role role;
  role.name = restricted_role;
  role.classes.resize(loading.data.classes.size());
  loading.data.roles.push_back(std::move(role));
}

}  // namespace jaali::masking_rules::loading
