#pragma once
// The two witnesses joined (design.md §3): what the verdict says of each output column, and where the wire says it comes
// from. A column is masked if either says so; where the wire knows of more than the verdict, the plan is contradicted.
#include <boost/system/result.hpp>

#include "masking_rules/mask.h"
#include "proxy/session/postgres/exchange.h"

namespace jaali::proxy::session::postgres {

struct ValueStyle {
  std::string_view date_style, interval_style;
};

/// Masks for the statement at `index` of `judged`. `formats` as in Bind: none, one for all, or one each; null: each field's
/// own (simple query: binary where it fetches from a binary cursor). The error says how the wire contradicts the verdict.
[[nodiscard]] boost::system::result<std::shared_ptr<const Masking>, std::string> make_masking(
    std::shared_ptr<const Judged> judged, std::size_t index, const Fields& fields,
    const std::vector<std::int16_t>* formats, ValueStyle style);

}  // namespace jaali::proxy::session::postgres
