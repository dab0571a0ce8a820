#pragma once
// Binds a mask to a PostgreSQL type: the value is read by the type's codec, the mask does its work on the neutral form,
// the codec writes it again in the same format. What the codec cannot read becomes NULL. Arrays go element by element,
// or are a constant array. Bound masks are immutable; `apply` runs on any thread.
#include <memory>

#include "masking_rules/mask.h"
#include "masking_rules/masks/transform.h"

namespace jaali::masking_rules::masks {

[[nodiscard]] bool carries_postgres(const Transform& transform, std::uint32_t type) noexcept;
/// For a type that the mask does not carry: a mask that gives NULL.
[[nodiscard]] std::unique_ptr<BoundMask> bind_postgres(std::shared_ptr<const Transform> transform, std::uint32_t type);

}  // namespace jaali::masking_rules::masks
