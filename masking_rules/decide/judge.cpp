#include "masking_rules/decide/judge.h"

#include <algorithm>
#include <array>

#include "masking_rules/policy_catalog_names.h"
#include "masking_rules/settings.h"

namespace jaali::masking_rules::deciding {

std::optional<Refusal> Judge::judge() {
  describe();
  if (situation_.restricted) {
    understood();
    if (statement_.utility) mysql() ? mysql_utility() : utility();
    resolved();
    if (mysql()) {
      mysql_functions();
    } else {
      types();
      functions();
      operators();
    }
    relations();
    uses();
    writes();
  }
  if (mysql()) mysql_rules();
  outputs();
  effects();
  return std::move(refusal_);
}

void Judge::refuse(std::string message, std::string hint, std::string reason) {
  if (refusal_ || !situation_.restricted) return;
  const bool number = mysql();  // ER_TABLEACCESS_DENIED_ERROR
  refusal_ = Refusal{number ? "42000" : "42501", "jaali: " + std::move(message), std::move(hint), std::move(reason), false, static_cast<std::uint16_t>(number ? 1142 : 0)};
}

/// As the server would say it: applications look at SQLSTATE. The gate refreshes the catalog once and asks again.
void Judge::refuse_unknown(std::string sqlstate, std::string message, std::uint16_t code) {
  if (refusal_ || !situation_.restricted) return;
  refusal_ = Refusal{std::move(sqlstate), std::move(message), "jaali knows no such name, also after looking again.", "unknown name", true, code};
}

void Judge::describe() {
  plan_.kind = statement_.tag;
  plan_.returns_rows = analysis_.returns_rows;
  for (const auto& use : analysis_.relations) {
    for (const auto* relation : use.match.relations) {
      auto name = full_name(catalog_.snapshot(), relation->schema, relation->name);
      if (use.named_only && reads_metadata()) {
        plan_.relations.push_back(std::move(name));
        continue;
      }
      if (std::find(plan_.relations.begin(), plan_.relations.end(), name) == plan_.relations.end()) plan_.relations.push_back(std::move(name));
      bool strips = sensitive(*relation) ? !column_by_column(*relation) : use.target && rests_on_sensitive(*relation);
      if (use.target && !strips) {  // an action of a foreign key fails with the row of the table that refers
        const auto others = referring(*relation, [](const sql::ForeignKey&) { return true; });
        strips = std::any_of(others.begin(), others.end(), [&](const sql::Relation* other) { return sensitive(*other); });
      }
      plan_.sensitive = plan_.sensitive || strips;
    }
  }
  for (const auto& cursor : analysis_.cursors) plan_.needs.push_back({Needs::Kind::cursor, std::string(cursor)});
}

void Judge::understood() {
  for (const auto& problem : analysis_.problems) {
    refuse(problem.what + " is not understood, so it cannot be judged", "Write the statement without it, or ask for a role that sees this data in the clear.",
           "not understood: " + problem.what);
  }
}

void Judge::resolved() {
  const bool if_exists = statement_.utility && statement_.utility->if_exists && (!mysql() || statement_.utility->kind == sql::UtilityKind::drop);
  for (const auto& unresolved : analysis_.unresolved) {
    if (mysql()) {
      if (unresolved.kind != sql::Unresolved::Kind::relation || !if_exists) mysql_unknown(unresolved);
      continue;
    }
    switch (unresolved.kind) {
      case sql::Unresolved::Kind::relation:
        if (!if_exists) refuse_unknown("42P01", "relation \"" + unresolved.name + "\" does not exist");
        break;
      case sql::Unresolved::Kind::column: refuse_unknown("42703", "column \"" + unresolved.name + "\" does not exist"); break;
      case sql::Unresolved::Kind::table: refuse_unknown("42P01", "missing FROM-clause entry for \"" + unresolved.name + "\""); break;
    }
  }
}

void Judge::functions() {
  for (const auto& use : analysis_.functions) {
    const auto found = sql::find_functions(situation_.names, use.name);
    const auto name = sql::written(use.name);
    if (found.empty()) {
      if (use.implied_by == "field access") continue;
      if (use.implied_by == "column notation") return refuse_unknown("42703", "column \"" + name + "\" does not exist");
      const auto types = sql::find_types(situation_.names, use.name);
      if (types.empty()) return refuse_unknown("42883", "function " + name + " does not exist");
      for (const auto* type : types) {  // name(x) is a cast where no function has that name
        if (auto problem = problem_of(*type, situation_.role, catalog_); !problem.empty()) refuse(problem, "List the type under [trust].", "type");
      }
      continue;
    }
    for (const auto* function : found) {
      if (acceptable(*function, catalog_)) continue;
      const bool system = builtin(*function);
      refuse("function " + function->signature + (system ? " reaches data without naming it, or is not reviewed" : " is not trusted") +
                 ": a restricted caller may not call it",
             system ? "Use a role that sees this data in the clear." : "List \"" + catalog_.snapshot().database + "." + function->signature + "\" under [trust] functions, once it was read.",
             "function " + function->signature);
    }
    if (use.call && use.name.back() == "set_config") set_config(*use.call);
  }
}

/// set_config is SET as a function: a setting that is on the list, named by a literal, to a value that no row decides.
void Judge::set_config(const sql::Expression& call) {
  const auto literal = [](const sql::Expression* at) { return at->kind == sql::ExpressionKind::literal && at->literal == sql::LiteralKind::string; };
  if (call.arguments.size() != 3 || !literal(call.arguments[0]) || !sql::is_constant(*call.arguments[1])) {
    return refuse("set_config with a computed name or value", "Name the setting and its value by a literal or a parameter.", "set_config");
  }
  const auto name = lower(call.arguments[0]->text);
  const auto* const value = call.arguments[1];
  const std::string_view text = literal(value) ? value->text : std::string_view("?");
  if (!setting_allowed(name, text) && !application_setting(name)) {
    refuse("setting " + name + " to this value is not open to restricted callers", "", "setting " + name);
  }
}

void Judge::operators() {
  for (const auto& use : analysis_.operators) {
    for (const auto* operation : sql::find_operators(situation_.names, use.name)) {
      if (acceptable(*operation, catalog_)) continue;
      const auto* const function = catalog_.snapshot().function(operation->function);
      const auto signature = function ? function->signature : std::string("a function that is not known");
      refuse("operator " + operation->schema + "." + operation->name + " calls " + signature + ", which is not trusted",
             "List its function under [trust] functions, or write OPERATOR(pg_catalog." + operation->name + ").", "operator " + operation->name);
    }
  }
}

void Judge::types() {
  for (const auto* use : analysis_.types) {
    if (use->of_column) {
      refuse("%TYPE is not understood here", "Name the type itself.", "%TYPE");
      continue;
    }
    const auto found = sql::find_types(situation_.names, use->name);
    const bool session = !use->name.empty() && situation_.names.session_relations.contains(use->name.back());
    const bool serial = use->name.size() == 1 && use->name[0].find("serial") != std::string_view::npos && statement_.utility;
    if (found.empty() && serial) continue;  // CREATE TABLE's shorthand for a sequence's default
    if (found.empty() && !session) return refuse_unknown("42704", "type \"" + sql::written(use->name) + "\" does not exist");
    for (const auto* type : found) {
      if (auto problem = problem_of(*type, situation_.role, catalog_); !problem.empty()) {
        refuse(problem + ": a restricted caller may not use it", "List the type under [trust], once it was read.", "type " + type->name);
      }
      for (const auto& cast : catalog_.snapshot().cast_functions) {
        if (cast.return_type == type->oid && !acceptable(cast, catalog_)) {
          refuse("a cast to " + type->schema + "." + type->name + " calls " + cast.signature + ", which is not trusted",
                 "List its function under [trust] functions.", "cast by " + cast.signature);
        }
      }
    }
  }
}

bool Judge::hidden(sql::ColumnId column) const {
  if (column.column <= 0) return false;
  const auto& met = treatment(column);
  return !met.unclassified && !(met.clear() && met.predicates == Predicates::clear);
}

bool Judge::asks_anyway(sql::ColumnId column) const {
  const auto predicates = treatment(column).predicates;
  return predicates == Predicates::clear || predicates == Predicates::lookup;
}

std::string Judge::name_of(sql::ColumnId column) const {
  const auto* const relation = catalog_.snapshot().relation(column.relation);
  const auto* const found = relation ? relation->column(column.column) : nullptr;
  return found ? relation->schema + "." + relation->name + "." + found->name : catalog_.full_name(column);
}

/// System views that keep statement text or values in a few columns: these alone are protected (design.md §5).
bool Judge::column_by_column(const sql::Relation& relation) const {
  bool others = false;
  for (const auto& column : relation.columns) {
    const sql::ColumnId id{relation.oid, column.number};
    if (!hidden(id)) {
      others = others || catalog_.class_of(id).empty();
    } else if (catalog_.class_of(id) != "server_text") {
      return false;
    }
  }
  return others || (system_schema(relation.schema) && relation.oid < sql::first_normal_oid);
}

bool Judge::all_trusted(const std::vector<std::string>& objects) const {
  return std::all_of(objects.begin(), objects.end(), [&](const std::string& object) { return trusted(object, catalog_); });
}

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return folded;
}

bool application_setting(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 16> prefixes{"app", "application", "audit", "context", "current", "hasura", "jwt", "my",
                                                      "myapp", "request", "rls", "session", "tenant", "user", "var", "vars"};
  const auto dot = name.find('.');
  return dot != std::string_view::npos && std::binary_search(prefixes.begin(), prefixes.end(), name.substr(0, dot));
}

}  // namespace jaali::masking_rules::deciding
