#pragma once
// PostgreSQL's own parser (libpg_query 17, raw nodes) as a maker of our syntax tree. The text must have passed prescan().
// Call it on long-lived threads only: each thread that parses takes a pthread key that is never released (wire-notes §5).
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sql/ast.h"
#include "sql/postgres_lexer.h"

namespace jaali::sql {

struct Parsed {
  std::unique_ptr<Ast> ast;  ///< null on an error
  std::string error;         ///< the parser's message: `syntax error at or near "x"`
  bool too_deep = false;     ///< nested deeper than the analysis follows
};

[[nodiscard]] Parsed parse_postgres(std::string_view text, std::span<const Token> tokens);

}  // namespace jaali::sql
