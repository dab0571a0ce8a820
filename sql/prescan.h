#pragma once
// Linear checks before any parser sees a text (wire-notes §5): PostgreSQL's own lexer needs seconds for 100 KB of nested
// comments or operator characters, and gigabytes for a million statements; MySQL's text has to be readable in the session's
// character set. Pure; tokens come out as a by-product.
#include <optional>
#include <string>
#include <string_view>

#include "sql/mysql_lexer.h"
#include "sql/postgres_lexer.h"

namespace jaali::sql {

struct PrescanLimits {
  std::size_t bytes = 1024 * 1024;
  LexerLimits lexer;
};

struct Prescan {
  std::optional<std::string> problem;  ///< what is wrong, for the caller: "the text is longer than 1048576 bytes"
  std::string_view sqlstate = "54000";  ///< of the problem: a limit, or as the server says of such a text
  std::vector<Token> tokens;
};

[[nodiscard]] Prescan prescan(std::string_view text, const PrescanLimits& limits = {});
/// MySQL and MariaDB: the same, in the words that mysql_parser::parse reports.
[[nodiscard]] Prescan prescan(std::string_view text, const MysqlText& mode, const PrescanLimits& limits = {});

struct MysqlScan {
  std::optional<std::string> problem;
  bool limit = false;          ///< the problem is a size
  std::uint32_t position = 0;  ///< of the problem
  Lexemes lexemes;
};
[[nodiscard]] MysqlScan scan_mysql(std::string_view text, const MysqlText& mode, const PrescanLimits& limits = {});

[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

}  // namespace jaali::sql
