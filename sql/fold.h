#pragma once
// Case folding of MySQL names as the catalog stores them and the parser reads them: both sides call this one function, so
// that they agree with each other; where it and the server's collation differ, a name does not resolve and is refused.
#include <string>
#include <string_view>

namespace jaali::sql {

/// Unicode simple lower case over UTF-8; what cannot be folded (or is no UTF-8) stays as it is. Pure.
[[nodiscard]] std::string fold(std::string_view name);
/// Whether fold(name) == name, without an allocation.
[[nodiscard]] bool is_folded(std::string_view name) noexcept;

}  // namespace jaali::sql
