#pragma once
// A mask: a pure function of one value that keeps its type (design.md §2). Immutable after construction and shared by
// all threads. Each mask is one file under masking_rules/masks/ and one line in its registry.
#include <boost/system/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mysql/column_type.h"
#include "protocol/result.h"
#include "protocol/secret.h"

namespace jaali::masking_rules {

using protocol::ByteView;

enum class Format : std::uint8_t { text, binary };

/// What a mask needs to know of the column besides the value. Types are PostgreSQL OIDs of the base type (domains
/// resolved), arrays by the array's OID, or MySQL's ColumnType, packed. Strings belong to the session; what they say may
/// change between two rows.
struct ValueContext {
  std::uint32_t type = 0;
  std::int32_t type_modifier = -1;  ///< PostgreSQL's
  Format format = Format::text;

  // PostgreSQL: the session's ParameterStatus at that time.
  std::string_view date_style = "ISO, MDY";
  std::string_view interval_style = "postgres";
  std::string_view bytea_output = "hex";

  // MySQL, as the ColumnDefinition has them; a value stands here without its length on the wire.
  std::uint32_t length = 0;    ///< in bytes of the result's charset, digits of numbers, bits of BIT; 0: unknown
  std::uint8_t decimals = 31;  ///< digits behind the point or the second; 31: as many as there are
  bool zerofill = false;
  std::string_view time_zone = {};  ///< the session's, as @@time_zone has it; empty: unknown
};

/// A mask bound to a column's type: what the row masker calls, once per value.
class BoundMask {
 public:
  virtual ~BoundMask() = default;
  /// Appends the masked value's bytes to `out` and returns true, or returns false for NULL (nothing appended). What it
  /// cannot read, it never copies: such a value becomes NULL. `value` is never NULL (NULL stays NULL).
  virtual bool apply(ByteView value, const ValueContext& context, std::string& out) const = 0;
  /// The result does not depend on the value, except on its being NULL.
  [[nodiscard]] virtual bool constant() const noexcept = 0;
};

/// HMAC keys for `token`, by class.
struct TokenKey { std::string id; protocol::Secret key; };

/// A parsed mask, not yet bound to a type: "keep(5,2)".
class Mask {
 public:
  virtual ~Mask() = default;
  [[nodiscard]] virtual const std::string& spelling() const noexcept = 0;  ///< as in rules.toml, normalised
  /// Whether a column of this type can carry the mask: PostgreSQL's by OID (arrays: their elements), MySQL's.
  [[nodiscard]] virtual bool supports(std::uint32_t type) const noexcept = 0;
  [[nodiscard]] virtual bool supports(const protocol::mysql::ColumnType& type) const noexcept = 0;
  /// For a supported type; for another, the mask `null`.
  [[nodiscard]] virtual std::unique_ptr<BoundMask> bind(std::uint32_t type) const = 0;
  [[nodiscard]] virtual std::unique_ptr<BoundMask> bind(const protocol::mysql::ColumnType& type) const = 0;
};

/// Parses a mask as rules.toml writes it. The error says what is wrong and, where a name is close, "did you mean".
/// `token_key` is needed by `token` alone.
[[nodiscard]] boost::system::result<std::shared_ptr<const Mask>, std::string> parse_mask(
    std::string_view spelling, std::shared_ptr<const TokenKey> token_key = nullptr);
/// Names of all masks, for hints and documentation.
[[nodiscard]] std::vector<std::string_view> mask_names();

}  // namespace jaali::masking_rules
