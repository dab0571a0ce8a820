#include "proxy/session/masked_columns.h"

namespace jaali::proxy::session {

boost::system::result<const masking_rules::StatementPlan*, std::string> plan_of_result(const gate::Judged& judged,
                                                                                       std::size_t index, std::size_t columns) {
  const auto& statements = judged.verdict.statements;
  if (index >= statements.size()) return std::string("more results came than statements were judged");
  const auto& plan = statements[index];
  if (!plan.returns_rows) return std::string("rows came of a statement that was judged to return none");
  if (plan.columns_known && plan.columns.size() != columns) {
    return std::string("the result has another number of columns than the statement was judged to have");
  }
  return &plan;
}

bool same_result(const gate::Judged& a, const gate::Judged& b, std::size_t index) noexcept {
  if (&a == &b) return true;
  if (a.catalog != b.catalog || a.role != b.role || a.restricted != b.restricted || a.observe != b.observe || a.names_key != b.names_key) return false;
  const auto &one = a.verdict.statements, &two = b.verdict.statements;
  if (index >= one.size() || index >= two.size()) return false;
  return one[index].returns_rows == two[index].returns_rows && one[index].columns_known == two[index].columns_known &&
         one[index].columns == two[index].columns;
}

std::string_view class_of_result(const gate::Judged& judged, const masking_rules::OutputColumn* output,
                                 std::optional<sql::ColumnId> origin) {
  if (output && output->source) {
    if (const auto name = judged.catalog->class_of(*output->source); !name.empty()) return name;
  }
  return origin ? judged.catalog->class_of(*origin) : std::string_view();
}

}  // namespace jaali::proxy::session
