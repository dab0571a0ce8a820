#pragma once
// Walks the rows of text and binary result sets, value by value, over the payload of one packet. Allocates nothing; runs
// once for every row that is masked. (MySQL documentation "Text Resultset Row", "Binary Protocol Resultset Row".)
#include <optional>

#include "protocol/mysql/column_type.h"
#include "protocol/mysql/wire_reader.h"

namespace jaali::protocol::mysql {

/// One value; absent: NULL.
using ValueView = std::optional<ByteView>;

/// Text rows: `next()` once for each column, then `finish()`.
class TextRowReader {
 public:
  explicit TextRowReader(ByteView payload) noexcept : reader_(payload) {}
  [[nodiscard]] Result<ValueView> next() noexcept {
    if (reader_.remaining() == 0) return WireError::truncated;
    const auto value = reader_.lenenc_value();
    if (reader_.failed()) return *reader_.error();
    return value;
  }
  [[nodiscard]] Result<void> finish() const noexcept {
    if (reader_.remaining() != 0) return WireError::trailing_bytes;
    return {};
  }
  /// Bytes not read yet.
  [[nodiscard]] std::size_t remaining() const noexcept { return reader_.remaining(); }

 private:
  WireReader reader_;
};

/// Bytes of a value of `type` in a binary row; nothing for types that have their length before them: a length-encoded one
/// of strings and decimals, one byte of dates and times.
[[nodiscard]] constexpr std::optional<std::size_t> fixed_size(FieldType type) noexcept {
  switch (type) {
    case FieldType::tiny: return 1;
    case FieldType::short_:
    case FieldType::year: return 2;
    case FieldType::long_:
    case FieldType::int24:
    case FieldType::float_: return 4;
    case FieldType::longlong:
    case FieldType::double_: return 8;
    case FieldType::null: return 0;
    case FieldType::decimal:
    case FieldType::timestamp:
    case FieldType::date:
    case FieldType::time:
    case FieldType::datetime:
    case FieldType::newdate:
    case FieldType::varchar:
    case FieldType::bit:
    case FieldType::timestamp2:
    case FieldType::datetime2:
    case FieldType::time2:
    case FieldType::typed_array:
    case FieldType::blob_compressed:
    case FieldType::varchar_compressed:
    case FieldType::vector:
    case FieldType::json:
    case FieldType::newdecimal:
    case FieldType::enum_:
    case FieldType::set:
    case FieldType::tiny_blob:
    case FieldType::medium_blob:
    case FieldType::long_blob:
    case FieldType::blob:
    case FieldType::var_string:
    case FieldType::string:
    case FieldType::geometry: break;
  }
  return std::nullopt;
}

/// Binary rows: a header of 0, a bitmap of NULLs that begins at its third bit, the values. Each `next` is told the type of
/// its column, from the definitions of that result set.
class BinaryRowReader {
 public:
  [[nodiscard]] static Result<BinaryRowReader> open(ByteView payload, std::size_t columns) noexcept {
    WireReader reader(payload);
    if (reader.u8() != 0) reader.fail(WireError::bad_value);
    const ByteView nulls = reader.bytes((columns + 7 + first_bit) / 8);
    if (reader.failed()) return *reader.error();
    return BinaryRowReader(reader, nulls, columns);
  }
  [[nodiscard]] ByteView nulls() const noexcept { return nulls_; }
  /// A value without its length. For dates and times that is 0, 4, 7 or 11 bytes, or 0, 8 or 12.
  [[nodiscard]] Result<ValueView> next(FieldType type) noexcept {
    if (read_ == columns_) return WireError::too_many;
    const std::size_t bit = first_bit + read_++;
    if ((std::to_integer<unsigned>(nulls_[bit / 8]) >> (bit % 8) & 1) != 0) return ValueView{};
    const auto size = fixed_size(type);
    const ByteView value = size ? reader_.bytes(*size) : reader_.lenenc_bytes();
    if (reader_.failed()) return *reader_.error();
    return ValueView{value};
  }
  [[nodiscard]] Result<void> finish() const noexcept {
    if (read_ != columns_) return WireError::truncated;
    if (reader_.remaining() != 0) return WireError::trailing_bytes;
    return {};
  }

  static constexpr std::size_t first_bit = 2;

 private:
  BinaryRowReader(const WireReader& reader, ByteView nulls, std::size_t columns) noexcept
      : reader_(reader), nulls_(nulls), columns_(columns) {}
  WireReader reader_;
  ByteView nulls_;
  std::size_t columns_;
  std::size_t read_ = 0;
};

}  // namespace jaali::protocol::mysql
