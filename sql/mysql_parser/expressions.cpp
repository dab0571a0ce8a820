// Operators, by the precedence of the servers' grammars (sql_yacc.yy): OR, XOR, AND, NOT, tests and comparisons,
// predicates, bit and number operators, `||` of texts, signs, COLLATE.
#include <array>

#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

struct BinaryOperator { std::string_view name; int level; };

/// | 1, & 2, shifts 3, + - 4, * / 5, ^ 6.
BinaryOperator binary_operator(const Lexeme& lexeme) noexcept {
  switch (lexeme.symbol) {
    case Symbol::bar: return {"|", 1};
    case Symbol::ampersand: return {"&", 2};
    case Symbol::shift_left: return {"<<", 3};
    case Symbol::shift_right: return {">>", 3};
    case Symbol::plus: return {"+", 4};
    case Symbol::minus: return {"-", 4};
    case Symbol::star: return {"*", 5};
    case Symbol::slash: return {"/", 5};
    case Symbol::percent: return {"%", 5};
    case Symbol::caret: return {"^", 6};
    default: break;
  }
  if (lexeme.keyword == "DIV") return {"DIV", 5};
  if (lexeme.keyword == "MOD") return {"%", 5};
  return {{}, 0};
}
constexpr int highest_level = 6;

std::string_view comparison_name(Symbol symbol) noexcept {
  switch (symbol) {
    case Symbol::equal: return "=";
    case Symbol::null_equal: return "<=>";
    case Symbol::not_equal: return "<>";
    case Symbol::less: return "<";
    case Symbol::less_equal: return "<=";
    case Symbol::greater: return ">";
    case Symbol::greater_equal: return ">=";
    default: return {};
  }
}

}  // namespace

Expression* Reader::make(ExpressionKind kind, Range range, std::string_view text) {
  auto* const made = arena_.make<Expression>();
  made->kind = kind;
  made->range = range;
  made->text = text;
  return made;
}

Expression* Reader::unsupported(std::string_view what, Range range) { return make(ExpressionKind::unsupported, range, what); }

Expression* Reader::operation(std::string_view operator_name, Range range, std::initializer_list<Expression*> arguments, std::string_view text) {
  auto* const made = make(ExpressionKind::operation, range, text);
  made->name = keep(std::vector<std::string_view>{operator_name});
  made->arguments = keep(std::vector<Expression*>(arguments));
  return made;
}

Expression* Reader::construct(std::string_view text, Range range, std::vector<Expression*> arguments) {
  std::erase(arguments, nullptr);
  auto* const made = make(ExpressionKind::construct, range, text);
  made->arguments = keep(arguments);
  return made;
}

Expression* Reader::logic(std::string_view text, Range range, const std::vector<Expression*>& arguments) {
  auto* const made = make(ExpressionKind::logic, range, text);
  made->arguments = keep(arguments);
  return made;
}

Expressions Reader::expressions() {
  std::vector<Expression*> found;
  do found.push_back(expression());
  while (take(Symbol::comma));
  return keep(found);
}

Expression* Reader::expression() {
  const Deeper deeper(*this);
  if (failed_) return unsupported("nesting this deep", {});
  return or_expression();
}

/// Under PIPES_AS_CONCAT `||` never comes up to here.
Expression* Reader::or_expression() {
  const auto begin = begins();
  auto* const first = xor_expression();
  if (!is("OR") && (mode_.pipes_as_concat || !is(Symbol::or_or))) return first;
  std::vector<Expression*> sides{first};
  while (take("OR") || (!mode_.pipes_as_concat && take(Symbol::or_or))) sides.push_back(xor_expression());
  return logic("OR", since(begin), sides);
}

Expression* Reader::xor_expression() {
  const auto begin = begins();
  auto* const first = and_expression();
  if (!is("XOR")) return first;
  std::vector<Expression*> sides{first};
  while (take("XOR")) sides.push_back(and_expression());
  return logic("XOR", since(begin), sides);
}

Expression* Reader::and_expression() {
  const auto begin = begins();
  auto* const first = not_expression();
  if (!is("AND") && !is(Symbol::and_and)) return first;
  std::vector<Expression*> sides{first};
  while (take("AND") || take(Symbol::and_and)) sides.push_back(not_expression());
  return logic("AND", since(begin), sides);
}

