#include "protocol/mysql/parameters.h"

#include <algorithm>

namespace jaali::protocol::mysql {

namespace {

constexpr std::uint8_t unsigned_bit = 0x80;

bool is_parameter_type(FieldType type) noexcept;
bool takes_long_data(FieldType type) noexcept { return type >= FieldType::tiny_blob && type <= FieldType::string; }

}  // namespace

std::optional<std::size_t> fixed_parameter_size(FieldType type, bool mariadb) noexcept {
  if (type == FieldType::tiny) return 1;
  if (type == FieldType::short_) return 2;
  if (type == FieldType::long_ || type == FieldType::float_) return 4;
  if (type == FieldType::longlong || type == FieldType::double_) return 8;
  if (mariadb && type == FieldType::year) return 2;
  if (mariadb && type == FieldType::int24) return 4;
  return std::nullopt;
}

std::vector<ParameterView> read_parameters(WireReader& reader, const ParameterBlock& block, bool& new_types) {
  std::vector<ParameterView> parameters;
  const ByteView nulls = reader.bytes((block.count + 7) / 8);
  const std::uint8_t has_types = reader.u8();
  if (has_types > 1) reader.fail(WireError::bad_value);
  new_types = has_types == 1;
  const std::size_t type_size = block.named ? 3 : 2;
  if (new_types && reader.remaining() < block.count * type_size) reader.fail(WireError::truncated);
  if (reader.failed()) return parameters;

  parameters.resize(block.count);
  for (std::size_t i = 0; i < block.count; ++i) {
    if (new_types) {
      parameters[i].type = read_parameter_type(reader);
      if (block.named) parameters[i].name = reader.lenenc_string();
    } else if (i < block.bound.size()) {
      parameters[i].type = block.bound[i];
    }
  }
  for (std::size_t i = 0; i < block.count && !reader.failed(); ++i) {
    if ((std::to_integer<unsigned>(nulls[i / 8]) >> (i % 8) & 1) != 0) continue;
    if (!new_types && i >= block.bound.size()) reader.fail(WireError::bad_value);  // never was given a type
    ParameterView& parameter = parameters[i];
    if (i < block.own && std::ranges::find(block.long_data, i) != block.long_data.end()) {
      if (!takes_long_data(parameter.type.type)) reader.fail(WireError::bad_value);
      parameter.is_long_data = true;
      continue;
    }
    parameter.value = read_parameter_value(reader, parameter.type.type, block.mariadb);
  }
  return parameters;
}

void write_parameters(WireWriter& writer, std::span<const ParameterView> parameters, bool named, bool new_types,
                      bool mariadb) {
  std::string nulls((parameters.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].value || parameters[i].is_long_data) continue;
    nulls[i / 8] = static_cast<char>(static_cast<unsigned char>(nulls[i / 8]) | (1U << (i % 8)));
  }
  writer.text(nulls).u8(new_types ? 1 : 0);
  for (const auto& parameter : parameters) {
    if (!new_types) break;
    write_parameter_type(writer, parameter.type);
    if (named) writer.lenenc_string(parameter.name);
  }
  for (const auto& parameter : parameters) {
    if (!parameter.value) continue;
    if (fixed_parameter_size(parameter.type.type, mariadb)) {
      writer.bytes(*parameter.value);
    } else {
      writer.lenenc_value(parameter.value);
    }
  }
}

ParameterType read_parameter_type(WireReader& reader) noexcept {
  const auto type = static_cast<FieldType>(reader.u8());
  const std::uint8_t flags = reader.u8();
  if ((flags & ~unsigned_bit) != 0) reader.fail(WireError::bad_value);
  if (!is_parameter_type(type)) reader.fail(WireError::bad_value);
  return {type, flags != 0};
}

void write_parameter_type(WireWriter& writer, const ParameterType& type) {
  writer.u8(static_cast<std::uint8_t>(type.type)).u8(type.is_unsigned ? unsigned_bit : 0);
}

ByteView read_parameter_value(WireReader& reader, FieldType type, bool mariadb) noexcept {
  const auto size = fixed_parameter_size(type, mariadb);
  return size ? reader.bytes(*size) : reader.lenenc_bytes();
}

namespace {

/// What drivers send. Not: types that exist in tables alone, MYSQL_TYPE_BOOL (244), which MySQL refuses itself.
bool is_parameter_type(FieldType type) noexcept {
  switch (type) {
    case FieldType::decimal:
    case FieldType::tiny:
    case FieldType::short_:
    case FieldType::long_:
    case FieldType::float_:
    case FieldType::double_:
    case FieldType::null:
    case FieldType::timestamp:
    case FieldType::longlong:
    case FieldType::int24:
    case FieldType::date:
    case FieldType::time:
    case FieldType::datetime:
    case FieldType::year:
    case FieldType::newdate:
    case FieldType::varchar:
    case FieldType::bit:
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
    case FieldType::geometry:
      return true;
    case FieldType::timestamp2:
    case FieldType::datetime2:
    case FieldType::time2:
    case FieldType::typed_array:
    case FieldType::blob_compressed:
    case FieldType::varchar_compressed:
      break;
  }
  return false;
}

}  // namespace

}  // namespace jaali::protocol::mysql
