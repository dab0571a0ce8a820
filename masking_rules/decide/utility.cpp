// Statements that are neither queries nor data changes: an allow-list (design.md §5), and what each does to the session.
#include <algorithm>

#include "masking_rules/decide/judge.h"
#include "masking_rules/settings.h"

namespace jaali::masking_rules::deciding {
namespace {

using sql::UtilityKind;

bool changes_names(std::string_view setting) noexcept {
  return setting == "search_path" || setting == "role" || setting == "session_authorization" || setting == "all";
}

}  // namespace

void Judge::utility() {
  const auto& node = *statement_.utility;
  const auto tag = std::string(statement_.tag);
  switch (node.kind) {
    case UtilityKind::transaction:
    case UtilityKind::set_constraints:
    case UtilityKind::show:
    case UtilityKind::reset:
    case UtilityKind::execute:
    case UtilityKind::deallocate:
    case UtilityKind::fetch:
    case UtilityKind::close_cursor:
    case UtilityKind::listen:
    case UtilityKind::unlisten:
    case UtilityKind::notify:
    case UtilityKind::discard:
    case UtilityKind::explain: return;
    case UtilityKind::alter_role_password: plan_.password_of = node.name; return;
    case UtilityKind::set: return setting(node);
    case UtilityKind::prepare:
    case UtilityKind::declare_cursor: return flows(tag, false, true);
    case UtilityKind::create_table_as: return flows(tag, false, false);
    case UtilityKind::copy:
      if (node.name == "PROGRAM" || node.name == "FILE") {
        return refuse("COPY with a server-side file or program", "Use COPY … FROM STDIN or TO STDOUT.", "COPY of a file or program");
      }
      if (node.name == "STDOUT") flows(tag, true, false);
      return;
    case UtilityKind::create_table:
    case UtilityKind::alter_table:
    case UtilityKind::create_index:
    case UtilityKind::create_sequence:
    case UtilityKind::alter_sequence:
    case UtilityKind::drop:
    case UtilityKind::rename:
    case UtilityKind::alter_schema:
    case UtilityKind::truncate:
    case UtilityKind::lock:
    case UtilityKind::vacuum:
    case UtilityKind::analyze:
    case UtilityKind::cluster:
    case UtilityKind::reindex:
    case UtilityKind::comment:
    case UtilityKind::grant:
    case UtilityKind::refresh:
    case UtilityKind::create_schema:
    case UtilityKind::drop_schema: return definition(node);
    case UtilityKind::alter_owner:
    case UtilityKind::call:
    case UtilityKind::empty:
    case UtilityKind::use:
    case UtilityKind::set_statement:
    case UtilityKind::describe:
    case UtilityKind::show_what:
    case UtilityKind::do_:
    case UtilityKind::handler:
    case UtilityKind::load_data:
    case UtilityKind::unlock:
    case UtilityKind::kill:
    case UtilityKind::flush:
    case UtilityKind::maintain:
    case UtilityKind::get_diagnostics:
    case UtilityKind::signal:
    case UtilityKind::create_view:
    case UtilityKind::drop_database:
    case UtilityKind::create_database:
    case UtilityKind::help:
    case UtilityKind::explain_connection:
    case UtilityKind::other: break;
  }
  refuse(std::string(node.name.empty() ? statement_.tag : node.name) + " is not open to restricted callers",
         "Ask for a role that sees everything in the clear, or run it past the proxy as its owner.", "statement kind " + tag);
}

void Judge::setting(const sql::Utility& node) {
  const auto name = lower(node.name);
  if (name == "role" || name == "session_authorization") return;  // changes nothing here: the role goes by the login
  if (name == "transaction" || name == "session characteristics" || name == "transaction snapshot") return;
  std::string value = node.to_default ? "default" : "";
  for (const auto* part : node.values) {
    if (!value.empty()) value += ',';
    value += part->kind == sql::ExpressionKind::literal ? part->text : std::string_view("?");
  }
  if (setting_allowed(name, value) || application_setting(name)) return;
  refuse("SET " + name + " to this value is not open to restricted callers",
         "Settings that change how a text is read, which rows come first, or what code runs stay as the server has them.", "setting " + name);
}

void Judge::definition(const sql::Utility& node) {
  const auto tag = std::string(statement_.tag);
  const bool whole_database = node.relations.empty() &&
                              (node.kind == UtilityKind::vacuum || node.kind == UtilityKind::analyze || node.kind == UtilityKind::cluster);
  if (whole_database) return refuse(tag + " of the whole database touches protected tables", "Name the tables.", tag + " of everything");
  const auto& snapshot = catalog_.snapshot();
  if (node.kind == UtilityKind::drop_schema) {
    for (const auto schema : node.names) {
      for (const auto& relation : snapshot.relations) {
        if (relation.schema == schema && sensitive(relation)) return refuse("DROP SCHEMA " + std::string(schema) + " would drop tables with protected columns", "", "DROP SCHEMA");
      }
    }
    return;
  }
  for (const auto& use : analysis_.relations) {
    for (const auto* relation : use.match.relations) {
      const auto name = relation->schema + "." + relation->name;
      if (system_schema(relation->schema)) return refuse(tag + " of " + name + ", which belongs to the system", "", tag + " of a system relation");
      if (relation->kind == sql::RelationKind::view && node.kind != UtilityKind::drop && node.kind != UtilityKind::comment && node.kind != UtilityKind::grant &&
          node.kind != UtilityKind::lock && rests_on_sensitive(*relation)) {
        return refuse(tag + " of view " + name + ", which rests on tables with protected columns", "", tag + " of a view");
      }
      if (node.kind == UtilityKind::refresh && rests_on_sensitive(*relation)) return refuse(tag + " of " + name + ", which rests on protected columns", "", tag);
      if (node.kind == UtilityKind::truncate) {
        for (const auto& trigger : relation->triggers) {
          if (!trusted(trigger, catalog_)) return refuse("TRUNCATE of " + name + " may run trigger " + trigger + ", which is not trusted", "List it under [trust] triggers.", "untrusted trigger");
        }
      }
      if (!node.cascade) continue;
      for (const auto* other : referring(*relation, [](const sql::ForeignKey&) { return true; })) {
        const auto reached = other->schema + "." + other->name;
        if (sensitive(*other)) return refuse(tag + " … CASCADE reaches " + reached + ", which holds protected columns", "Leave CASCADE out.", tag + " CASCADE");
        if (node.kind == UtilityKind::truncate && !all_trusted(other->triggers)) {
          return refuse(tag + " … CASCADE may run triggers of " + reached + ", which are not trusted", "List them under [trust] triggers.", "untrusted trigger");
        }
      }
    }
  }
}

/// Outputs that go into a table, a file or a cursor cannot be masked on their way.
void Judge::flows(std::string_view into, bool unclassified_too, bool origin_serves) {
  for (const auto& one : analysis_.outputs) {
    const auto column = output(one);
    if (!column.treatment) continue;
    const bool unclassified = column.treatment->unclassified;
    if (unclassified && !unclassified_too && (!origin_serves || one.origin)) continue;
    const auto why = unclassified ? ", which nobody classified and so is masked" : ", which is masked";
    return refuse(std::string(into) + " of " + name_of(*column.source) + why + " (" + column.treatment->rule + ")",
                  unclassified ? "Use SELECT, or have the DBA classify the column (\"none\" if it is public)." : "Use SELECT, or leave the column out.", std::string(into) + " of a masked column");
  }
  if (analysis_.outputs_known) return;
  for (const auto& use : analysis_.relations) {
    for (const auto* relation : use.match.relations) {
      for (const auto& column : relation->columns) {
        const auto& met = treatment({relation->oid, column.number});
        if (!met.clear() && (!met.unclassified || unclassified_too)) {
          return refuse(std::string(into) + " of columns that cannot be told apart, some of them masked", "Name the columns one by one.", std::string(into) + " of unknown columns");
        }
      }
    }
  }
}

void Judge::effect(Effect::Kind kind, std::string_view name) { plan_.effects.push_back({kind, std::string(name)}); }

void Judge::effects() {
  using Kind = Effect::Kind;
  for (const auto& use : analysis_.functions) {
    if (!use.call || use.name.empty() || use.name.back() != "set_config" || use.call->arguments.empty()) continue;
    const auto* const name = use.call->arguments[0];
    if (name->kind != sql::ExpressionKind::literal || changes_names(lower(name->text))) effect(Kind::names_change);
  }
  if (analysis_.into) {
    if (situation_.restricted) flows("SELECT INTO", false, false);
    effect(Kind::creates_relation, analysis_.into->name.back());
    effect(Kind::names_change);
    if (!analysis_.into->temporary) effect(Kind::catalog_change);
  }
  if (statement_.modify && situation_.restricted && analysis_.insert_query) {
    for (const auto& use : analysis_.uses) {
      if (use.clause == "INSERT … SELECT" && hidden(use.column)) {
        refuse("INSERT … SELECT copies " + name_of(use.column) + ", which is protected", "Leave the column out.", "INSERT … SELECT of a protected column");
      }
    }
  }
  if (mysql()) return mysql_effects();
  if (statement_.utility) utility_effects(*statement_.utility);
}

void Judge::utility_effects(const sql::Utility& node) {
  using Kind = Effect::Kind;
  const auto changes = [&](bool temporary) {
    effect(Kind::names_change);
    if (!temporary) effect(Kind::catalog_change);
  };
  const auto needs = [&](Needs::Kind kind, std::string_view name) { plan_.needs.push_back({kind, std::string(name)}); };
  if (node.body && node.body->utility && node.body->utility->kind == UtilityKind::execute) needs(Needs::Kind::statement, node.body->utility->name);
  switch (node.kind) {
    case UtilityKind::transaction:
      if (node.name == "COMMIT" || node.name == "ROLLBACK" || node.name == "PREPARE TRANSACTION") {
        if (!node.local) effect(Kind::transaction_end);
        effect(Kind::names_change);
      }
      break;
    case UtilityKind::set:
    case UtilityKind::reset:
      if (changes_names(lower(node.name))) effect(Kind::names_change);
      break;
    case UtilityKind::prepare: effect(Kind::prepare, node.name); break;
    case UtilityKind::execute: needs(Needs::Kind::statement, node.name); break;
    case UtilityKind::deallocate: effect(node.name.empty() ? Kind::deallocate_all : Kind::deallocate, node.name); break;
    case UtilityKind::declare_cursor: effect(Kind::declare_cursor, node.name); break;
    case UtilityKind::fetch: needs(Needs::Kind::cursor, node.name); break;
    case UtilityKind::close_cursor: effect(node.name.empty() ? Kind::close_all_cursors : Kind::close_cursor, node.name); break;
    case UtilityKind::discard:
      if (node.name == "ALL") effect(Kind::discard_all);
      if (node.name == "ALL" || node.name == "TEMP") effect(Kind::names_change);
      break;
    case UtilityKind::create_table:
    case UtilityKind::create_table_as:
    case UtilityKind::create_sequence:
      if (node.target) effect(Kind::creates_relation, node.target->name.back());
      changes(node.target && node.target->temporary);
      break;
    case UtilityKind::rename:
      if (!node.name.empty()) effect(Kind::creates_relation, node.name);
      for (const auto* relation : node.relations) effect(Kind::creates_relation, relation->name.back());
      changes(false);
      break;
    case UtilityKind::alter_table:
    case UtilityKind::alter_schema:
      for (const auto* relation : node.relations) effect(Kind::creates_relation, relation->name.back());
      changes(false);
      break;
    case UtilityKind::create_index:
    case UtilityKind::alter_sequence:
    case UtilityKind::drop:
    case UtilityKind::create_schema:
    case UtilityKind::drop_schema:
    case UtilityKind::alter_owner:
    case UtilityKind::grant:
    case UtilityKind::call:
    case UtilityKind::empty:
    case UtilityKind::use:
    case UtilityKind::set_statement:
    case UtilityKind::describe:
    case UtilityKind::show_what:
    case UtilityKind::do_:
    case UtilityKind::handler:
    case UtilityKind::load_data:
    case UtilityKind::unlock:
    case UtilityKind::kill:
    case UtilityKind::flush:
    case UtilityKind::maintain:
    case UtilityKind::get_diagnostics:
    case UtilityKind::signal:
    case UtilityKind::create_view:
    case UtilityKind::drop_database:
    case UtilityKind::create_database:
    case UtilityKind::help:
    case UtilityKind::explain_connection:
    case UtilityKind::other: changes(false); break;
    case UtilityKind::set_constraints:
    case UtilityKind::show:
    case UtilityKind::explain:
    case UtilityKind::copy:
    case UtilityKind::truncate:
    case UtilityKind::lock:
    case UtilityKind::vacuum:
    case UtilityKind::analyze:
    case UtilityKind::cluster:
    case UtilityKind::reindex:
    case UtilityKind::comment:
    case UtilityKind::refresh:
    case UtilityKind::listen:
    case UtilityKind::unlisten:
    case UtilityKind::notify:
    case UtilityKind::alter_role_password: break;
  }
}

}  // namespace jaali::masking_rules::deciding
