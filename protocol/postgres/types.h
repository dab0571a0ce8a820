#pragma once
// OIDs of PostgreSQL's built-in types (pg_type.dat; fixed across versions) and which of them are arrays of which.
// Types of extensions and users have no fixed OID: whoever binds a mask resolves domains, and passes text's OID for
// citext. Constants only; any thread.
#include <cstdint>

namespace jaali::protocol::postgres {

namespace type {

enum : std::uint32_t {
  boolean = 16,
  bytea = 17,
  char_ = 18,
  name = 19,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  regproc = 24,
  text = 25,
  oid = 26,
  tid = 27,
  xid = 28,
  cid = 29,
  json = 114,
  xml = 142,
  point = 600,
  lseg = 601,
  path = 602,
  box = 603,
  polygon = 604,
  line = 628,
  cidr = 650,
  float4 = 700,
  float8 = 701,
  circle = 718,
  macaddr8 = 774,
  money = 790,
  macaddr = 829,
  inet = 869,
  bpchar = 1042,
  varchar = 1043,
  date = 1082,
  time = 1083,
  timestamp = 1114,
  timestamptz = 1184,
  interval = 1186,
  timetz = 1266,
  bit = 1560,
  varbit = 1562,
  numeric = 1700,
  refcursor = 1790,
  regprocedure = 2202,
  regoper = 2203,
  regoperator = 2204,
  regclass = 2205,
  regtype = 2206,
  uuid = 2950,
  pg_lsn = 3220,
  tsvector = 3614,
  tsquery = 3615,
  regconfig = 3734,
  regdictionary = 3769,
  jsonb = 3802,
  int4range = 3904,
  numrange = 3906,
  tsrange = 3908,
  tstzrange = 3910,
  daterange = 3912,
  int8range = 3926,
  jsonpath = 4072,
  regnamespace = 4089,
  regrole = 4096,
  regcollation = 4191,
  int4multirange = 4451,
  nummultirange = 4532,
  tsmultirange = 4533,
  tstzmultirange = 4534,
  datemultirange = 4535,
  int8multirange = 4536,
  xid8 = 5069,
};

}  // namespace type

/// The element type of a built-in array type; 0 for everything else (also for int2vector and oidvector, whose text form
/// is not an array's).
[[nodiscard]] std::uint32_t array_element(std::uint32_t type) noexcept;
/// The array type over a built-in type; 0 where there is none.
[[nodiscard]] std::uint32_t array_over(std::uint32_t element) noexcept;

}  // namespace jaali::protocol::postgres
