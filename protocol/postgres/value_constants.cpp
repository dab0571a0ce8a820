#include "protocol/postgres/value_constants.h"

#include <algorithm>
#include <iterator>

#include "protocol/postgres/types.h"

namespace jaali::protocol::postgres {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view zeros = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;
constexpr std::string_view zero_bytes(std::size_t size) { return zeros.substr(0, size); }

struct Constant {
  std::uint32_t type;
  std::string_view text, binary;
};

// By OID. Binary forms as the types' send functions write them (checked against a server by test_mask_matrix.py).
constexpr Constant constants[] = {
    {type::boolean, "f", zero_bytes(1)},
    {type::char_, "*", "*"},
    {type::regproc, "-", zero_bytes(4)},
    {type::oid, "0", zero_bytes(4)},
    {type::tid, "(0,0)", zero_bytes(6)},
    {type::xid, "0", zero_bytes(4)},
    {type::cid, "0", zero_bytes(4)},
    {type::json, "{}", "{}"},
    {type::xml, "<redacted/>", "<redacted/>"},
    {type::point, "(0,0)", zero_bytes(16)},
    {type::lseg, "[(0,0),(0,0)]", zero_bytes(32)},
    {type::path, "((0,0))", "\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv},
    {type::box, "(0,0),(0,0)", zero_bytes(32)},
    {type::polygon, "((0,0))", "\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv},
    {type::line, "{0,1,0}", "\0\0\0\0\0\0\0\0\x3f\xf0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv},
    {type::cidr, "0.0.0.0/0", "\2\0\1\4\0\0\0\0"sv},
    {type::circle, "<(0,0),0>", zero_bytes(24)},
    {type::macaddr8, "00:00:00:00:00:00:00:00", zero_bytes(8)},
    {type::money, "$0.00", zero_bytes(8)},
    {type::macaddr, "00:00:00:00:00:00", zero_bytes(6)},
    {type::inet, "0.0.0.0", "\2\x20\0\4\0\0\0\0"sv},
    {type::time, "00:00:00", zero_bytes(8)},
    {type::interval, "00:00:00", zero_bytes(16)},
    {type::timetz, "00:00:00+00", zero_bytes(12)},
    {type::bit, "", zero_bytes(4)},
    {type::varbit, "", zero_bytes(4)},
    {type::regprocedure, "-", zero_bytes(4)},
    {type::regoper, "0", zero_bytes(4)},
    {type::regoperator, "0", zero_bytes(4)},
    {type::regclass, "-", zero_bytes(4)},
    {type::regtype, "-", zero_bytes(4)},
    {type::pg_lsn, "0/0", zero_bytes(8)},
    {type::tsvector, "", zero_bytes(4)},
    {type::tsquery, "", zero_bytes(4)},
    {type::regconfig, "-", zero_bytes(4)},
    {type::regdictionary, "-", zero_bytes(4)},
    {type::jsonb, "{}", "\1{}"},
    {type::int4range, "empty", "\1"},
    {type::numrange, "empty", "\1"},
    {type::tsrange, "empty", "\1"},
    {type::tstzrange, "empty", "\1"},
    {type::daterange, "empty", "\1"},
    {type::int8range, "empty", "\1"},
    {type::jsonpath, "$", "\1$"},
    {type::regnamespace, "-", zero_bytes(4)},
    {type::regrole, "-", zero_bytes(4)},
    {type::regcollation, "-", zero_bytes(4)},
    {type::int4multirange, "{}", zero_bytes(4)},
    {type::nummultirange, "{}", zero_bytes(4)},
    {type::tsmultirange, "{}", zero_bytes(4)},
    {type::tstzmultirange, "{}", zero_bytes(4)},
    {type::datemultirange, "{}", zero_bytes(4)},
    {type::int8multirange, "{}", zero_bytes(4)},
    {type::xid8, "0", zero_bytes(8)},
};
static_assert(std::ranges::is_sorted(constants, {}, &Constant::type));

const Constant* find(std::uint32_t type) noexcept {
  const auto* found = std::ranges::lower_bound(constants, type, {}, &Constant::type);
  return found != std::end(constants) && found->type == type ? found : nullptr;
}

/// A bit string of `length` zeros; the type's own maximum keeps a strange modifier from asking for more.
void append_bits(std::string& out, std::int32_t length, bool binary) {
  constexpr std::int32_t most = 83'886'080;  // BITMAXLEN
  const auto bits = static_cast<std::uint32_t>(std::clamp(length, 0, most));
  if (!binary) {
    out.append(bits, '0');
    return;
  }
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift & 0xff));
  out.append((bits + 7) / 8, '\0');
}

std::string_view zero_interval(std::string_view style) noexcept {
  if (style == "sql_standard") return "0";
  if (style == "postgres_verbose") return "@ 0";
  if (style == "iso_8601") return "PT0S";
  return "00:00:00";
}

}  // namespace

bool has_constant(std::uint32_t type) noexcept { return find(type) != nullptr; }

bool append_constant(std::uint32_t type, const ConstantForm& form, std::string& out) {
  const Constant* constant = find(type);
  if (constant == nullptr) return false;
  if (type == type::bit)
    append_bits(out, form.type_modifier, form.binary);
  else if (type == type::interval && !form.binary)
    out += zero_interval(form.interval_style);
  else
    out += form.binary ? constant->binary : constant->text;
  return true;
}

}  // namespace jaali::protocol::postgres
