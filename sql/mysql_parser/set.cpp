// SET in all its forms, and MariaDB's SET STATEMENT.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

constexpr std::initializer_list<Keyword> scopes = {"GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY"};

}  // namespace

void Reader::set(Statement& to) {
  advance();
  auto& made = utility(to, UtilityKind::set, "SET");
  std::vector<Setting> found;
  bool alone = false;
  do {
    found.push_back(setting());
    alone = alone || stands_alone(found.back().kind);
  } while (take(Symbol::comma));
  if (alone && found.size() > 1) fail();
  made.settings = keep(found);
}

/// What takes no other setting beside it.
bool Reader::stands_alone(Setting::Kind kind) const noexcept {
  switch (kind) {
    case Setting::Kind::user_variable:
    case Setting::Kind::system_variable:
    case Setting::Kind::names:
    case Setting::Kind::charset: return false;
    case Setting::Kind::password:
    case Setting::Kind::role:
    case Setting::Kind::default_role: return mysql();
    case Setting::Kind::resource_group:
    case Setting::Kind::transaction: return true;
  }
  return true;
}

/// SET STATEMENT a = 1, b = 2 FOR statement
void Reader::set_statement(Statement& to) {
  advance();
  advance();
  auto& made = utility(to, UtilityKind::set_statement, "SET STATEMENT");
  std::vector<Setting> found;
  do found.push_back(setting());
  while (take(Symbol::comma));
  made.settings = keep(found);
  expect("FOR");
  made.body = nested();
}

Setting Reader::setting() {
  const auto begin = begins();
  Setting made;
  const auto done = [&](Setting::Kind kind) {
    made.kind = kind;
    made.range = since(begin);
    return made;
  };
  const bool variable = is(Symbol::equal, 1) || is(Symbol::assign, 1) || is(Symbol::dot, 1);
  if (peek().kind == LexemeKind::user_variable) {
    auto* const named = user_variable();  // reads `:= value` as well
    made.name = keep(std::vector<std::string_view>{named->text});
    if (!named->arguments.empty()) {
      made.value = named->arguments[0];
    } else {
      expect(Symbol::equal);
      made.value = expression();
    }
    return done(Setting::Kind::user_variable);
  }
  if (peek().kind == LexemeKind::system_sign) return variable_setting({}, begin);
  if (!variable && take("NAMES")) {
    if (!take("DEFAULT")) made.value = charset_value();
    if (made.value || mariadb()) {
      if (take("COLLATE")) made.collation = take("DEFAULT") ? "default" : charset_value()->text;
    }
    return done(Setting::Kind::names);
  }
  if (!variable && (take("CHARACTER", "SET") || take("CHAR", "SET") || take("CHARSET"))) {
    if (!take("DEFAULT")) made.value = charset_value();
    return done(Setting::Kind::charset);
  }
  if (is("PASSWORD") && !is(Symbol::dot, 1)) {
    skip_assignment();
    return done(Setting::Kind::password);
  }
  if (!variable && take("DEFAULT", "ROLE")) {
    roles();
    if (mysql()) expect("TO");
    if (mysql() || take("FOR")) accounts();
    return done(Setting::Kind::default_role);
  }
  if (!variable && take("ROLE")) {
    roles();
    return done(Setting::Kind::role);
  }
  if (!variable && mysql() && take("RESOURCE", "GROUP")) {
    (void)name();
    if (take("FOR")) {
      do (void)literal();
      while (take(Symbol::comma) || peek().kind == LexemeKind::integer);
    }
    return done(Setting::Kind::resource_group);
  }
  if (!variable && is("TRANSACTION")) return scoped_setting({}, begin);
  if (!variable && is_any(scopes)) {
    const auto scoped = word();
    return scoped_setting(scoped, begin);
  }
  return variable_setting({}, begin);
}

