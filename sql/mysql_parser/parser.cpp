#include "sql/mysql_parser/parser.h"

#include "sql/mysql_parser/reader.h"
#include "sql/prescan.h"

namespace jaali::sql::mysql_parser {

ParsedText parse(std::string_view text, const MysqlText& mode, const Limits& limits) {
  ParsedText parsed;
  auto scan = scan_mysql(text, mode, {limits.bytes, limits.lexer});
  parsed.tokens = as_tokens(scan.lexemes);
  if (scan.problem) {
    parsed.error = std::move(*scan.problem);
    parsed.position = scan.position;
    parsed.limit = scan.limit;
    return parsed;
  }
  auto ast = std::make_unique<Ast>();
  Reader reader(ast->arena, text, mode, scan.lexemes, limits.depth);
  const auto statements = reader.statements();
  if (reader.failed()) {
    parsed.error = reader.message();
    parsed.position = reader.failed_at();
    parsed.limit = reader.too_deep();
    return parsed;
  }
  ast->statements = statements;
  parsed.ast = std::move(ast);
  return parsed;
}

}  // namespace jaali::sql::mysql_parser
