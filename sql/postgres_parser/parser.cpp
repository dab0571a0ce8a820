#include "sql/postgres_parser/parser.h"

#include "sql/postgres_parser/converter.h"

namespace jaali::sql {
namespace {

/// PostgreSQL's memory for one parse, freed on every way out.
class ParserMemory {
 public:
  ParserMemory() : context_(pg_query_enter_memory_context()) {}
  ~ParserMemory() { pg_query_exit_memory_context(context_); }
  ParserMemory(const ParserMemory&) = delete;
  ParserMemory& operator=(const ParserMemory&) = delete;

 private:
  MemoryContext context_;
};

Range statement_range(const RawStmt& raw, std::string_view text) noexcept {
  const auto begin = static_cast<std::uint32_t>(std::max(raw.stmt_location, 0));
  const auto end = raw.stmt_len > 0 ? begin + static_cast<std::uint32_t>(raw.stmt_len) : static_cast<std::uint32_t>(text.size());
  return {begin, end};
}

}  // namespace

Parsed parse_postgres(std::string_view text, std::span<const Token> tokens) {
  Parsed parsed;
  const std::string terminated(text);
  const ParserMemory memory;
  const auto raw = pg_query_raw_parse(terminated.c_str(), PG_QUERY_PARSE_DEFAULT);
  std::free(raw.stderr_buffer);
  if (raw.error) {
    parsed.error = raw.error->message ? raw.error->message : "the text cannot be parsed";
    pg_query_free_error(raw.error);
    return parsed;
  }
  auto ast = std::make_unique_for_overwrite<Ast>();
  Converter converter(ast->arena, text, tokens);
  std::vector<Statement*> statements;
  for (const auto& cell : cells(raw.tree)) {
    const auto& statement = *as<RawStmt>(cell.ptr_value);
    statements.push_back(converter.statement(statement.stmt, statement_range(statement, text)));
  }
  if (converter.too_deep()) {
    parsed.too_deep = true;
    parsed.error = "the statement is nested too deep";
    return parsed;
  }
  ast->statements = ast->arena.list(std::span<Statement* const>(statements));
  parsed.ast = std::move(ast);
  return parsed;
}

}  // namespace jaali::sql
