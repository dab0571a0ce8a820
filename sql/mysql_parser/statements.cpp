// A text into statements, and each to the function that reads its kind.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

/// The servers cut these off the end of a text before they read it.
std::size_t trimmed_size(std::string_view text) noexcept {
  const auto last = text.find_last_not_of(std::string_view("; \t\n\v\f\r\0", 8));
  return last == std::string_view::npos ? 0 : last + 1;
}

}  // namespace

/// Statements by semicolons. A piece with nothing but a comment is answered with OK, one with nothing at all with an error.
std::span<Statement* const> Reader::statements() {
  std::vector<Statement*> found;
  const auto size = trimmed_size(text_);
  for (bool more = size > 0; more && !failed_;) {
    depth_ = deepest_ = 0;
    parameters_ = 0;
    found.push_back(statement());
    if (is(Symbol::semicolon) && peek().in_comment) fail();  // the server forgets that it is in a comment
    more = !at_end() && expect(Symbol::semicolon) && last_end_ < size;
  }
  return keep_pointers(found);
}

Statement* Reader::statement() {
  const Deeper deeper(*this);
  auto* const made = arena_.make<Statement>();
  const auto begin = begins();
  if (!failed_) statement_body(*made);
  made->range = since(begin);
  made->parameters = parameters_;
  if (depth_ == 1) hints(*made, begins());
  return made;
}

Statement* Reader::nested() { return statement(); }

void Reader::set_query(Statement& to, Query* read, std::string_view tag) {
  to.kind = Statement::Kind::query;
  to.tag = tag;
  to.query = read;
}

void Reader::set_modify(Statement& to, Modify* read, std::string_view tag) {
  to.kind = Statement::Kind::modify;
  to.tag = tag;
  to.modify = read;
}

Utility& Reader::utility(Statement& to, UtilityKind kind, std::string_view tag, std::string_view named) {
  to.kind = Statement::Kind::utility;
  to.tag = tag;
  to.utility = arena_.make<Utility>();
  to.utility->kind = kind;
  to.utility->name = named.empty() ? tag : named;
  return *to.utility;
}

/// A statement that is known by its first words only; restricted callers may not send it.
void Reader::other(Statement& to, std::string_view tag) {
  utility(to, UtilityKind::other, tag);
  skip_statement();
}

void Reader::skip_statement() {
  while (!at_end() && !is(Symbol::semicolon)) advance();
}

void Reader::statement_body(Statement& to) {
  if (at_end() || is(Symbol::semicolon)) {
    utility(to, UtilityKind::empty, "EMPTY");
    return;
  }
  if (data_statement(to) || session_statement(to) || server_statement(to) || ddl_statement(to)) return;
  fail();
}

bool Reader::data_statement(Statement& to) {
  if (is("SELECT") || is(Symbol::open)) set_query(to, query(), "SELECT");
  else if (is("WITH")) with_statement(to);
  else if (is("INSERT")) set_modify(to, insert(false), "INSERT");
  else if (is("REPLACE")) set_modify(to, insert(true), "REPLACE");
  else if (is("UPDATE")) set_modify(to, update(nullptr), "UPDATE");
  else if (is("DELETE") && is("HISTORY", 1) && is("FROM", 2)) other(to, "DELETE HISTORY");
  else if (is("DELETE")) set_modify(to, delete_(nullptr), "DELETE");
  else if (is("VALUES")) set_query(to, query(), "SELECT");
  else if (is("TABLE") && mysql()) set_query(to, query(), "SELECT");
  else return false;
  return true;
}

/// WITH … SELECT | UPDATE | DELETE
void Reader::with_statement(Statement& to) {
  const auto begin = begins();
  auto* const common = with();
  if (is("UPDATE")) return set_modify(to, update(common), "UPDATE");
  if (is("DELETE")) return set_modify(to, delete_(common), "DELETE");
  const auto body = begins();
  auto* made = tail(query_body(nullptr, body), body);
  if (made->with) made = wrapped(made);
  made->with = common;
  made->range = since(begin);
  set_query(to, made, "SELECT");
}