Expression* Reader::not_expression() {
  if (!is("NOT") || mode_.high_not_precedence) return comparison();
  const Deeper deeper(*this);
  const auto begin = begins();
  advance();
  auto* const value = not_expression();
  return logic("NOT", since(begin), {value});
}

/// Comparisons and IS …, from the left.
Expression* Reader::comparison() {
  const Chain chain(*this);
  const auto begin = begins();
  auto* left = predicate();
  while (!failed_) {
    if (is("IS")) {
      left = is_test(left);
    } else if (const auto comparing = comparison_name(peek().symbol); !comparing.empty()) {
      advance();
      if (is_any({"ALL", "ANY", "SOME"}) && is(Symbol::open, 1)) {
        left = quantified(left, comparing);
      } else {
        auto* const right = predicate();
        left = operation(comparing, since(begin), {left, right});
      }
    } else {
      break;
    }
    left->range = since(begin);
    chained();
  }
  return left;
}

Expression* Reader::is_test(Expression* left) {
  advance();
  const bool negated = take("NOT");
  if (take("NULL")) return construct(negated ? "IS NOT NULL" : "IS NULL", {}, {left});
  if (take("TRUE")) return construct(negated ? "IS NOT TRUE" : "IS TRUE", {}, {left});
  if (take("FALSE")) return construct(negated ? "IS NOT FALSE" : "IS FALSE", {}, {left});
  if (take("UNKNOWN")) return construct(negated ? "IS NOT UNKNOWN" : "IS UNKNOWN", {}, {left});
  if (mariadb() && take("JSON")) {
    take_any({"VALUE", "ARRAY", "OBJECT", "SCALAR"});
    if (take_any({"WITH", "WITHOUT"}) != "") {
      expect("UNIQUE");
      take("KEYS");
    }
    return construct(negated ? "IS NOT JSON" : "IS JSON", {}, {left});
  }
  fail();
  return left;
}

/// = ANY (SELECT …)
Expression* Reader::quantified(Expression* left, std::string_view comparing) {
  const bool all = is("ALL");
  advance();
  const auto begin = begins();
  auto* const made = subquery_of(closed_query(), begin, all ? "ALL" : "ANY");
  made->name = keep(std::vector<std::string_view>{comparing});
  made->arguments = keep(std::vector<Expression*>{left});
  return made;
}

Expression* Reader::predicate() {
  const Chain chain(*this);
  const auto begin = begins();
  auto* left = bits(1);
  while (!failed_) {
    const bool negated = is("NOT") && is_any({"IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE"}, 1);
    const std::size_t ahead = negated ? 1 : 0;
    const bool more = is_any({"IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE"}, ahead) || (is("SOUNDS") && is("LIKE", 1)) ||
                      (mysql() && is("MEMBER") && (is("OF", 1) || is(Symbol::open, 1)));
    if (!more) break;
    if (negated) advance();
    left = predicate_after(left, negated);
    left->range = since(begin);
    chained();
  }
  return left;
}

Expression* Reader::predicate_after(Expression* left, bool negated) {
  const auto made = [&](std::string_view name, std::initializer_list<Expression*> arguments) { return operation(name, {}, arguments, name); };
  if (take("IN")) return in_list(left, negated);
  if (take("BETWEEN")) {
    auto* const low = bits(1);
    expect("AND");
    auto* const high = predicate();
    return made(negated ? "NOT BETWEEN" : "BETWEEN", {left, low, high});
  }
  if (take("LIKE")) {
    auto* const pattern = bits(1);
    const std::string_view name = negated ? "NOT LIKE" : "LIKE";
    if (!take("ESCAPE")) return made(name, {left, pattern});
    auto* const escape = bits(1);
    return made(name, {left, pattern, escape});
  }
  if (take("REGEXP") || take("RLIKE")) {
    auto* const pattern = bits(1);
    return made(negated ? "NOT REGEXP" : "REGEXP", {left, pattern});
  }
  if (take("SOUNDS", "LIKE")) {
    auto* const other = bits(1);
    return made("SOUNDS LIKE", {left, other});
  }
  advance();  // MEMBER [OF] (array)
  take("OF");
  expect(Symbol::open);
  auto* const array = unary();
  expect(Symbol::close);
  return made("MEMBER OF", {left, array});
}

