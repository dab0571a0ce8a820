#pragma once
// What a column gets whose type does not carry its mask: NULL, whatever the value.
#include "masking_rules/mask.h"

namespace jaali::masking_rules::masks {

class NullMask final : public BoundMask {
 public:
  bool constant() const noexcept override { return true; }
  bool apply(ByteView, const ValueContext&, std::string&) const override { return false; }
};

}  // namespace jaali::masking_rules::masks
