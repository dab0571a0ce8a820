#pragma once
// Binds a mask to a MySQL or MariaDB type, as postgres_binding.h does to PostgreSQL's: the value is read by the type's
// codec, the mask does its work on the neutral form, the codec writes it again for the same protocol. Text is read in
// the result's charset and written in it; of a charset that we cannot count in, `redact` shows its constant. Bound
// masks are immutable; `apply` runs on any thread.
#include <memory>

#include "masking_rules/mask.h"
#include "masking_rules/masks/transform.h"

namespace jaali::masking_rules::masks {

[[nodiscard]] bool carries_mysql(const Transform& transform, const protocol::mysql::ColumnType& type) noexcept;
/// For a type that the mask does not carry: a mask that gives NULL.
[[nodiscard]] std::unique_ptr<BoundMask> bind_mysql(std::shared_ptr<const Transform> transform,
                                                    const protocol::mysql::ColumnType& type);

}  // namespace jaali::masking_rules::masks
