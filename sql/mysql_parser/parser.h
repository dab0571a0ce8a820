#pragma once
// MySQL's and MariaDB's SQL, read by hand: a text becomes the tree of sql/ast.h, every statement of it to its last byte,
// or an error with its place; nothing is skipped in silence. Linear in the text; sizes and depth are capped. Pure: any
// thread. How MySQL's own constructs lie in the tree is said at the nodes of sql/ast.h.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.h"
#include "sql/mysql_text.h"
#include "sql/token.h"

namespace jaali::sql::mysql_parser {

struct Limits {
  std::size_t bytes = 1024 * 1024;
  std::uint32_t depth = 400;  ///< of the tree; a recursion takes at most some 1 KB of stack a level
  LexerLimits lexer;
};

struct ParsedText {
  std::unique_ptr<Ast> ast;     ///< null on an error
  std::string error;            ///< `syntax error at or near "x" (byte 17)`, "the text is longer than …"
  std::uint32_t position = 0;   ///< of the error, in bytes
  bool limit = false;           ///< the text may be right, but it is too long, too deep or too much
  std::vector<Token> tokens;    ///< for normalise; on an error those read before it
};

/// The text must be what the server reads (COM_QUERY's or COM_STMT_PREPARE's, query attributes taken off).
[[nodiscard]] ParsedText parse(std::string_view text, const MysqlText& mode, const Limits& limits = {});

}  // namespace jaali::sql::mysql_parser
