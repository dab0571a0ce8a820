// Types: of CAST and CONVERT, and of columns.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

/// (10), (10, 2), (MAX)
void Reader::length(TypeName& type) {
  if (!take(Symbol::open)) return;
  std::vector<Expression*> sizes;
  do sizes.push_back(peek().kind == LexemeKind::string ? string_literal() : literal());
  while (take(Symbol::comma));
  expect(Symbol::close);
  type.modifiers = keep(sizes);
}

/// CHARACTER SET x, CHARSET x, ASCII, UNICODE, BYTE, BINARY, COLLATE x
bool Reader::charset_clause() {
  if (is("COLLATE")) {
    advance();
    if (peek().kind == LexemeKind::string || is_any({"BINARY", "DEFAULT"})) advance();
    else (void)name();
    return true;
  }
  if (take_any({"ASCII", "UNICODE", "BYTE", "BINARY"}) != "") return true;
  const bool spelled = take("CHARSET") || take("CHARACTER", "SET") || take("CHAR", "SET");
  if (!spelled) return false;
  if (peek().kind == LexemeKind::string || is("BINARY") || is("DEFAULT")) advance();
  else (void)name();
  return true;
}

TypeName* Reader::cast_type() {
  auto* const made = arena_.make<TypeName>();
  const auto begin = begins();
  const bool national = take("NATIONAL");
  auto spelled = word();
  if (spelled == "SIGNED" || spelled == "UNSIGNED") take_any({"INTEGER", "INT"});
  if (spelled == "DOUBLE") take("PRECISION");
  if (spelled == "INTERVAL") (void)unit();
  if (spelled == "LONG") take_any({"VARCHAR", "VARBINARY"});
  if (national && spelled != "CHAR" && spelled != "VARCHAR" && spelled != "CHARACTER") fail();
  if ((spelled == "CHAR" || spelled == "CHARACTER") && take("VARYING")) spelled = "VARCHAR";
  if (take(Symbol::dot)) spelled = upper(name());
  length(*made);
  while (charset_clause() || take("UNSIGNED") || take("SIGNED") || take("ZEROFILL")) {}
  made->array = mysql() && take("ARRAY");
  made->name = keep(std::vector<std::string_view>{spelled});
  made->range = since(begin);
  return made;
}

/// What CREATE TABLE and ALTER TABLE write behind a column's name.
TypeName* Reader::column_type() {
  auto* const made = arena_.make<TypeName>();
  const auto begin = begins();
  std::vector<std::string_view> spelled{word()};
  if (spelled[0] == "NATIONAL" || spelled[0] == "LONG") {
    if (is_any({"CHAR", "CHARACTER", "VARCHAR", "VARBINARY", "VARCHARACTER"})) spelled.push_back(word());
  }
  if (take("VARYING")) spelled.push_back("VARYING");
  if (spelled[0] == "DOUBLE") take("PRECISION");
  if (take(Symbol::dot)) spelled.push_back(upper(name()));  // mariadb_schema.date
  length(*made);
  while (charset_clause() || take_any({"UNSIGNED", "SIGNED", "ZEROFILL", "COMPRESSED"}) != "") {
    if (take(Symbol::equal)) advance();  // COMPRESSED=zlib
  }
  made->name = keep(spelled);
  made->range = since(begin);
  return made;
}

}  // namespace jaali::sql::mysql_parser
