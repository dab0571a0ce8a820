#pragma once
// What a reload changes, in words for a DBA and for the log: who sees what otherwise than before.
#include <string>
#include <vector>

#include "masking_rules/policy.h"

namespace jaali::masking_rules {

/// One line a change: "role support: class email: email → clear". Empty where nothing that callers meet has changed.
[[nodiscard]] std::vector<std::string> policy_diff(const Policy& before, const Policy& after);

}  // namespace jaali::masking_rules
