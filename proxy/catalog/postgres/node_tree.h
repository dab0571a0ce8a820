#pragma once
// What a stored query, policy or function body (pg_node_tree as text) says beyond pg_depend, which leaves out whatever
// initdb made, and drops a whole-row reference (`row_to_json(c)`) as soon as a column of the same relation is named.
#include <cstdint>
#include <string_view>
#include <vector>

namespace jaali::proxy::catalog::postgres {

struct TreeFacts {
  std::vector<std::uint32_t> relations;  ///< of range table entries, system catalogs included
  std::vector<std::uint32_t>
      functions;           ///< called as functions, aggregates, windows or operators; built-in ones included
  bool whole_row = false;  ///< some variable is a whole row: every column of every relation may be read
};

/// Linear in the text. Names in a tree can imitate a field; that can only add facts.
[[nodiscard]] TreeFacts scan_node_tree(std::string_view tree);

}  // namespace jaali::proxy::catalog::postgres
