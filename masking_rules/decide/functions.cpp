#include "masking_rules/decide/functions.h"

#include "masking_rules/decide.h"

#include <algorithm>

namespace jaali::masking_rules::deciding {

bool builtin(const sql::Function& function) noexcept {
  return function.builtin || (function.oid < sql::first_normal_oid && sql::is_system_schema(function.schema));
}

bool trusted(std::string_view object, const ClassifiedCatalog& catalog) {
  return catalog.policy().trusts(catalog.snapshot(), object);
}

bool acceptable(const sql::Function& function, const ClassifiedCatalog& catalog) {
  if (function.kind == sql::FunctionKind::procedure) return false;
  if (builtin(function)) return function.volatility == sql::Volatility::immutable || reviewed_builtin(function.name);
  if (function.extension) {
    const bool computes = function.language == "c" || function.language == "internal" || function.language == "sql";
    if (computes && function.volatility == sql::Volatility::immutable) return true;
    if (reviewed_extension(function.name)) return true;
  }
  return trusted(function.signature, catalog);
}

bool acceptable_signature(std::string_view signature, const ClassifiedCatalog& catalog) {
  const auto bracket = signature.find('(');
  const auto qualified = signature.substr(0, bracket);
  const auto dot = qualified.rfind('.');
  const auto name = dot == std::string_view::npos ? qualified : qualified.substr(dot + 1);
  for (const auto* function : catalog.snapshot().functions_named(name)) {
    if (function->signature == signature) return acceptable(*function, catalog);
  }
  return trusted(signature, catalog);
}

bool acceptable(const sql::Operator& operation, const ClassifiedCatalog& catalog) {
  if (operation.builtin) return true;
  const auto* const function = catalog.snapshot().function(operation.function);
  return function && acceptable(*function, catalog);
}

std::string problem_of(const sql::Type& type, std::size_t role, const ClassifiedCatalog& catalog) {
  const auto& snapshot = catalog.snapshot();
  const sql::Type* at = &type;
  for (int depth = 0; at && depth < 16; ++depth) {
    const std::string name = at->schema + "." + at->name;
    if (at->relation != 0 && catalog.sensitive_to(role, at->relation)) return "type " + name + " is the row of a sensitive relation";
    for (const auto oid : at->calls) {
      const auto* const function = snapshot.function(oid);
      if ((!function || !acceptable(*function, catalog)) && !trusted(name, catalog)) {
        return "type " + name + " calls " + (function ? function->signature : "a function that is not known");
      }
    }
    const auto next = at->base != 0 ? at->base : at->element;
    at = next == 0 ? nullptr : snapshot.type(next);
  }
  return {};
}

}  // namespace jaali::masking_rules::deciding

namespace jaali::masking_rules {

bool parameter_type_allowed(sql::Oid oid, std::size_t role, const ClassifiedCatalog& catalog) {
  if (oid == 0) return true;
  const auto* const type = catalog.snapshot().type(oid);
  return type && deciding::problem_of(*type, role, catalog).empty();
}

}  // namespace jaali::masking_rules
