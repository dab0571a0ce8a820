// Reading: which relations a statement may name, what may be done with their columns, and what its output is masked with.
#include <algorithm>

#include "masking_rules/decide/judge.h"

namespace jaali::masking_rules::deciding {
namespace {

constexpr std::string_view other_role = "Ask for a role that sees these columns in the clear, or leave them out.";

std::string_view rule_word(Predicates predicates) noexcept {
  return predicates == Predicates::lookup ? "predicates = \"lookup\"" : "predicates = \"refuse\"";
}

/// What mysqldump and its kin send for a table's rows: MySQL alone has the modifier, and hardly anybody else writes it.
bool dumps(const sql::Statement& statement) {
  if (!statement.query) return false;
  const auto& query = *statement.query;
  const bool no_cache = std::find(query.modifiers.begin(), query.modifiers.end(), "SQL_NO_CACHE") != query.modifiers.end();
  const bool star = std::any_of(query.targets.begin(), query.targets.end(), [](const auto& target) { return target.value && target.value->star; });
  return no_cache && (star || !query.where);
}

}  // namespace

void Judge::relations() {
  for (const auto& use : analysis_.relations) {
    for (const auto* relation : use.match.relations) {
      if (sensitive(*relation) && !column_by_column(*relation)) sensitive_relation(use, *relation);
      if (!use.named_only) server_reads(*relation);
      if (use.target) target(use, *relation);
      if (use.target) foreign_key_actions(use, *relation);
    }
  }
}

/// What names a sensitive relation must be a plain read, or a plain write, of tables.
void Judge::sensitive_relation(const sql::RelationUse& use, const sql::Relation& relation) {
  const auto name = relation.schema + "." + relation.name;
  const auto reason = catalog_.reason(relation.oid);
  if (use.named_only && reads_metadata()) return;
  if (use.named_only) {
    return refuse(std::string(statement_.tag) + " of " + name + ", which holds protected columns, is refused to a restricted caller", std::string(other_role),
                  std::string(statement_.tag) + " of a sensitive relation");
  }
  if (statement_.utility) {
    return refuse(std::string(statement_.tag) + " over " + name + ", which holds protected columns, is refused to a restricted caller",
                  "Send the query itself, or use a role that sees these columns in the clear.", std::string(statement_.tag) + " over a sensitive relation");
  }
  if (!use.outermost) {
    return refuse(name + " holds protected columns and stands inside a subquery, WITH, set operation or INSERT … SELECT",
                  "Read it in the outermost FROM, joined as a table.", "sensitive relation below the outermost query");
  }
  switch (relation.kind) {
    case sql::RelationKind::table:
    case sql::RelationKind::partitioned:
    case sql::RelationKind::foreign_table: break;
    case sql::RelationKind::view:
    case sql::RelationKind::materialized_view:
      if (!trusted(name, catalog_)) {
        return refuse("view " + name + " depends on protected columns" + (reason.empty() ? "" : " (" + std::string(reason) + ")") + " and is not trusted",
                      "Read its tables, or list the view under [trust].", "untrusted view");
      }
      break;
    case sql::RelationKind::sequence:
    case sql::RelationKind::composite:
    case sql::RelationKind::index:
    case sql::RelationKind::toast:
      return refuse(name + " cannot be read by a restricted caller", std::string(other_role), "not a table");
  }
  if (analysis_.into) return refuse("SELECT INTO from " + name + ", which holds protected columns", std::string(other_role), "SELECT INTO from a sensitive relation");
  if (use.target && use.modify == sql::ModifyKind::merge) return refuse("MERGE into " + name + ", which holds protected columns", "Use INSERT … ON CONFLICT or UPDATE.", "MERGE");
  if (statement_.modify && statement_.modify->kind == sql::ModifyKind::merge) {
    return refuse("MERGE that reads " + name + ", which holds protected columns", std::string(other_role), "MERGE");
  }
  if (use.target && analysis_.insert_query) {
    return refuse("INSERT … SELECT into " + name + ", which holds protected columns", "Insert literals or parameters by VALUES.", "INSERT … SELECT into a sensitive relation");
  }
  if (!analysis_.cursors.empty()) return refuse("WHERE CURRENT OF over " + name + ", which holds protected columns", "Name the row by its key.", "WHERE CURRENT OF");
  for (const auto strength : analysis_.locks) {
    if (strength != "UPDATE") refuse("FOR " + std::string(strength) + " over " + name + ", which holds protected columns", "Use FOR UPDATE, or no lock.", "row lock");
  }
}

/// Row security and rewrite rules read for whoever touches the relation.
void Judge::server_reads(const sql::Relation& relation) {
  const auto name = relation.schema + "." + relation.name;
  const auto reads_hidden = [&](const std::vector<sql::ColumnId>& columns) {
    return std::any_of(columns.begin(), columns.end(), [&](sql::ColumnId column) { return hidden(column); });
  };
  if (!relation.policies.empty() && reads_hidden(relation.policy_reads) && !all_trusted(relation.policies)) {
    refuse("row security of " + name + " reads protected columns and is not trusted", "List its policies under [trust], once they were read.", "row security over protected columns");
  }
  const bool has_rules = !relation.rules.empty() && relation.kind != sql::RelationKind::view;
  if (has_rules && !all_trusted(relation.rules) && (sensitive(relation) || reads_hidden(relation.reads))) {
    refuse("a rewrite rule of " + name + " touches protected columns and is not trusted", "List the rule under [trust], once it was read.", "rewrite rule");
  }
}

/// A view over tables of which some are sensitive, though it shows none of their protected columns.
bool Judge::rests_on_sensitive(const sql::Relation& relation, int depth) const {
  if (sensitive(relation)) return !column_by_column(relation);
  if (depth > 16) return true;
  return std::any_of(relation.reads_relations.begin(), relation.reads_relations.end(), [&](sql::Oid oid) {
    if (oid == relation.oid) return false;
    const auto* const below = catalog_.snapshot().relation(oid);
    return !below || rests_on_sensitive(*below, depth + 1);
  });
}

void Judge::uses() {
  for (const auto& one : analysis_.uses) {
    if (hidden(one.column)) use(one);
  }
}

void Judge::use(const sql::Use& use) {
  const auto& met = treatment(use.column);
  const auto name = name_of(use.column);
  if (met.kind == Treatment::Kind::refuse) {
    return refuse("column " + name + " may not be read by this role (" + met.rule + ")", "Leave the column out.", "refused column");
  }
  if (use.kind == sql::Use::Kind::whole_row && !met.clear()) {
    return refuse("the whole row holds " + name + ", which is masked (" + met.rule + ")", "Name the columns one by one.", "whole row");
  }
  const bool allowed = met.predicates == Predicates::clear || (met.predicates == Predicates::lookup && lookup_allowed(use));
  if (!allowed) {
    const bool lookup = met.predicates == Predicates::lookup;
    return refuse("column " + name + " is used in " + std::string(use.clause) + ", but " + met.rule + " has " + std::string(rule_word(met.predicates)),
                  lookup ? "Only column = constant in WHERE, with a literal or a parameter of its own type, and joins along a declared foreign key are open."
                         : "Hand the column out as it is, in the outermost select list, or leave it out.",
                  "use of a protected column in " + std::string(use.clause));
  }
  if (std::find(plan_.used.begin(), plan_.used.end(), use.column) == plan_.used.end()) plan_.used.push_back(use.column);
}

OutputColumn Judge::output(const sql::Output& output) const {
  OutputColumn column{std::string(output.name), std::nullopt, nullptr};
  const auto rank = [](const Treatment& met) {
    if (met.kind == Treatment::Kind::refuse) return 3;
    return met.clear() ? 0 : met.unclassified ? 1 : 2;
  };
  int highest = -1;
  for (const auto source : output.sources) {
    if (source.column <= 0) continue;
    const auto& met = treatment(source);
    if (rank(met) <= highest) continue;
    highest = rank(met);
    column.source = source;
    column.treatment = met.clear() ? nullptr : &met;
  }
  return column;
}

void Judge::outputs() {
  if (statement_.utility && mysql()) return mysql_outputs();
  if (statement_.utility) {  // what EXECUTE and FETCH return is known by the wire's origin alone
    plan_.columns_known = statement_.utility->kind == sql::UtilityKind::show || statement_.utility->kind == sql::UtilityKind::explain;
    plan_.returns_rows = plan_.columns_known || statement_.utility->kind == sql::UtilityKind::fetch || statement_.utility->kind == sql::UtilityKind::execute;
    if (plan_.columns_known) plan_.columns.push_back({statement_.utility->kind == sql::UtilityKind::show ? "setting" : "QUERY PLAN", std::nullopt, nullptr});
    if (statement_.utility->kind == sql::UtilityKind::show && statement_.utility->name == "all") plan_.columns_known = false;
    if (!plan_.columns_known) plan_.columns.clear();
    return;
  }
  if (analysis_.select_into) {  // the rows go where no mask reaches; what may be in them was judged
    plan_.columns_known = true;
    return;
  }
  bool masked = false;
  for (const auto& one : analysis_.outputs) {
    auto column = output(one);
    if (column.treatment && column.treatment->kind == Treatment::Kind::refuse) {
      refuse("column " + name_of(*column.source) + " may not be read by this role (" + column.treatment->rule + ")", "Leave the column out.", "refused column");
    }
    masked = masked || (column.treatment && !column.treatment->unclassified);
    plan_.columns.push_back(std::move(column));
  }
  plan_.columns_known = analysis_.outputs_known;
  if (masked && dumps(statement_)) {
    refuse("a dump of columns that are masked (SELECT SQL_NO_CACHE, as mysqldump sends it)", "Its rows would be taken for the real ones: dump as a role that sees them in the clear.", "dump of masked columns");
  }
  if (analysis_.outputs_known) return;
  plan_.columns.clear();
  if (plan_.sensitive || masked) {
    refuse("the columns of * cannot be told apart here, and some of them are protected", "Name the columns one by one.", "unknown columns");
  }
}

}  // namespace jaali::masking_rules::deciding
