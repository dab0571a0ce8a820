// predicates = "lookup": `column = constant` as a conjunct of WHERE, and joins along a declared foreign key; nothing else.
#include <algorithm>
#include <array>

#include "masking_rules/decide/judge.h"

namespace jaali::masking_rules::deciding {
namespace {

// pg_type.dat; fixed in every version.
constexpr std::array<sql::Oid, 3> strings{25, 1043, 1042};   // text, varchar, bpchar
constexpr std::array<sql::Oid, 3> integers{20, 21, 23};      // int8, int2, int4

bool same_family(sql::Oid a, sql::Oid b) noexcept {
  const auto both = [&](const auto& family) { return std::find(family.begin(), family.end(), a) != family.end() && std::find(family.begin(), family.end(), b) != family.end(); };
  return a == b || both(strings) || both(integers);
}

std::vector<sql::Oid> family_of(sql::Oid type) {
  for (const auto& family : {strings, integers}) {
    if (std::find(family.begin(), family.end(), type) != family.end()) return {family.begin(), family.end()};
  }
  return {type};
}

}  // namespace

bool Judge::lookup_allowed(const sql::Use& use) {
  if (mysql()) return mysql_lookup_allowed(use);
  const auto* const relation = catalog_.snapshot().relation(use.column.relation);
  const auto* const column = relation ? relation->column(use.column.column) : nullptr;
  if (!column || !builtin_equality(*column)) return false;
  if (use.kind == sql::Use::Kind::equality) return use.constant && constant_allowed(*use.constant, *column);
  if (use.kind == sql::Use::Kind::arbiter) return use.clause == "ON CONFLICT";
  return use.kind == sql::Use::Kind::join_equality && foreign_key_join(use);
}

/// Would the server take pg_catalog's = for this column, with its default collation?
bool Judge::builtin_equality(const sql::Column& column) const {
  if (column.base_type == 0 || column.base_type >= sql::first_normal_oid || column.collation >= sql::first_normal_oid) return false;
  const std::string_view name[] = {"="};
  const auto operators = sql::find_operators(situation_.names, name);
  return std::none_of(operators.begin(), operators.end(), [&](const sql::Operator* operation) {
    const auto foreign = [&](sql::Oid side) { return side >= sql::first_normal_oid && side != column.type; };
    return !(foreign(operation->left) && foreign(operation->right));
  });
}

bool Judge::constant_allowed(const sql::Expression& constant, const sql::Column& column) {
  const sql::Expression* at = &constant;
  for (; at->kind == sql::ExpressionKind::cast; at = at->arguments[0]) {
    if (at->type->array || at->type->set || at->type->of_column) return false;
    const auto types = sql::find_types(situation_.names, at->type->name);
    const bool own = !types.empty() && std::all_of(types.begin(), types.end(), [&](const sql::Type* type) { return same_family(type->oid, column.base_type); });
    if (!own) return false;
  }
  if (at->kind == sql::ExpressionKind::literal) return true;
  // Another place of the statement could give the parameter its type: only built-in types may then be about.
  for (const auto* used : analysis_.types) {
    for (const auto* type : sql::find_types(situation_.names, used->name)) {
      if (type->oid >= sql::first_normal_oid) return false;
    }
  }
  for (const auto& used : analysis_.functions) {
    for (const auto* function : sql::find_functions(situation_.names, used.name)) {
      if (!builtin(*function)) return false;
    }
  }
  plan_.lookup_parameters.push_back({at->number, family_of(column.base_type)});
  return true;
}

/// Along a foreign key between two permanent tables, all of its columns at once.
bool Judge::foreign_key_join(const sql::Use& use) const {
  const auto& snapshot = catalog_.snapshot();
  const auto permanent = [](const sql::Relation* relation) {
    return relation && !relation->temporary && (relation->kind == sql::RelationKind::table || relation->kind == sql::RelationKind::partitioned);
  };
  const auto joined = [&](sql::ColumnId here, sql::ColumnId there) {
    return std::any_of(analysis_.uses.begin(), analysis_.uses.end(), [&](const sql::Use& other) {
      return other.kind == sql::Use::Kind::join_equality && other.column == here && other.other == there;
    });
  };
  // Of a table that stands there twice, half of a key could be joined with one and half with the other.
  const auto once = [&](sql::Oid table) {
    return std::count_if(analysis_.relations.begin(), analysis_.relations.end(), [&](const sql::RelationUse& other) {
             return std::any_of(other.match.relations.begin(), other.match.relations.end(), [&](const sql::Relation* match) { return match->oid == table; });
           }) == 1;
  };
  const auto along = [&](sql::ColumnId here, sql::ColumnId there) {
    const auto* const referring = snapshot.relation(here.relation);
    const auto* const referenced = snapshot.relation(there.relation);
    if (!permanent(referring) || !permanent(referenced)) return false;
    const auto* const other = referenced->column(there.column);
    if (!other || !(mysql() ? mysql_comparable(*other) : builtin_equality(*other))) return false;
    return std::any_of(referring->foreign_keys.begin(), referring->foreign_keys.end(), [&](const sql::ForeignKey& key) {
      if (key.referenced != there.relation) return false;
      if (key.columns.size() > 1 && !(once(here.relation) && once(there.relation))) return false;
      const bool has = std::find(key.columns.begin(), key.columns.end(), std::pair(here.column, there.column)) != key.columns.end();
      return has && std::all_of(key.columns.begin(), key.columns.end(), [&](const auto& pair) {
        return joined({here.relation, pair.first}, {there.relation, pair.second});
      });
    });
  };
  return along(use.column, use.other) || along(use.other, use.column);
}

}  // namespace jaali::masking_rules::deciding
