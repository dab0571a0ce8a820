// SELECT, VALUES, TABLE and what joins them.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

bool has_tail(const Query& query) noexcept {
  return !query.order_by.empty() || query.limit || query.offset || query.rows_examined || !query.locks.empty() || query.select_into || query.procedure;
}

}  // namespace

/// ( SELECT, WITH, TABLE, VALUES; also behind more brackets only where the caller says so.
bool Reader::is_query(std::size_t ahead) const noexcept {
  if (is("SELECT", ahead) || is("WITH", ahead)) return true;
  if (is("TABLE", ahead)) return mysql();
  if (!is("VALUES", ahead)) return false;
  return mariadb() ? !on_duplicate_ : is("ROW", ahead + 1);
}

Query* Reader::query() {
  const Deeper deeper(*this);
  const auto begin = begins();
  if (failed_) return arena_.make<Query>();
  auto* const common = is("WITH") ? with() : nullptr;
  const auto body = begins();
  auto* made = tail(query_body(nullptr, body), body);
  if (common) {
    if (made->with) made = wrapped(made);
    made->with = common;
    made->range = since(begin);
  }
  return made;
}

/// The rest of a query whose first part was read as a subquery in brackets.
Query* Reader::continued_query(Query* first, std::uint32_t begin) { return tail(query_body(first, begin), begin); }

Query* Reader::query_body(Query* first, std::uint32_t begin) {
  const Chain chain(*this);
  auto* left = query_term(first, begin);
  while (is_any({"UNION", "EXCEPT", "MINUS"})) {
    if (is("MINUS") && !(is_any({"SELECT", "ALL", "DISTINCT"}, 1) || is(Symbol::open, 1))) break;
    const auto operation = take("UNION") ? SetOperation::union_ : SetOperation::except;
    if (operation == SetOperation::except) advance();
    left = combined(operation, left, begin);
  }
  return left;
}

Query* Reader::query_term(Query* first, std::uint32_t begin) {
  const Chain chain(*this);
  auto* left = first ? first : query_primary();
  while (take("INTERSECT")) left = combined(SetOperation::intersect, left, begin);
  return left;
}

/// INTO of the last part is the whole's; before another part it is an error.
Query* Reader::combined(SetOperation set_operation, Query* left, std::uint32_t begin) {
  auto* const made = arena_.make<Query>();
  made->operation = set_operation;
  made->all = take("ALL");
  if (!made->all) take("DISTINCT");
  if (left->select_into || left->procedure) fail();
  made->left = left;
  const auto right_begin = begins();
  made->right = set_operation == SetOperation::intersect ? query_primary() : query_term(nullptr, right_begin);
  std::swap(made->select_into, made->right->select_into);
  made->range = since(begin);
  chained();
  return made;
}

Query* Reader::query_primary() {
  if (is("SELECT")) return select();
  if (is("VALUES")) return values();
  if (is("TABLE") && mysql()) return table_query();
  const auto begin = begins();
  if (!is(Symbol::open)) {
    fail();
    return arena_.make<Query>();
  }
  advance();
  auto* const made = query();
  expect(Symbol::close);
  if (made->select_into) fail();
  made->range = since(begin);
  return made;
}

/// ORDER BY, LIMIT, INTO and locks behind a body. Behind brackets that have their own, they are of the whole.
Query* Reader::tail(Query* body, std::uint32_t begin) {
  auto* made = body;
  const bool more = is_any({"ORDER", "LIMIT", "OFFSET", "FETCH", "PROCEDURE", "INTO", "FOR", "LOCK"});
  if (!more) return made;
  const bool bracketed = text_[begin] == '(' || made->operation != SetOperation::none;
  if (bracketed && has_tail(*made)) made = wrapped(made);
  if (take("ORDER", "BY")) made->order_by = order_by();
  limit(*made);
  if (is("PROCEDURE") && mariadb()) made->procedure = procedure();
  for (;;) {
    if (is("INTO")) {
      if (made->select_into) fail();
      made->select_into = into();
    } else if ((is("FOR") && (is("UPDATE", 1) || is("SHARE", 1))) || (is("LOCK") && is("IN", 1))) {
      const auto found = locks();
      std::vector<Lock> all(made->locks.begin(), made->locks.end());
      all.insert(all.end(), found.begin(), found.end());
      made->locks = keep(all);
    } else {
      break;
    }
  }
  made->range = since(begin);
  return made;
}