Expression* Reader::in_list(Expression* left, bool negated) {
  const auto begin = begins();
  if (is(Symbol::open) && is_query(1)) {
    auto* const made = subquery_of(closed_query(), begin, negated ? "ALL" : "ANY");
    made->name = keep(std::vector<std::string_view>{negated ? "<>" : "="});
    made->arguments = keep(std::vector<Expression*>{left});
    return made;
  }
  expect(Symbol::open);
  const auto inner = begins();
  std::vector<Expression*> all{left};
  do all.push_back(expression());
  while (take(Symbol::comma));
  auto* const only = all.size() == 2 ? all[1] : nullptr;
  const bool query = only && is_bracketed_query(*only);
  if (query && more_query_follows()) only->query = continued_query(only->query, inner);
  expect(Symbol::close);
  if (query) {  // IN ((SELECT …)): its rows, not its one value
    if (only->query->select_into) fail();
    only->text = negated ? "ALL" : "ANY";
    only->name = keep(std::vector<std::string_view>{negated ? "<>" : "="});
    only->arguments = keep(std::vector<Expression*>{left});
    return only;
  }
  auto* const made = make(ExpressionKind::operation, {}, "IN");
  made->name = keep(std::vector<std::string_view>{negated ? "<>" : "="});
  made->arguments = keep(all);
  return made;
}

/// Operators of that level and above, from the left.
Expression* Reader::bits(int lowest) {
  const Chain chain(*this);
  const auto begin = begins();
  auto* left = concatenation();
  while (!failed_) {
    const auto found = binary_operator(peek());
    if (found.level < lowest || found.level == 0) break;
    advance();
    auto* const right = found.level == highest_level ? concatenation() : bits(found.level + 1);
    left = operation(found.name, since(begin), {left, right});
    chained();
  }
  return left;
}

/// `||` of texts binds tighter than ^ and looser than a sign.
Expression* Reader::concatenation() {
  const Chain chain(*this);
  const auto begin = begins();
  auto* left = unary();
  while (mode_.pipes_as_concat && take(Symbol::or_or)) {
    auto* const right = unary();
    left = operation("||", since(begin), {left, right});
    chained();
  }
  return left;
}

/// INTERVAL 1 DAY, or the function INTERVAL(n, a, b …).
Expression* Reader::interval() {
  const auto begin = begins();
  advance();
  if (is(Symbol::open) && peek().comma) {
    advance();
    const auto arguments = expressions();
    expect(Symbol::close);
    return named_call("interval", begin, {arguments.begin(), arguments.end()});
  }
  auto* const count = expression();
  const auto step = unit();
  auto* const made = construct("INTERVAL", since(begin), {count});
  made->name = keep(std::vector<std::string_view>{step});
  return made;
}

Expression* Reader::unary() {
  const Deeper deeper(*this);
  if (failed_) return unsupported("nesting this deep", {});
  const auto begin = begins();
  const bool negates = is(Symbol::exclamation) || (mode_.high_not_precedence && is("NOT"));
  const std::string_view sign = is(Symbol::minus) ? "-" : is(Symbol::plus) ? "+" : is(Symbol::tilde) ? "~" : is("BINARY") ? "BINARY" : "";
  if (is("INTERVAL")) return interval();
  if (!negates && sign.empty()) return collated();
  advance();
  auto* const value = unary();
  return negates ? logic("NOT", since(begin), {value}) : operation(sign, since(begin), {value});
}

Expression* Reader::collated() {
  const Chain chain(*this);
  const auto begin = begins();
  auto* value = primary();
  while (!failed_) {
    if (take("COLLATE")) {
      auto* const made = make(ExpressionKind::collate, {});
      made->arguments = keep(std::vector<Expression*>{value});
      const auto collation = peek().kind == LexemeKind::string ? text_value() : is("BINARY") ? word() : name();
      made->name = keep(std::vector<std::string_view>{folded(collation)});
      made->range = since(begin);
      value = made;
    } else if (is(Symbol::arrow) || is(Symbol::arrow_text)) {
      const std::string_view arrow = is(Symbol::arrow) ? "->" : "->>";
      advance();
      if (value->kind != ExpressionKind::column || peek().kind != LexemeKind::string) fail();
      auto* const path = literal();
      value = operation(arrow, since(begin), {value, path});
    } else {
      break;
    }
    chained();
  }
  return value;
}

}  // namespace jaali::sql::mysql_parser
