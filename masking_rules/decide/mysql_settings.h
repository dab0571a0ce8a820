#pragma once
// What a restricted caller may SET in a MySQL session (design.md §5): an allow-list. What is not on it could choose the
// order in which rows are read (optimizer_switch), make server and parser read the same text differently, or write where
// others read.
#include <string>
#include <string_view>

#include "sql/ast.h"

namespace jaali::masking_rules::deciding {

/// Empty: allowed; else what is refused, for the message: "SET max_join_size to this value". `value` is judged only as
/// far as it decides; what it reads is judged like any expression.
[[nodiscard]] std::string problem_of(const sql::Setting& setting);
/// After it, the same text may be read in another way.
[[nodiscard]] bool setting_changes_reading(const sql::Setting& setting);
/// Whether any value of the variable leaves every answer as it is: what SET_VAR may name over protected tables.
[[nodiscard]] bool harmless_variable(std::string_view name) noexcept;

}  // namespace jaali::masking_rules::deciding
