#include "protocol/postgres/types.h"

#include <algorithm>
#include <iterator>

namespace jaali::protocol::postgres {

namespace {

struct ArrayType {
  std::uint32_t array;
  std::uint32_t element;
};

// Ordered by the array type, for a binary search.
constexpr ArrayType array_types[] = {
    {143, type::xml},
    {199, type::json},
    {271, type::xid8},
    {629, type::line},
    {651, type::cidr},
    {719, type::circle},
    {775, type::macaddr8},
    {791, type::money},
    {1000, type::boolean},
    {1001, type::bytea},
    {1002, type::char_},
    {1003, type::name},
    {1005, type::int2},
    {1007, type::int4},
    {1008, type::regproc},
    {1009, type::text},
    {1010, type::tid},
    {1011, type::xid},
    {1012, type::cid},
    {1014, type::bpchar},
    {1015, type::varchar},
    {1016, type::int8},
    {1017, type::point},
    {1018, type::lseg},
    {1019, type::path},
    {1020, type::box},
    {1021, type::float4},
    {1022, type::float8},
    {1027, type::polygon},
    {1028, type::oid},
    {1040, type::macaddr},
    {1041, type::inet},
    {1115, type::timestamp},
    {1182, type::date},
    {1183, type::time},
    {1185, type::timestamptz},
    {1187, type::interval},
    {1231, type::numeric},
    {1270, type::timetz},
    {1561, type::bit},
    {1563, type::varbit},
    {2201, type::refcursor},
    {2207, type::regprocedure},
    {2208, type::regoper},
    {2209, type::regoperator},
    {2210, type::regclass},
    {2211, type::regtype},
    {2951, type::uuid},
    {3221, type::pg_lsn},
    {3643, type::tsvector},
    {3645, type::tsquery},
    {3735, type::regconfig},
    {3770, type::regdictionary},
    {3807, type::jsonb},
    {3905, type::int4range},
    {3907, type::numrange},
    {3909, type::tsrange},
    {3911, type::tstzrange},
    {3913, type::daterange},
    {3927, type::int8range},
    {4073, type::jsonpath},
    {4090, type::regnamespace},
    {4097, type::regrole},
    {4192, type::regcollation},
    {6150, type::int4multirange},
    {6151, type::nummultirange},
    {6152, type::tsmultirange},
    {6153, type::tstzmultirange},
    {6155, type::datemultirange},
    {6157, type::int8multirange},
};
static_assert(std::ranges::is_sorted(array_types, {}, &ArrayType::array));

}  // namespace

std::uint32_t array_element(std::uint32_t type) noexcept {
  const auto* found = std::ranges::lower_bound(array_types, type, {}, &ArrayType::array);
  return found != std::end(array_types) && found->array == type ? found->element : 0;
}

std::uint32_t array_over(std::uint32_t element) noexcept {
  const auto* found = std::ranges::find(array_types, element, &ArrayType::element);
  return found != std::end(array_types) ? found->array : 0;
}

}  // namespace jaali::protocol::postgres
