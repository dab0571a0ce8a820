#include "proxy/rows/row_masker.h"

#include "protocol/postgres/frame.h"

namespace jaali::proxy::rows {

namespace {

namespace pg = protocol::postgres;
using protocol::WireError;

constexpr std::size_t count_size = 2, length_size = 4;
constexpr std::uint32_t null_length = 0xffffffffU, longest = 0x7fffffffU;

void store_u32(std::string& out, std::size_t at, std::size_t value) noexcept {
  for (unsigned i = 0; i < 4; ++i) out[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

/// The length of the value at the front of `rest`, or the way in which it is wrong; -1 stays null_length.
protocol::Result<std::uint32_t> value_length(ByteView rest) noexcept {
  if (rest.size() < length_size) return WireError::truncated;
  const std::uint32_t length = pg::load_u32(rest.data());
  if (length == null_length) return length;
  if (length > longest) return WireError::bad_length;
  if (length > rest.size() - length_size) return WireError::truncated;
  return length;
}

/// Walks the whole row once before anything is written, so that a bad row changes neither output nor counters.
protocol::Result<void> check(ByteView body, std::size_t columns) noexcept {
  if (body.size() < count_size) return WireError::truncated;
  if (pg::load_u16(body.data()) != columns) return WireError::bad_value;
  ByteView rest = body.subspan(count_size);
  for (std::size_t column = 0; column < columns; ++column) {
    const auto length = value_length(rest);
    if (!length) return length.error();
    rest = rest.subspan(length_size + (*length == null_length ? 0 : *length));
  }
  if (!rest.empty()) return WireError::trailing_bytes;
  return {};
}

/// Appends one masked value with its length; NULL where the mask says so.
void append_masked(const ColumnPlan& plan, ByteView value, std::string& out) {
  const std::size_t at = out.size();
  out.append(length_size, '\xff');
  if (!plan.force_null && plan.mask->apply(value, plan.context, out)) store_u32(out, at, out.size() - at - length_size);
}

}  // namespace

RowMasker::RowMasker(std::vector<ColumnPlan> columns) : columns_(std::move(columns)), summary_(columns_) {}

protocol::Result<void> RowMasker::mask(ByteView body, std::string& out, Counters& counters) const {
  if (const auto checked = check(body, columns_.size()); !checked) return checked.error();
  counters.make_room(summary_.classes);

  const std::size_t start = out.size();
  out.push_back('D');
  out.append(length_size, '\0');
  std::size_t run = 0, at = count_size;  // the run of bytes that go as they are, and the current value's length word
  for (const ColumnPlan& column : columns_) {
    const std::uint32_t length = pg::load_u32(body.data() + at);
    const std::size_t end = at + length_size + (length == null_length ? 0 : length);
    if (length != null_length) {
      if (column.masked()) {
        out += protocol::text_of(body.subspan(run, at - run));
        append_masked(column, body.subspan(at + length_size, length), out);
        run = end;
      }
      counters.count(column);
    }
    at = end;
  }
  out += protocol::text_of(body.subspan(run));

  const std::size_t length = out.size() - start - 1;
  if (length > longest) {  // the caller ends the session: what was counted does not matter any more
    out.resize(start);
    return WireError::overlong;
  }
  store_u32(out, start + 1, length);
  return {};
}

void RowMasker::set_styles(std::string_view date_style, std::string_view interval_style,
                           std::string_view bytea_output) noexcept {
  for (ColumnPlan& column : columns_) {
    column.context.date_style = date_style;
    column.context.interval_style = interval_style;
    column.context.bytea_output = bytea_output;
  }
}

}  // namespace jaali::proxy::rows
