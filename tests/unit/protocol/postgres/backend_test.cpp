#include "protocol/postgres/backend.h"

#include <algorithm>
#include <stdexcept>

#include "tests/unit/protocol/postgres/messages.h"

namespace jaali::protocol::postgres {
namespace {

using namespace test;

TEST(Backend, KnowsExactlyItsTypes) {
  const std::string_view known = "RK23CWdcGHDIEVvnNAtS1sZT";
  for (int i = 0; i < 256; ++i) {
    const auto type = static_cast<char>(i);
    EXPECT_EQ(backend_type(type).has_value(), known.find(type) != known.npos) << i;
  }
}

TEST(Backend, Authentication) {
  const auto encode = [](auto& out, const auto& view) { append_authentication(out, view.kind, text_of(view.data)); };
  for (const int kind : {0, 2, 3, 7, 9}) expect_round_trip(decode_authentication, encode, message('R', i32(kind)));
  expect_round_trip(decode_authentication, encode, message('R', i32(5) + "salt"));
  for (const int kind : {8, 11, 12}) {  // any payload, so no prefix of it is wrong
    const auto decoded = decode_authentication(bytes_of(i32(kind) + "payload"));
    ASSERT_TRUE(decoded.has_value());
  }
  for (const int kind : {1, 4, 6, 13, -1, 1 << 30}) {
    expect_error(decode_authentication, i32(kind), WireError::bad_value);
  }
  expect_error(decode_authentication, i32(10), WireError::bad_value);
  expect_error(decode_authentication, "\0\0\0"sv, WireError::truncated);
}

TEST(Backend, SaslMechanisms) {
  const std::string_view names[] = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"};
  std::string out;
  append_sasl_mechanisms(out, names);
  EXPECT_EQ(out, message('R', i32(10) + "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"s));
  const auto authentication = decode_authentication(bytes_of(body_of(out)));
  ASSERT_TRUE(authentication.has_value());
  EXPECT_EQ(authentication->kind, Authentication::sasl);
  expect_exact(decode_sasl_mechanisms, text_of(authentication->data));
  EXPECT_TRUE(std::ranges::equal(*decode_sasl_mechanisms(authentication->data), names));
  std::string many;
  for (int i = 0; i < 17; ++i) many += "X\0"s;
  expect_error(decode_sasl_mechanisms, many + '\0', WireError::too_many);
}

TEST(Backend, BackendKeyData) {
  for (std::size_t size = 0; size <= 300; ++size) {
    std::string out;
    append_backend_key_data(out, 77, bytes_of(std::string(size, 'k')));
    const auto decoded = decode_backend_key_data(bytes_of(body_of(out)));
    ASSERT_EQ(decoded.has_value(), size >= 4 && size <= 256) << size;
    if (decoded) {
      EXPECT_EQ(decoded->process_id, 77);
      EXPECT_EQ(decoded->secret_key.size(), size);
    }
  }
}

TEST(Backend, NegotiateProtocolVersion) {
  const auto encode = [](auto& out, const auto& view) {
    append_negotiate_protocol_version(out, view.newest_minor, view.unrecognised);
  };
  expect_round_trip(decode_negotiate_protocol_version, encode, message('v', i32(196610) + i32(0)));
  expect_round_trip(decode_negotiate_protocol_version, encode,
                    message('v', i32(196608) + i32(2) + "_pq_.a\0_pq_.b\0"s));
  expect_error(decode_negotiate_protocol_version, i32(0) + i32(-1), WireError::bad_length);
  expect_error(decode_negotiate_protocol_version, i32(0) + i32(0x7fffffff), WireError::too_many);
}

TEST(Backend, ParameterStatusAndNotification) {
  const auto status = [](auto& out, const auto& view) { append_parameter_status(out, view.name, view.value); };
  expect_round_trip(decode_parameter_status, status, message('S', "TimeZone\0Asia/Karachi\0"sv));
  const auto notification = [](auto& out, const auto& view) { append_notification(out, view); };
  expect_round_trip(decode_notification, notification, message('A', i32(99) + "channel\0payload\0"s));
  EXPECT_EQ(decode_notification(bytes_of(i32(99) + "channel\0payload\0"s))->payload, "payload");
}

TEST(Backend, ReadyForQuery) {
  for (int i = 0; i < 256; ++i) {
    const std::string body(1, static_cast<char>(i));
    const bool known = i == 'I' || i == 'T' || i == 'E';
    EXPECT_EQ(decode_ready_for_query(bytes_of(body)).has_value(), known) << i;
    if (known) expect_round_trip(decode_ready_for_query, append_ready_for_query, message('Z', body));
  }
}

TEST(Backend, RowDescription) {
  expect_round_trip(decode_row_description, append_row_description, message('T', i16(0)));
  const auto whole = message('T', i16(2) + "cnic\0"s + i32(16384) + i16(3) + i32(25) + i16(-1) + i32(-1) + i16(0) +
                                      "\0"s + i32(4294967295) + i16(-1) + i32(23) + i16(4) + i32(7) + i16(1));
  expect_round_trip(decode_row_description, append_row_description, whole);
  const auto description = decode_row_description(bytes_of(body_of(whole)));
  const auto& first = description->fields[0];
  EXPECT_EQ(first.name, "cnic");
  EXPECT_EQ(first.table, 16384U);
  EXPECT_EQ(first.column, 3);
  EXPECT_EQ(first.type, 25U);
  EXPECT_EQ(first.type_size, -1);
  EXPECT_EQ(first.type_modifier, -1);
  EXPECT_EQ(first.format, 0);
  EXPECT_EQ(description->fields[1].table, 4294967295U);
  EXPECT_EQ(description->fields[1].column, -1);  // a system column, as ctid
  expect_error(decode_row_description, i16(-1) + "x", WireError::truncated);
  expect_error(decode_row_description, i16(1) + "x\0"s + i32(0) + i16(0) + i32(25) + i16(-1) + i32(-1) + i16(2),
               WireError::bad_value);
}

TEST(Backend, ParameterDescription) {
  const auto encode = [](auto& out, const auto& types) { append_parameter_description(out, types); };
  expect_round_trip(decode_parameter_description, encode, message('t', i16(0)));
  expect_round_trip(decode_parameter_description, encode, message('t', i16(2) + i32(23) + i32(25)));
  expect_error(decode_parameter_description, i16(-1) + i32(23), WireError::truncated);
}

TEST(Backend, CopyResponses) {
  for (const auto kind : {Backend::copy_in_response, Backend::copy_out_response, Backend::copy_both_response}) {
    const auto encode = [kind](auto& out, const auto& view) { append_copy_response(out, kind, view); };
    const char type = static_cast<char>(kind);
    expect_round_trip(decode_copy_response, encode, message(type, "\0"s + i16(0)));
    expect_round_trip(decode_copy_response, encode, message(type, "\1"s + i16(2) + i16(1) + i16(1)));
  }
  expect_error(decode_copy_response, "\2"s + i16(0), WireError::bad_value);
  expect_error(decode_copy_response, "\0"s + i16(1) + i16(3), WireError::bad_value);
  expect_error(decode_copy_response, "\0"s + i16(-1) + i16(0), WireError::truncated);
}

TEST(Backend, FunctionCallResponse) {
  expect_round_trip(decode_function_call_response, append_function_call_response, message('V', i32(-1)));
  expect_round_trip(decode_function_call_response, append_function_call_response, message('V', i32(3) + "abc"));
  expect_error(decode_function_call_response, i32(-2), WireError::bad_length);
}

/// All values of a DataRow: what a session does with one.
Result<std::vector<ValueView>> decode_data_row(ByteView body) {
  auto row = DataRowReader::open(body);
  if (!row) return row.error();
  std::vector<ValueView> values;
  for (std::uint16_t i = 0; i < row->count(); ++i) {
    const auto value = row->next();
    if (!value) return value.error();
    values.push_back(*value);
  }
  if (const auto end = row->finish(); !end) return end.error();
  return values;
}

TEST(Backend, DataRow) {
  const auto encode = [](auto& out, const auto& values) { append_data_row(out, values); };
  expect_round_trip(decode_data_row, encode, message('D', i16(0)));
  const auto whole = message('D', i16(4) + i32(2) + "ab" + i32(-1) + i32(0) + i32(1) + "\0"s);
  expect_round_trip(decode_data_row, encode, whole);
  const auto values = decode_data_row(bytes_of(body_of(whole)));
  EXPECT_EQ(text_of(*(*values)[0]), "ab");
  EXPECT_FALSE((*values)[1].has_value());
  ASSERT_TRUE((*values)[2].has_value());
  EXPECT_TRUE((*values)[2]->empty());
}

TEST(Backend, DataRowRefusesBadLengths) {
  for (const std::int64_t length : {-2L, -3L, -2147483648L}) {
    expect_error(decode_data_row, i16(1) + i32(length) + "ab", WireError::bad_length);
  }
  for (const std::int64_t length : {3L, 0x7fffffffL}) {
    expect_error(decode_data_row, i16(1) + i32(length) + "ab", WireError::truncated);
  }
  expect_error(decode_data_row, i16(-1) + i32(-1), WireError::truncated);
  expect_error(decode_data_row, i16(1) + i32(1) + "ab", WireError::trailing_bytes);
}

TEST(Backend, DataRowReaderIsReadToItsEnd) {
  const auto body = i16(2) + i32(-1) + i32(-1);
  auto row = DataRowReader::open(bytes_of(body));
  ASSERT_TRUE(row.has_value());
  EXPECT_TRUE(row->next().has_value());
  EXPECT_EQ(row->finish().error(), WireError::truncated);
  EXPECT_TRUE(row->next().has_value());
  EXPECT_TRUE(row->finish().has_value());
  EXPECT_EQ(row->next().error(), WireError::too_many);
}

TEST(Backend, DataRowRefusesToEncodeTooManyColumns) {
  std::string out = "before";
  EXPECT_THROW(append_data_row(out, std::vector<ValueView>(65'536)), std::length_error);
  EXPECT_EQ(out, "before");
}

TEST(Backend, CommandComplete) {
  expect_round_trip(decode_command_complete, append_command_complete, message('C', "SELECT 5\0"sv));
  expect_error(decode_command_complete, "SELECT 5", WireError::missing_terminator);
}

TEST(Backend, RowsOfTag) {
  EXPECT_EQ(rows_of_tag("SELECT 5"), 5U);
  EXPECT_EQ(rows_of_tag("INSERT 0 3"), 3U);
  EXPECT_EQ(rows_of_tag("UPDATE 0"), 0U);
  EXPECT_EQ(rows_of_tag("DELETE 12"), 12U);
  EXPECT_EQ(rows_of_tag("MERGE 1"), 1U);
  EXPECT_EQ(rows_of_tag("FETCH 100"), 100U);
  EXPECT_EQ(rows_of_tag("MOVE 2"), 2U);
  EXPECT_EQ(rows_of_tag("COPY 18446744073709551615"), 18446744073709551615U);
  for (const auto tag : {"", "SELECT", "SELECT ", "SELECT x", "SELECT 5 ", "SELECT -1", "INSERT 0", "CREATE TABLE",
                         "COPY 18446744073709551616", "SET", "select 5"}) {
    EXPECT_EQ(rows_of_tag(tag), std::nullopt) << tag;
  }
}

TEST(Backend, ErrorAndNotice) {
  for (const auto kind : {Backend::error_response, Backend::notice_response}) {
    const auto encode = [kind](auto& out, const auto& view) { append_error(out, kind, view.fields); };
    const char type = static_cast<char>(kind);
    expect_round_trip(decode_error, encode, message(type, "\0"sv));
    expect_round_trip(decode_error, encode, message(type, "SERROR\0VERROR\0C42501\0Mdenied\0\0"sv));
  }
  const auto error = decode_error(bytes_of("SERROR\0C42501\0M\0\0"sv));
  EXPECT_EQ(error->field('C'), "42501");
  EXPECT_EQ(error->field('M'), "");
  EXPECT_EQ(error->field('D'), "");
  expect_error(decode_error, "SERROR\0"sv, WireError::truncated);
  expect_error(decode_error, "SERROR", WireError::missing_terminator);
  expect_error(decode_error, "SERROR\0\0Mmore\0\0"sv, WireError::trailing_bytes);
  std::string many;
  for (int i = 0; i < 65; ++i) many += "Mx\0"s;
  expect_error(decode_error, many + '\0', WireError::too_many);
}

}  // namespace
}  // namespace jaali::protocol::postgres