bool Reader::session_statement(Statement& to) {
  if (is("SET") && is("STATEMENT", 1) && mariadb()) set_statement(to);
  else if (is("SET")) set(to);
  else if (is("USE")) {
    advance();
    utility(to, UtilityKind::use, "USE", "?").name = table_name();
  } else if (is_any({"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}) || (is("START") && is("TRANSACTION", 1))) transaction(to);
  else if (is("XA")) xa(to);
  else if (is("PREPARE")) prepare(to);
  else if (is("EXECUTE")) execute(to);
  else if ((is("DEALLOCATE") || is("DROP")) && is("PREPARE", 1)) {
    advance();
    advance();
    utility(to, UtilityKind::deallocate, "DEALLOCATE PREPARE", "?").name = column_name();
  } else if (is("DO")) {
    advance();
    auto& made = utility(to, UtilityKind::do_, "DO");
    std::vector<Expression*> found;
    for (const auto& item : targets(false)) found.push_back(item.value);
    made.expressions = keep(found);
  } else if (is("CALL")) call_statement(to);
  else if (is("HANDLER")) handler(to);
  else if (is("LOCK") && is_any({"TABLE", "TABLES"}, 1)) lock_tables(to);
  else if (is("UNLOCK") && is_any({"TABLE", "TABLES"}, 1)) {
    advance();
    advance();
    utility(to, UtilityKind::unlock, "UNLOCK TABLES");
  } else if (is("GET")) diagnostics(to);
  else if (is("SIGNAL") || is("RESIGNAL")) signal(to);
  else return false;
  return true;
}

bool Reader::server_statement(Statement& to) {
  if (is("SHOW")) show(to);
  else if (is_any({"DESCRIBE", "DESC", "EXPLAIN"})) describe(to);
  else if (is("ANALYZE") && !is_any({"TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG"}, 1)) describe(to);
  else if (is_any({"ANALYZE", "CHECK", "OPTIMIZE", "REPAIR", "CHECKSUM"})) maintain(to);
  else if (is("KILL")) kill(to);
  else if (is("FLUSH")) flush(to);
  else if (is("LOAD") && is_any({"DATA", "XML"}, 1)) load(to);
  else if (is("HELP")) {
    advance();
    auto& made = utility(to, UtilityKind::help, "HELP");
    made.name = peek().kind == LexemeKind::string ? text_value() : column_name();
  } else return false;
  return true;
}

bool Reader::ddl_statement(Statement& to) {
  if (is("CREATE")) create(to);
  else if (is("ALTER")) alter(to);
  else if (is("DROP")) drop(to);
  else if (is("RENAME")) rename(to);
  else if (is("TRUNCATE")) truncate(to);
  else if (is("GRANT")) other(to, "GRANT");
  else if (is("REVOKE")) other(to, "REVOKE");
  else if (is("LOCK") && is("INSTANCE", 1)) other(to, "LOCK INSTANCE");
  else if (is("UNLOCK") && is("INSTANCE", 1)) other(to, "UNLOCK INSTANCE");
  else if (is("BACKUP")) other(to, "BACKUP");
  else if (is("BINLOG")) other(to, "BINLOG");
  else if (is("CHANGE")) other(to, "CHANGE REPLICATION");
  else if (is("CACHE")) other(to, "CACHE INDEX");
  else if (is("LOAD") && is("INDEX", 1)) other(to, "LOAD INDEX INTO CACHE");
  else if (is("CLONE")) other(to, "CLONE");
  else if (is("IMPORT")) other(to, "IMPORT TABLE");
  else if (is("INSTALL")) other(to, "INSTALL");
  else if (is("UNINSTALL")) other(to, "UNINSTALL");
  else if (is("PURGE")) other(to, "PURGE LOGS");
  else if (is("RESET")) other(to, "RESET");
  else if (is("RESTART")) other(to, "RESTART");
  else if (is("SHUTDOWN")) other(to, "SHUTDOWN");
  else if (is("START")) other(to, "START REPLICA");
  else if (is("STOP")) other(to, "STOP REPLICA");
  else if (is("IF") || is("CASE") || is("LOOP") || is("WHILE") || is("REPEAT") || is("FOR") || is("DECLARE")) routine(to, "a compound statement");
  else return false;
  return true;
}

}  // namespace jaali::sql::mysql_parser
