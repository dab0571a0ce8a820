#pragma once
// The text of a statement for the log: literals and comments taken out, white space made even (design.md §7). Works on
// tokens alone, so it also serves what the parser does not know.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sql/ast.h"
#include "sql/dialect.h"
#include "sql/token.h"

namespace jaali::sql {

/// Every string and number becomes "?". `range`: the statement within the text.
[[nodiscard]] std::string without_literals(std::string_view text, std::span<const Token> tokens, Range range);
/// 16 hex digits; equal for texts that differ only in literals, their number in a list, case, comments or white space.
[[nodiscard]] std::string fingerprint(std::string_view normalised, Dialect dialect = Dialect::postgres);

}  // namespace jaali::sql
