#include <tuple>

#include "masking_rules/policy_names.h"
#include "proxy/catalog/postgres/snapshot_parts.h"

namespace jaali::proxy::catalog::postgres {
namespace {

std::string signature(const Build& build, const sql::Function& function) {
  std::string text = qualified({function.schema, function.name}) + "(";
  for (const Oid type : function.argument_types) {
    if (text.back() != '(') text += ",";
    const auto name = build.type_names.find(type);
    text += name == build.type_names.end() ? std::to_string(type) : name->second;
  }
  return text + ")";
}

}  // namespace

std::string qualified(std::initializer_list<std::string_view> names) {
  std::string text;
  for (const auto name : names) (text.empty() ? text : text += '.') += masking_rules::quote_part(name);
  return text;
}

void load_functions(Build& build) {
  const Rows& rows = build.part(Part::functions);
  auto& functions = build.snapshot.functions;
  functions.reserve(static_cast<std::size_t>(rows.count()));
  for (int row = 0; row < rows.count(); ++row) {
    sql::Function function;
    function.oid = rows.number<Oid>(row, 0);
    function.schema = build.schema(rows.number<Oid>(row, 1));
    function.name = rows.string(row, 2);
    function.kind = static_cast<sql::FunctionKind>(rows.letter(row, 3));
    function.volatility = static_cast<sql::Volatility>(rows.letter(row, 4));
    function.argument_types = rows.numbers<Oid>(row, 5);
    function.return_type = rows.number<Oid>(row, 6);
    function.returns_set = rows.flag(row, 7);
    function.language = rows.string(row, 8);
    function.builtin = function.oid < sql::first_normal_oid && function.schema == "pg_catalog";
    function.signature = signature(build, function);
    functions.push_back(std::move(function));
  }
  std::sort(functions.begin(), functions.end(), [](const auto& a, const auto& b) { return a.oid < b.oid; });
  for (auto& function : functions) build.functions.emplace(function.oid, &function);
}

void load_operators(Build& build) {
  const Rows& operators = build.part(Part::operators);
  for (int row = 0; row < operators.count(); ++row) {
    build.snapshot.operators.push_back({build.schema(operators.number<Oid>(row, 1)), operators.string(row, 2),
                                        operators.number<Oid>(row, 3), operators.number<Oid>(row, 4),
                                        operators.number<Oid>(row, 5), false});
    build.operator_functions.emplace(operators.number<Oid>(row, 0), operators.number<Oid>(row, 5));
  }
  std::sort(build.snapshot.operators.begin(), build.snapshot.operators.end(), [](const auto& a, const auto& b) {
    return std::tie(a.schema, a.name, a.left, a.right) < std::tie(b.schema, b.name, b.left, b.right);
  });
}

void load_casts(Build& build) {
  const Rows& casts = build.part(Part::casts);
  build.snapshot.casts_by_users = casts.count() > 0;
  std::vector<Oid> functions;
  for (int row = 0; row < casts.count(); ++row) functions.push_back(casts.number<Oid>(row, 0));
  normalise(functions);
  for (const Oid oid : functions)
    if (const sql::Function* function = build.function(oid)) build.snapshot.cast_functions.push_back(*function);
}

}  // namespace jaali::proxy::catalog::postgres
