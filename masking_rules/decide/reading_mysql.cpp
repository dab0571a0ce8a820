// Where server and parser could read a MySQL text differently, it is not read at all: character sets in which a byte of
// ASCII may be half of a character, sql_mode ORACLE, and settings that change between two statements of one text.
#include <algorithm>

#include "masking_rules/decide/mysql_settings.h"
#include "masking_rules/decide/reading.h"
#include "sql/mysql_parser/parser.h"

namespace jaali::masking_rules::deciding {
namespace {

using sql::MysqlText;
using sql::UtilityKind;

Refusal refusal(std::string sqlstate, std::uint16_t code, std::string message, std::string hint, std::string reason) {
  return {std::move(sqlstate), std::move(message), std::move(hint), std::move(reason), false, code};
}

/// Letters, digits and little else: what any server reads as any other does.
bool reads_the_same(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == ' ' || c == '_' || c == '=' || c == '\'' || c == ',' || c == '.' || c == '@' || c == ';';
  });
}

bool mends_reading(const sql::Ast& ast) {
  return std::all_of(ast.statements.begin(), ast.statements.end(), [](const sql::Statement* statement) {
    if (!statement->utility) return false;
    const auto kind = statement->utility->kind;
    return kind == UtilityKind::set || kind == UtilityKind::transaction || kind == UtilityKind::empty;
  });
}

/// SET and USE in words that every mode reads alike and no database gives another meaning: what frameworks send at connect.
bool plain_settings(std::string_view text, std::span<sql::Statement* const> statements) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return reads_the_same(std::string_view(&c, 1)) || c == '`' || c == ':' || c == '+' || c == '-' || c == '\n' || c == '\r' || c == '\t'; });
  return plain && text.find("--") == std::string_view::npos && std::all_of(statements.begin(), statements.end(), [](const sql::Statement* statement) {
           const bool utility = statement->utility != nullptr;
           return utility && (statement->utility->kind == UtilityKind::set || statement->utility->kind == UtilityKind::use || statement->utility->kind == UtilityKind::empty);
         });
}

}  // namespace

MysqlText mysql_mode(const NameState& names, const sql::Snapshot& snapshot) {
  if (names.mysql) return *names.mysql;
  MysqlText mode;
  mode.dialect = snapshot.dialect;
  mode.version = snapshot.server_version;
  mode.lower_case_table_names = snapshot.lower_case_table_names;
  return mode;
}

Reading read_mysql(std::string_view text, bool extended, const NameState& names, const sql::Snapshot& snapshot) {
  Reading reading;
  auto mode = mysql_mode(names, snapshot);
  const bool strange = mode.oracle || mode.charset == MysqlText::Charset::unreadable;
  if (strange) {
    const std::string_view what = mode.oracle ? "sql_mode has ORACLE" : "character_set_client cannot be read";
    reading.refusal = refusal("42000", 1142, "jaali: " + std::string(what) + ", so that server and proxy read this text differently; only SET is open until that is mended",
                              mode.oracle ? "Send SET sql_mode = DEFAULT." : "Send SET NAMES utf8mb4.", "text that is read differently");
    if (!reads_the_same(text)) return reading;
    mode.oracle = false;
    mode.charset = MysqlText::Charset::utf8;
  }
  auto parsed = sql::mysql_parser::parse(text, mode);
  reading.scanned = true;
  reading.tokens = std::move(parsed.tokens);
  if (!parsed.ast) {
    if (!reading.refusal) {
      reading.refusal = refusal("42000", parsed.limit ? 1153 : 1064, "jaali: " + parsed.error,
                                parsed.limit ? "Split the statement." : "What jaali cannot read is refused to a restricted caller.", "not parsed");
    }
    return reading;
  }
  reading.ast = std::move(parsed.ast);
  const auto& statements = reading.ast->statements;
  if (strange && mends_reading(*reading.ast)) reading.refusal.reset();
  if (reading.refusal) return reading;
  if (extended && statements.size() > 1) {
    reading.refusal = refusal("42000", 1064, "jaali: a prepared statement is one statement", "", "several statements in COM_STMT_PREPARE");
  }
  for (std::size_t i = 0; i + 1 < statements.size(); ++i) {
    if (!changes_reading(*statements[i]) || plain_settings(text.substr(statements[i]->range.end), statements.subspan(i + 1))) continue;
    reading.refusal = refusal("42000", 1142, "jaali: " + std::string(statements[i]->tag) + " here changes how the statements behind it are read",
                              "Send it alone.", "several statements, read in different ways");
    break;
  }
  return reading;
}

bool changes_reading(const sql::Statement& statement) {
  if (!statement.utility) return false;
  const auto& node = *statement.utility;
  if (node.kind == UtilityKind::use || node.kind == UtilityKind::call) return true;
  if (node.kind != UtilityKind::set) return false;
  return std::any_of(node.settings.begin(), node.settings.end(), [](const sql::Setting& setting) { return setting_changes_reading(setting); });
}

}  // namespace jaali::masking_rules::deciding
