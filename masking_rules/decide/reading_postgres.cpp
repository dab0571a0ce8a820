#include <algorithm>

#include "masking_rules/decide/reading.h"
#include "sql/postgres_parser/parser.h"
#include "sql/prescan.h"

namespace jaali::masking_rules::deciding {
namespace {

using sql::UtilityKind;

Refusal refusal(std::string sqlstate, std::string message, std::string hint, std::string reason) {
  return {std::move(sqlstate), std::move(message), std::move(hint), std::move(reason), false};
}

/// While server and parser may read quotes and backslashes differently, only a text without any of them is understood.
bool reads_the_same(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != '\'' && c != '"' && c != '\\' && c != '$';
  });
}

bool mends_reading(const sql::Ast& ast) {
  return std::all_of(ast.statements.begin(), ast.statements.end(), [](const sql::Statement* statement) {
    if (!statement->utility) return false;
    const auto kind = statement->utility->kind;
    return kind == UtilityKind::set || kind == UtilityKind::reset || kind == UtilityKind::show || kind == UtilityKind::transaction || kind == UtilityKind::discard;
  });
}

}  // namespace

Reading read_postgres(std::string_view text, bool extended, const NameState& names) {
  Reading reading;
  const bool readable = names.standard_conforming_strings && names.client_encoding_utf8;
  if (!readable && !reads_the_same(text)) {
    reading.refusal = refusal("42501", "jaali: standard_conforming_strings is off or client_encoding is not UTF8, so that server and proxy read this text differently",
                              "Send RESET standard_conforming_strings; SET client_encoding TO UTF8, without quotes.", "text that is read differently");
    return reading;
  }
  auto scan = sql::prescan(text);
  if (scan.problem) {
    const bool too_much = scan.sqlstate == "54000";
    reading.refusal = refusal(std::string(scan.sqlstate), "jaali: " + *scan.problem, too_much ? "Split the statement." : "", "prescan: " + *scan.problem);
    return reading;
  }
  auto parsed = sql::parse_postgres(text, scan.tokens);
  reading.scanned = true;
  reading.tokens = std::move(scan.tokens);
  if (!parsed.ast) {
    reading.refusal = refusal(parsed.too_deep ? "54001" : "42601", parsed.error,
                              "jaali reads PostgreSQL 17's syntax; what it cannot read is refused to a restricted caller.", "not parsed");
    return reading;
  }
  reading.ast = std::move(parsed.ast);
  if (extended && reading.ast->statements.size() > 1) {
    reading.refusal = refusal("42601", "cannot insert multiple commands into a prepared statement", "", "several statements in Parse");
  } else if (!readable && !mends_reading(*reading.ast)) {
    reading.refusal = refusal("42501", "jaali: standard_conforming_strings is off or client_encoding is not UTF8; only SET, RESET and SHOW are open until that is mended",
                              "Send RESET standard_conforming_strings; SET client_encoding TO UTF8.", "text that may be read differently");
  }
  return reading;
}

}  // namespace jaali::masking_rules::deciding