/// SELECT * FROM (inner), without an alias.
Query* Reader::wrapped(Query* inner) {
  auto* const made = arena_.make<Query>();
  auto* const everything = make(ExpressionKind::column, {});
  everything->star = true;
  made->targets = keep(std::vector<Target>{{{}, everything, {}}});
  auto* const source = arena_.make<Table>();
  source->kind = TableKind::subquery;
  source->query = inner;
  source->range = inner->range;
  made->from = keep_pointers(std::vector<Table*>{source});
  made->range = inner->range;
  std::swap(made->select_into, inner->select_into);
  chained();
  return made;
}

Query* Reader::inner_query() {
  auto* const made = query();
  if (made->select_into) fail();
  return made;
}

Query* Reader::closed_query() {
  expect(Symbol::open);
  auto* const made = inner_query();
  expect(Symbol::close);
  return made;
}

Query* Reader::select() {
  auto* const made = arena_.make<Query>();
  const auto begin = begins();
  advance();
  select_modifiers(*made);
  made->targets = targets();
  if (is("INTO")) made->select_into = into();
  if (take("FROM")) {
    if (!take("DUAL")) made->from = tables();
  }
  if (take("WHERE")) made->where = expression();
  if (take("GROUP", "BY")) group_by(*made);
  if (take("HAVING")) made->having = expression();
  if (take("WINDOW")) made->windows = windows();
  if (mysql() && take("QUALIFY")) made->qualify = expression();
  made->range = since(begin);
  return made;
}

void Reader::select_modifiers(Query& to) {
  std::vector<std::string_view> found;
  for (;;) {
    if (take("DISTINCT") || take("DISTINCTROW") || (mariadb() && take("UNIQUE"))) {
      to.distinct = true;
    } else if (take("ALL")) {
      continue;
    } else if (const auto modifier = take_any({"HIGH_PRIORITY", "STRAIGHT_JOIN", "SQL_SMALL_RESULT", "SQL_BIG_RESULT", "SQL_BUFFER_RESULT",
                                               "SQL_NO_CACHE", "SQL_CALC_FOUND_ROWS"});
               !modifier.empty()) {
      found.push_back(modifier);
    } else if (mariadb() && take("SQL_CACHE")) {
      found.push_back("SQL_CACHE");
    } else {
      break;
    }
  }
  to.modifiers = keep(found);
}

std::span<Target> Reader::targets(bool stars) {
  std::vector<Target> found;
  if (stars && is(Symbol::star)) {
    auto* const everything = make(ExpressionKind::column, {peek().begin, peek().end});
    everything->star = true;
    advance();
    found.push_back({everything->range, everything, {}});
    if (!take(Symbol::comma)) return keep(found);
  }
  do found.push_back(target());
  while (take(Symbol::comma));
  return keep(found);
}

Target Reader::target() {
  const auto begin = begins();
  const std::size_t parts = is_name() && is(Symbol::dot, 1) && is(Symbol::star, 2)                                             ? 1
                            : is_name() && is(Symbol::dot, 1) && is_name(2) && is(Symbol::dot, 3) && is(Symbol::star, 4) ? 2
                                                                                                                           : 0;
  if (parts > 0) {
    std::vector<std::string_view> qualifier{table_name()};
    expect(Symbol::dot);
    if (parts == 2) {
      qualifier.push_back(table_name());
      expect(Symbol::dot);
    }
    expect(Symbol::star);
    auto* const all = make(ExpressionKind::column, since(begin));
    all->star = true;
    all->name = keep(qualifier);
    return {all->range, all, {}};
  }
  Target made;
  made.value = expression();
  made.range = since(begin);
  if (take("AS") || is_label() || peek().kind == LexemeKind::string) made.alias = column_alias();
  return made;
}

Query* Reader::values() {
  auto* const made = arena_.make<Query>();
  const auto begin = begins();
  advance();
  std::vector<Expressions> rows;
  do {
    if (mysql()) expect("ROW");
    expect(Symbol::open);
    std::vector<Expression*> row;
    if (!is(Symbol::close)) {
      do row.push_back(assigned_value());
      while (take(Symbol::comma));
    }
    expect(Symbol::close);
    rows.push_back(keep(row));
  } while (take(Symbol::comma));
  made->values = keep(rows);
  made->range = since(begin);
  return made;
}

/// TABLE t is SELECT * FROM t.
Query* Reader::table_query() {
  auto* const made = arena_.make<Query>();
  const auto begin = begins();
  advance();
  auto* const source = arena_.make<Table>();
  source->kind = TableKind::relation;
  source->relation = relation();
  source->range = source->relation->range;
  made->from = keep_pointers(std::vector<Table*>{source});
  auto* const everything = make(ExpressionKind::column, {});
  everything->star = true;
  made->targets = keep(std::vector<Target>{{{}, everything, {}}});
  made->range = since(begin);
  return made;
}

}  // namespace jaali::sql::mysql_parser
