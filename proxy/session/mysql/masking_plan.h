#pragma once
// The two witnesses of a MySQL result joined (design.md §3). Wire origin lies here (wire-notes §3): it may only ever add
// masking. Where it names a classified column and the verdict another one, the verdict's mask stands; where the verdict
// says clear, the origin's is applied.
#include <boost/system/result.hpp>

#include "proxy/session/mysql/running.h"

namespace jaali::proxy::session::mysql {

/// A field of a result, its origin folded as the catalog folds names.
[[nodiscard]] Field field_of(const protocol::mysql::ColumnDefinitionView& definition, int lower_case_table_names);

/// The column definitions of a result as they came, one behind the other, each with its length before it: what a result's
/// masks are made from, and known again by.
void append_definition(std::string& definitions, protocol::ByteView payload);
[[nodiscard]] protocol::Result<Fields> fields_of(std::string_view definitions, protocol::mysql::Capabilities capabilities,
                                                 int lower_case_table_names);

/// Whether it is the result that MariaDB gives for each row of a bulk (MARIADB_CLIENT_BULK_UNIT_RESULTS): two numbers that
/// an OK would have told, of no table.
[[nodiscard]] bool is_unit_results(std::string_view definitions, protocol::mysql::Capabilities capabilities);

/// Masks for the statement at `index` of `judged`. The error says how the result differs from the judgement.
[[nodiscard]] boost::system::result<std::shared_ptr<Masking>, std::string> make_masking(
    std::shared_ptr<const Judged> judged, std::size_t index, const Fields& fields, masking_rules::Format format,
    std::string_view time_zone);

}  // namespace jaali::proxy::session::mysql
