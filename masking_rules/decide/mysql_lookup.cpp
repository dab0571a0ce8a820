// predicates = "lookup" in MySQL: `column = constant` where the server compares as the column's own type does. A string
// compared with a number, or a number with a string, is compared as doubles: `cnic = 42101` would find every CNIC that
// begins so, and a date compared with a number any date in it.
#include <algorithm>

#include "masking_rules/decide/judge.h"
#include "protocol/mysql/column_type.h"

namespace jaali::masking_rules::deciding {
namespace {

using protocol::mysql::FieldType;

enum class Family : std::uint8_t { none, string, integer, decimal, real, date, datetime };

Family family_of(const protocol::mysql::ColumnType& type) noexcept {
  if (type.is_json) return Family::none;
  switch (type.field) {
    case FieldType::tiny:
    case FieldType::short_:
    case FieldType::int24:
    case FieldType::long_:
    case FieldType::longlong: return Family::integer;
    case FieldType::decimal:
    case FieldType::newdecimal: return Family::decimal;
    case FieldType::float_:
    case FieldType::double_: return Family::real;
    case FieldType::date:
    case FieldType::newdate: return Family::date;
    case FieldType::datetime:
    case FieldType::datetime2:
    case FieldType::timestamp:
    case FieldType::timestamp2: return Family::datetime;
    case FieldType::varchar:
    case FieldType::var_string:
    case FieldType::string:
    case FieldType::enum_:
    case FieldType::tiny_blob:
    case FieldType::medium_blob:
    case FieldType::long_blob:
    case FieldType::blob: return Family::string;
    default: return Family::none;  // YEAR, TIME, BIT, SET, JSON, GEOMETRY, VECTOR: no constant is of their own type alone
  }
}

std::vector<sql::Oid> bound_types(Family family) {
  const auto types = [](std::initializer_list<FieldType> list) {
    std::vector<sql::Oid> numbers;
    for (const auto type : list) numbers.push_back(static_cast<sql::Oid>(type));
    return numbers;
  };
  switch (family) {
    case Family::string: return types({FieldType::varchar, FieldType::var_string, FieldType::string});
    case Family::integer: return types({FieldType::tiny, FieldType::short_, FieldType::int24, FieldType::long_, FieldType::longlong});
    case Family::decimal: return types({FieldType::tiny, FieldType::short_, FieldType::int24, FieldType::long_, FieldType::longlong, FieldType::decimal, FieldType::newdecimal});
    case Family::real: return types({FieldType::tiny, FieldType::short_, FieldType::int24, FieldType::long_, FieldType::float_, FieldType::double_});
    case Family::date: return types({FieldType::date});
    case Family::datetime: return types({FieldType::datetime, FieldType::timestamp});
    case Family::none: break;
  }
  return {};
}

bool digits(std::string_view text, std::size_t from, std::size_t count) noexcept {
  return text.size() >= from + count && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from), text.begin() + static_cast<std::ptrdiff_t>(from + count),
                                                    [](char c) { return c >= '0' && c <= '9'; });
}

/// "2001-02-03", and nothing that the server would have to guess at.
bool is_date(std::string_view text) noexcept { return text.size() == 10 && digits(text, 0, 4) && text[4] == '-' && digits(text, 5, 2) && text[7] == '-' && digits(text, 8, 2); }

/// "2001-02-03 04:05:06", with up to six digits behind a point.
bool is_datetime(std::string_view text) noexcept {
  if (text.size() < 19 || !is_date(text.substr(0, 10)) || (text[10] != ' ' && text[10] != 'T')) return false;
  const bool time = digits(text, 11, 2) && text[13] == ':' && digits(text, 14, 2) && text[16] == ':' && digits(text, 17, 2);
  if (!time || text.size() == 19) return time;
  return text[19] == '.' && text.size() > 20 && text.size() <= 26 && digits(text, 20, text.size() - 20);
}

bool without_exponent(std::string_view text) noexcept { return text.find_first_of("eE") == std::string_view::npos; }

}  // namespace

bool Judge::mysql_comparable(const sql::Column& column) const { return family_of(protocol::mysql::unpack(column.type)) != Family::none; }

bool Judge::mysql_lookup_allowed(const sql::Use& use) {
  const auto* const relation = catalog_.snapshot().relation(use.column.relation);
  const auto* const column = relation ? relation->column(use.column.column) : nullptr;
  if (!column || !mysql_comparable(*column)) return false;
  // A lookup that locks also locks the gap between the values on both sides of an absent one: who waits learns the order.
  const bool locks = !analysis_.locks.empty() || (statement_.modify && statement_.modify->kind != sql::ModifyKind::insert);
  if (locks) {
    refuse("a lookup by " + name_of(use.column) + " in a statement that locks what it finds, and the gap where it finds nothing",
           "Look the row up by SELECT, then lock or change it by its key.", "lookup under a lock");
    return false;
  }
  if (use.kind == sql::Use::Kind::equality) return use.constant && mysql_constant_allowed(*use.constant, *column);
  return use.kind == sql::Use::Kind::join_equality && foreign_key_join(use);
}

bool Judge::mysql_constant_allowed(const sql::Expression& constant, const sql::Column& column) {
  const auto family = family_of(protocol::mysql::unpack(column.type));
  if (constant.kind == sql::ExpressionKind::parameter) {
    plan_.lookup_parameters.push_back({constant.number, bound_types(family)});
    return true;
  }
  const auto* literal = &constant;
  if (literal->kind == sql::ExpressionKind::operation && literal->arguments.size() == 1) literal = literal->arguments[0];
  if (literal->kind != sql::ExpressionKind::literal) return false;
  using sql::LiteralKind;
  const auto kind = literal->literal;
  // An introducer (_latin1'x', N'x') makes it a string of another character set than the connection's.
  const char first = literal->range.begin < situation_.text.size() ? situation_.text[literal->range.begin] : '\0';
  if (kind == LiteralKind::string && first != '\'' && first != '"') return false;
  if (kind == LiteralKind::null) return true;  // finds nothing
  switch (family) {
    case Family::string: return kind == LiteralKind::string;
    case Family::integer: return kind == LiteralKind::integer || kind == LiteralKind::boolean;
    case Family::decimal: return kind == LiteralKind::integer || (kind == LiteralKind::decimal && without_exponent(literal->text));
    case Family::real: return kind == LiteralKind::integer || kind == LiteralKind::decimal;
    case Family::date: return kind == LiteralKind::string && is_date(literal->text);
    case Family::datetime: return kind == LiteralKind::string && is_datetime(literal->text);
    case Family::none: break;
  }
  return false;
}

}  // namespace jaali::masking_rules::deciding
