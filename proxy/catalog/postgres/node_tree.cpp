#include "proxy/catalog/postgres/node_tree.h"

#include <algorithm>
#include <charconv>

namespace jaali::proxy::catalog::postgres {
namespace {

/// The number behind a field's name; 0 where there is none.
std::uint32_t oid_after(std::string_view text) {
  std::uint32_t oid = 0;
  std::from_chars(text.data(), text.data() + text.size(), oid);
  return oid;
}

void keep_distinct(std::vector<std::uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

TreeFacts scan_node_tree(std::string_view tree) {
  constexpr std::string_view relation_field = "relid ";
  constexpr std::string_view function_fields[] = {"funcid ", "opfuncid ", "aggfnoid ", "winfnoid "};
  TreeFacts facts;
  for (auto at = tree.find(':'); at != std::string_view::npos; at = tree.find(':', at + 1)) {
    const auto field = tree.substr(at + 1, 32);
    if (field.starts_with(relation_field)) facts.relations.push_back(oid_after(field.substr(relation_field.size())));
    for (const auto name : function_fields)
      if (field.starts_with(name)) facts.functions.push_back(oid_after(field.substr(name.size())));
    if (field.starts_with("varattno 0 ")) facts.whole_row = true;
  }
  keep_distinct(facts.relations);
  keep_distinct(facts.functions);
  return facts;
}

}  // namespace jaali::proxy::catalog::postgres
