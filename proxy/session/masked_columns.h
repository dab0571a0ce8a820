#pragma once
// The two witnesses of an output column joined (design.md §3): what the verdict says of it, and what the wire says of where
// it comes from. Masked if either says so.
#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "masking_rules/decide.h"
#include "proxy/gate/gate.h"

namespace jaali::proxy::session {

/// The plan that a result is masked by: null where the judgement has none for it, and why.
[[nodiscard]] boost::system::result<const masking_rules::StatementPlan*, std::string> plan_of_result(
    const gate::Judged& judged, std::size_t index, std::size_t columns);

/// What an output column was judged to meet; null where it is clear.
[[nodiscard]] inline const masking_rules::Treatment* planned_treatment(const masking_rules::OutputColumn* output) noexcept {
  return output && output->treatment && !output->treatment->clear() ? output->treatment : nullptr;
}

/// Whether the statement at `index` of both has the same output by the same rules, so that one's masks are the other's.
/// What statements before it in the text do is not compared.
[[nodiscard]] bool same_result(const gate::Judged& a, const gate::Judged& b, std::size_t index) noexcept;

/// By the verdict's column, or else by the wire's; empty: none.
[[nodiscard]] std::string_view class_of_result(const gate::Judged& judged, const masking_rules::OutputColumn* output,
                                               std::optional<sql::ColumnId> origin);

}  // namespace jaali::proxy::session