/// NONE, DEFAULT, ALL [EXCEPT r, …], r; a list only in MySQL, where nothing else may follow. In MariaDB another setting may.
void Reader::roles() {
  if (take("NONE") || take("DEFAULT")) return;
  if (mysql() && take("ALL")) {
    if (take("EXCEPT")) accounts();
    return;
  }
  if (mysql()) accounts();
  else account();
}

void Reader::accounts() {
  do account();
  while (mysql() && take(Symbol::comma));
}

/// utf8mb4, 'utf8mb4', BINARY: a text
Expression* Reader::charset_value() {
  if (peek().kind == LexemeKind::string) return string_literal();
  auto* const made = make(ExpressionKind::literal, {peek().begin, peek().end});
  made->literal = LiteralKind::string;
  made->text = folded(is("BINARY") || is("ASCII") ? arena_.text(word()) : name());
  return made;
}

/// PASSWORD [FOR user] = …, to the comma or the end: a secret, kept nowhere.
void Reader::skip_assignment() {
  std::size_t open = 0;
  while (!at_end() && !is(Symbol::semicolon) && !(open == 0 && is(Symbol::comma))) {
    if (is(Symbol::open)) ++open;
    if (is(Symbol::close) && open > 0) --open;
    advance();
  }
}

/// Behind GLOBAL, SESSION …: TRANSACTION, or a variable.
Setting Reader::scoped_setting(std::string_view scoped, std::uint32_t begin) {
  if (!is("TRANSACTION") || is(Symbol::equal, 1) || is(Symbol::assign, 1)) return variable_setting(scoped, begin);
  advance();
  Setting made;
  made.kind = Setting::Kind::transaction;
  made.scope = scoped;
  std::vector<std::string_view> words;
  do {
    const auto first = begins();
    if (take("ISOLATION")) {
      expect("LEVEL");
      if (take("READ")) {
        if (take_any({"UNCOMMITTED", "COMMITTED"}).empty()) fail();
      } else if (take("REPEATABLE")) {
        expect("READ");
      } else {
        expect("SERIALIZABLE");
      }
    } else {
      expect("READ");
      if (take_any({"ONLY", "WRITE"}).empty()) fail();
    }
    words.push_back(upper(written(since(first))));
  } while (take(Symbol::comma));
  made.name = keep(words);
  made.range = since(begin);
  return made;
}

/// [@@[scope.]] name[.name] = value
Setting Reader::variable_setting(std::string_view scoped, std::uint32_t begin) {
  Setting made;
  made.scope = scoped;
  std::vector<std::string_view> parts;
  if (peek().kind == LexemeKind::system_sign) {
    auto* const named = system_variable();
    if (!named->text.empty()) made.scope = named->text;
    made.name = named->name;
  } else {
    const auto part = [&] { parts.push_back(is("DEFAULT") ? folded(arena_.text(word())) : column_name()); };
    part();
    while (parts.size() < 3 && take(Symbol::dot)) part();
    made.name = keep(parts);
  }
  if (!take(Symbol::equal)) expect(Symbol::assign);
  made.value = set_value();
  made.range = since(begin);
  return made;
}

/// A value, DEFAULT (null), or a bare word that the servers take for a text.
Expression* Reader::set_value() {
  if (is("DEFAULT") && !is(Symbol::open, 1)) {
    advance();
    return nullptr;
  }
  const bool single = is(Symbol::comma, 1) || is(Symbol::semicolon, 1) || peek(1).kind == LexemeKind::end || is("FOR", 1);
  const bool bare = single && (is_any({"ON", "ALL", "BINARY", "ROW", "SYSTEM"}) || (is_name() && peek().kind == LexemeKind::word));
  if (!bare) return expression();
  auto* const made = make(ExpressionKind::literal, {peek().begin, peek().end}, arena_.text(written(peek())));
  made->literal = LiteralKind::string;
  advance();
  return made;
}

}  // namespace jaali::sql::mysql_parser
