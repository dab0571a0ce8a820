#pragma once
// Linear checks before any parser sees a text (wire-notes §5): PostgreSQL's own lexer needs seconds for 100 KB of nested
// comments or operator characters, and gigabytes for a million statements. Pure; tokens come out as a by-product.
#include <optional>
#include <string>
#include <string_view>

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
[[nodiscard]] bool valid_utf8(std::string_view text) noexcept;

}  // namespace jaali::sql
