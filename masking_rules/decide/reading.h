#pragma once
// The first step of a decision: a text becomes a tree, by the parser of its database, if the server reads it the same way.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/decide.h"
#include "sql/ast.h"
#include "sql/token.h"

namespace jaali::masking_rules::deciding {

struct Reading {
  std::unique_ptr<sql::Ast> ast;    ///< null: not read
  std::vector<sql::Token> tokens;   ///< of what was read, for the log
  bool scanned = false;             ///< `tokens` cover the text
  std::optional<Refusal> refusal;   ///< to a restricted caller; may be set though the text was read
};

[[nodiscard]] Reading read_postgres(std::string_view text, bool extended, const NameState& names);
[[nodiscard]] Reading read_mysql(std::string_view text, bool extended, const NameState& names, const sql::Snapshot& snapshot);

/// MySQL: how texts are read in this session, or by default.
[[nodiscard]] sql::MysqlText mysql_mode(const NameState& names, const sql::Snapshot& snapshot);
/// MySQL: what stands behind this statement in the same text may be read, or resolved, in another way.
[[nodiscard]] bool changes_reading(const sql::Statement& statement);

}  // namespace jaali::masking_rules::deciding
