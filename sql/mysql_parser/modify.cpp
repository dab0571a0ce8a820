// INSERT, REPLACE, UPDATE, DELETE.
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {

std::span<const std::string_view> Reader::modify_modifiers(std::initializer_list<Keyword> words) {
  std::vector<std::string_view> found;
  for (auto word_taken = take_any(words); !word_taken.empty(); word_taken = take_any(words)) found.push_back(word_taken);
  return keep(found);
}

Modify* Reader::insert(bool replace) {
  auto* const made = arena_.make<Modify>();
  const auto begin = begins();
  advance();
  made->kind = ModifyKind::insert;
  made->replace = replace;
  made->modifiers = modify_modifiers({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"});
  made->ignore = take("IGNORE");
  take("INTO");
  made->target = relation();
  if (take("PARTITION")) made->target->partitions = partitions();
  insert_rows(*made);
  if (take("ON", "DUPLICATE")) {
    expect("KEY");
    expect("UPDATE");
    made->on_conflict = on_duplicate();
  }
  made->returning = returning();
  made->range = since(begin);
  return made;
}

/// [(columns)] VALUES … | SELECT … | SET …, [AS alias [(columns)]]
void Reader::insert_rows(Modify& to) {
  std::vector<Assignment> columns;
  if (is(Symbol::open) && !is_query(1) && !is(Symbol::open, 1)) {
    advance();
    if (!is(Symbol::close)) {
      do {
        auto* const named = column();
        Assignment made;
        made.name = named->name;
        made.column = named->name.empty() ? std::string_view{} : named->name.back();
        made.range = named->range;
        columns.push_back(made);
      } while (take(Symbol::comma));
    }
    expect(Symbol::close);
    to.columns = keep(columns);
  }
  const auto begin = begins();
  if (columns.empty() && take("SET")) {
    auto* const row = arena_.make<Query>();
    std::vector<Expression*> values;
    for (const auto& item : assignments()) {
      columns.push_back(item);
      columns.back().value = nullptr;
      values.push_back(item.value);
    }
    row->values = keep(std::vector<Expressions>{keep(values)});
    row->range = since(begin);
    to.columns = keep(columns);
    to.source = row;
  } else if ((is("VALUES") || is("VALUE")) && is(Symbol::open, 1)) {
    advance();
    auto* const rows = arena_.make<Query>();
    std::vector<Expressions> all;
    do {
      std::vector<Expression*> row;
      expect(Symbol::open);
      if (!is(Symbol::close)) {
        do row.push_back(assigned_value());
        while (take(Symbol::comma));
      }
      expect(Symbol::close);
      all.push_back(keep(row));
    } while (take(Symbol::comma));
    rows->values = keep(all);
    rows->range = since(begin);
    to.source = rows;
  } else {
    to.source = inner_query();
  }
  if (mysql() && take("AS")) {
    to.row_alias = table_name();
    if (is(Symbol::open)) to.row_columns = column_list();
  }
}

OnConflict* Reader::on_duplicate() {
  auto* const made = arena_.make<OnConflict>();
  made->update = true;
  const bool before = on_duplicate_;
  on_duplicate_ = true;
  made->assignments = assignments();
  on_duplicate_ = before;
  return made;
}

std::span<Assignment> Reader::assignments() {
  std::vector<Assignment> found;
  do found.push_back(assignment());
  while (take(Symbol::comma));
  return keep(found);
}

Assignment Reader::assignment() {
  Assignment made;
  auto* const named = column();
  made.name = named->name;
  made.column = named->name.empty() ? std::string_view{} : named->name.back();
  made.range = named->range;
  if (!take(Symbol::equal)) expect(Symbol::assign);
  made.value = assigned_value();
  return made;
}

/// A value or DEFAULT; MariaDB also IGNORE.
Expression* Reader::assigned_value() {
  if (is("DEFAULT") && !is(Symbol::open, 1)) {
    auto* const made = make(ExpressionKind::default_value, {peek().begin, peek().end});
    advance();
    return made;
  }
  if (mariadb() && is("IGNORE")) {
    auto* const made = unsupported("IGNORE as a value", {peek().begin, peek().end});
    advance();
    return made;
  }
  return expression();
}

/// Whether what stands in FROM is one table and nothing else: then it is the target.
RelationName* Reader::as_single(Table& table) {
  if (table.kind != TableKind::relation || table.index_hints || table.system_time || !table.sample.empty()) return nullptr;
  table.relation->alias = table.alias;
  return table.relation;
}

Modify* Reader::update(With* common) {
  auto* const made = arena_.make<Modify>();
  const auto begin = begins();
  advance();
  made->kind = ModifyKind::update;
  made->with = common;
  made->modifiers = modify_modifiers({"LOW_PRIORITY"});
  made->ignore = take("IGNORE");
  if (is_name() && mariadb() && portion_follows()) {
    made->target = relation();
    portion(*made);
    if (take("AS") || is_label()) made->target->alias = table_name();
  } else {
    const auto from = tables();
    made->target = from.size() == 1 ? as_single(*from[0]) : nullptr;
    if (!made->target) made->from = from;
  }
  expect("SET");
  made->assignments = assignments();
  if (take("WHERE")) made->where = expression();
  if (take("ORDER", "BY")) made->order_by = order_by();
  limit_clause(made->limit);
  made->returning = returning();
  made->range = since(begin);
  return made;
}

/// t FOR PORTION OF, db.t FOR PORTION OF
bool Reader::portion_follows() const noexcept {
  const std::size_t behind = is(Symbol::dot, 1) ? 3 : 1;
  return is("FOR", behind) && is("PORTION", behind + 1);
}

/// FOR PORTION OF period FROM a TO b
void Reader::portion(Modify& to) {
  if (!mariadb() || !is("FOR") || !is("PORTION", 1)) return;
  advance();
  advance();
  expect("OF");
  to.period = column_name();
  expect("FROM");
  auto* const from = bits(1);
  expect("TO");
  to.period_bounds = keep(std::vector<Expression*>{from, bits(1)});
}

Modify* Reader::delete_(With* common) {
  auto* const made = arena_.make<Modify>();
  const auto begin = begins();
  advance();
  made->kind = ModifyKind::delete_;
  made->with = common;
  made->modifiers = modify_modifiers({"LOW_PRIORITY", "QUICK"});
  made->ignore = take("IGNORE");
  if (take("FROM")) {
    delete_from(*made);
  } else {  // DELETE a, b.* FROM …
    std::vector<RelationName*> targets;
    do targets.push_back(deleted_name());
    while (take(Symbol::comma));
    made->targets = keep_pointers(targets);
    expect("FROM");
    made->from = tables();
  }
  if (take("WHERE")) made->where = expression();
  if (take("ORDER", "BY")) made->order_by = order_by();
  limit_clause(made->limit);
  made->returning = returning();
  made->range = since(begin);
  return made;
}

/// t, t.*, db.t.*
RelationName* Reader::deleted_name() {
  auto* const made = relation();
  if (is(Symbol::dot) && is(Symbol::star, 1)) {
    advance();
    advance();
  }
  return made;
}

/// FROM t [alias] … | FROM a, b.* USING …
void Reader::delete_from(Modify& to) {
  auto* const first = deleted_name();
  if (is(Symbol::comma) || is("USING")) {
    std::vector<RelationName*> targets{first};
    while (take(Symbol::comma)) targets.push_back(deleted_name());
    to.targets = keep_pointers(targets);
    expect("USING");
    to.from = tables();
    return;
  }
  to.target = first;
  if (take("PARTITION")) first->partitions = partitions();
  portion(to);
  if (take("AS") || is_label()) first->alias = table_name();
  if (is_any({"USE", "FORCE", "IGNORE"})) {  // MariaDB
    Table hinted;
    index_hints(hinted);
  }
}

std::span<Target> Reader::returning() {
  if (!mariadb() || !take("RETURNING")) return {};
  return targets();
}

}  // namespace jaali::sql::mysql_parser
