#pragma once
// Which functions, operators and types a restricted caller may use (design.md §5): built-in ones that reach nothing but
// their arguments, reviewed by name where they are not IMMUTABLE; immutable ones of extensions; what [trust] lists.
#include <cstdint>
#include <string>
#include <string_view>

#include "masking_rules/classified_catalog.h"
#include "sql/names.h"

namespace jaali::masking_rules::deciding {

/// Stable and volatile functions of pg_catalog and information_schema that were reviewed: they read no table by name or
/// text, no file, no large object, no statement of another session.
[[nodiscard]] bool reviewed_builtin(std::string_view name) noexcept;
/// Stable and volatile functions of common extensions that only compute.
[[nodiscard]] bool reviewed_extension(std::string_view name) noexcept;

/// MySQL's native functions, which no catalog lists: by name.
enum class Native : std::uint8_t { unknown, reviewed, refused };
[[nodiscard]] Native native_function(std::string_view name) noexcept;

[[nodiscard]] bool builtin(const sql::Function& function) noexcept;
/// set_config is acceptable here; its arguments are judged where it is called.
[[nodiscard]] bool acceptable(const sql::Function& function, const ClassifiedCatalog& catalog);
/// By signature, as Relation::check_functions writes it.
[[nodiscard]] bool acceptable_signature(std::string_view signature, const ClassifiedCatalog& catalog);
[[nodiscard]] bool acceptable(const sql::Operator& operation, const ClassifiedCatalog& catalog);
/// Empty: acceptable; else why not.
[[nodiscard]] std::string problem_of(const sql::Type& type, std::size_t role, const ClassifiedCatalog& catalog);
[[nodiscard]] bool trusted(std::string_view object, const ClassifiedCatalog& catalog);

}  // namespace jaali::masking_rules::deciding
