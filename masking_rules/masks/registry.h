#pragma once
// The list of masks: a name, an example for messages, and what makes one of its arguments. A new mask is one file with
// a `make_…` function, and one line each here and in registry.cpp.
#include <boost/system/result.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/mask.h"
#include "masking_rules/masks/transform.h"

namespace jaali::masking_rules::masks {

using Made = boost::system::result<std::shared_ptr<const Transform>, std::string>;

/// What stood behind the mask's name.
struct Arguments {
  bool given = false;     ///< there were parentheses
  std::string_view text;  ///< what was between them, blanks at both ends taken off
  std::shared_ptr<const TokenKey> token_key;
  /// `count` whole numbers from `least` to `most`, with commas between; nothing if it is anything else.
  [[nodiscard]] std::optional<std::vector<std::uint64_t>> numbers(std::size_t count, std::uint64_t least,
                                                                  std::uint64_t most) const;
  [[nodiscard]] bool none() const noexcept { return !given; }
};

Made make_redact(const Arguments&);
Made make_null(const Arguments&);
Made make_fixed(const Arguments&);
Made make_keep(const Arguments&);
Made make_keep_first(const Arguments&);
Made make_keep_last(const Arguments&);
Made make_email(const Arguments&);
Made make_year_only(const Arguments&);
Made make_round(const Arguments&);
Made make_token(const Arguments&);

struct Entry {
  std::string_view name, usage;
  Made (*make)(const Arguments&);
};
[[nodiscard]] std::span<const Entry> registry() noexcept;

}  // namespace jaali::masking_rules::masks
