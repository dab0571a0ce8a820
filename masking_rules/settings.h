#pragma once
// The settings that a restricted caller may change, by SET or in its StartupMessage (design.md §5): an allow-list. What
// is not on it could choose the physical order of rows (planner switches), make server and parser read the same text
// differently, or run code.
#include <string_view>

namespace jaali::masking_rules {

/// `name` in lower case; `value` as given, quotes taken off.
[[nodiscard]] bool setting_allowed(std::string_view name, std::string_view value) noexcept;

}  // namespace jaali::masking_rules
