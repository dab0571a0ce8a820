#include "proxy/rows/mysql_row_masker.h"

#include "protocol/mysql/row.h"

namespace jaali::proxy::rows {

namespace {

namespace my = protocol::mysql;
using masking_rules::Format;
using my::BinaryRowReader;
using my::FieldType;
using my::TextRowReader;
using protocol::text_of;
using protocol::WireError;

/// Where a part of the payload ends in it.
std::size_t end_of(ByteView part, ByteView payload) noexcept {
  return static_cast<std::size_t>(part.data() - payload.data()) + part.size();
}

/// Puts the length of what was written behind `start`, in as few bytes as there are: most lengths are one byte, for
/// which the room is there already.
void put_length(std::string& out, std::size_t start) {
  constexpr std::size_t longest_in_one = 250;
  const std::size_t size = out.size() - start - 1;
  if (size <= longest_in_one) {
    out[start] = static_cast<char>(size);
    return;
  }
  char head[9];
  std::size_t bytes = 2;
  head[0] = static_cast<char>(0xfc);
  if (size > 0xffff) head[0] = static_cast<char>(0xfd), bytes = 3;
  if (size > 0xffffff) head[0] = static_cast<char>(0xfe), bytes = 8;
  for (std::size_t at = 0; at < bytes; ++at) head[at + 1] = static_cast<char>(size >> (8 * at) & 0xff);
  out.replace(start, 1, head, bytes + 1);
}

/// Appends one masked value with its length before it; false, with nothing appended, for NULL.
bool append_counted(const ColumnPlan& column, ByteView value, std::string& out) {
  const std::size_t start = out.size();
  out.push_back('\0');
  if (column.force_null || !column.mask->apply(value, column.context, out)) {
    out.resize(start);
    return false;
  }
  put_length(out, start);
  return true;
}

/// The same for a type whose values have all one size. What is not of that size would shift the columns behind it.
bool append_fixed(const ColumnPlan& column, ByteView value, std::size_t size, std::string& out) {
  const std::size_t start = out.size();
  if (!column.force_null && column.mask->apply(value, column.context, out) && out.size() - start == size) return true;
  out.resize(start);
  return false;
}

}  // namespace

MysqlRowMasker::MysqlRowMasker(std::vector<ColumnPlan> columns, Format format)
    : columns_(std::move(columns)), summary_(columns_), format_(format) {
  types_.reserve(columns_.size());
  for (ColumnPlan& column : columns_) {
    column.context.format = format;
    types_.push_back(my::unpack(column.context.type).field);
    known_ = known_ && my::is_known(types_.back());
  }
}

protocol::Result<void> MysqlRowMasker::mask(ByteView payload, std::string& out, Counters& counters) const {
  if (const auto checked = check(payload); !checked) return checked.error();
  counters.make_room(summary_.classes);
  if (format_ == Format::text)
    mask_text(payload, out, counters);
  else
    mask_binary(payload, out, counters);
  return {};
}

/// Walks the whole row once before anything is written, so that a bad row changes neither output nor counters.
protocol::Result<void> MysqlRowMasker::check(ByteView payload) const {
  if (format_ == Format::text) {
    TextRowReader reader(payload);
    for (std::size_t column = 0; column < columns_.size(); ++column)
      if (const auto value = reader.next(); !value) return value.error();
    return reader.finish();
  }
  if (!known_) return WireError::bad_value;
  auto reader = BinaryRowReader::open(payload, columns_.size());
  if (!reader) return reader.error();
  for (const FieldType type : types_)
    if (const auto value = reader->next(type); !value) return value.error();
  return reader->finish();
}

void MysqlRowMasker::mask_text(ByteView payload, std::string& out, Counters& counters) const {
  TextRowReader reader(payload);
  std::size_t run = 0, at = 0;  // the run of bytes that go as they are, and where the current value's length lies
  for (const ColumnPlan& column : columns_) {
    const auto value = *reader.next();
    const std::size_t end = value ? end_of(*value, payload) : at + 1;
    if (value) {
      if (column.masked()) {
        out += text_of(payload.subspan(run, at - run));
        if (!append_counted(column, *value, out)) out.push_back(static_cast<char>(my::null_marker));
        run = end;
      }
      counters.count(column);
    }
    at = end;
  }
  out += text_of(payload.subspan(run));
}

void MysqlRowMasker::mask_binary(ByteView payload, std::string& out, Counters& counters) const {
  const std::size_t start = out.size();
  auto reader = *BinaryRowReader::open(payload, columns_.size());
  std::size_t run = 0, at = end_of(reader.nulls(), payload);
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    const ColumnPlan& column = columns_[index];
    const auto value = *reader.next(types_[index]);
    const std::size_t end = value ? end_of(*value, payload) : at;
    if (value) {
      if (column.masked()) {
        out += text_of(payload.subspan(run, at - run));
        const auto size = my::fixed_size(types_[index]);
        if (!(size ? append_fixed(column, *value, *size, out) : append_counted(column, *value, out))) {
          const std::size_t bit = index + BinaryRowReader::first_bit;
          char& nulls = out[start + 1 + bit / 8];
          nulls = static_cast<char>(nulls | 1 << (bit % 8));
        }
        run = end;
      }
      counters.count(column);
    }
    at = end;
  }
  out += text_of(payload.subspan(run));
}

void MysqlRowMasker::set_time_zone(std::string_view time_zone) noexcept {
  for (ColumnPlan& column : columns_) column.context.time_zone = time_zone;
}

}  // namespace jaali::proxy::rows
