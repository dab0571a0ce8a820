#include "protocol/mysql/command.h"

#include <algorithm>

#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

TEST(Command, KnowsExactlyItsCommands) {
  for (int i = 0; i < 256; ++i) {
    const std::string payload(1, static_cast<char>(i));
    const auto command = command_of(bytes_of(payload));
    EXPECT_EQ(command.has_value(), i <= 33 || i == 0xfa) << i;
    if (command) {
      EXPECT_EQ(static_cast<int>(*command), i);
      EXPECT_TRUE(to_string(*command).starts_with("COM_"));
    } else {
      EXPECT_EQ(command.error(), WireError::unknown_type);
    }
  }
  EXPECT_EQ(command_of({}).error(), WireError::truncated);  // servers read it as COM_SLEEP
  EXPECT_EQ(to_string(Command::stmt_bulk_execute), "COM_STMT_BULK_EXECUTE");
}

TEST(Command, Texts) {
  for (const auto command : {Command::stmt_prepare, Command::init_db, Command::create_db}) {
    const auto encode = [command](auto& out, auto& sequence, auto text) { append_text(out, sequence, command, text); };
    expect_same(decode_text, encode, static_cast<char>(command) + "select ?"s);
    expect_same(decode_text, encode, std::string(1, static_cast<char>(command)));
  }
  expect_error(decode_text, "", WireError::truncated);
}

TEST(Command, FieldList) {
  expect_same(decode_field_list, append_field_list, "\4citizens\0cn%"sv);
  expect_same(decode_field_list, append_field_list, "\4citizens\0"sv);
  EXPECT_EQ(decode_field_list(bytes_of("\4citizens\0cn%"sv))->wildcard, "cn%");
  expect_error(decode_field_list, "\4citizens", WireError::missing_terminator);
  expect_error(decode_field_list, "\3citizens\0"sv, WireError::unknown_type);
}

TEST(Command, FixedOnes) {
  expect_round_trip(decode_fetch, append_fetch, hex("1c 01000000 e8030000"));
  for (const auto command : {Command::stmt_close, Command::stmt_reset, Command::process_kill}) {
    const auto encode = [command](auto& out, auto& sequence, auto id) { append_id(out, sequence, command, id); };
    expect_round_trip(decode_id, encode, static_cast<char>(command) + hex("ffffffff"));
  }
  expect_round_trip(decode_set_option, append_set_option, hex("1b 0100"));
  expect_error(decode_set_option, hex("1b 0200"), WireError::bad_value);
  for (const auto command : {Command::quit, Command::statistics, Command::process_info, Command::debug, Command::ping,
                             Command::reset_connection}) {
    const std::string payload(1, static_cast<char>(command));
    expect_exact(decode_bare, payload);
    std::string out;
    std::uint8_t sequence = 0;
    append_bare(out, sequence, command);
    EXPECT_EQ(out, packet(0, payload));
  }
  EXPECT_EQ(**decode_flag(keep(hex("07 80"))), 0x80);
  EXPECT_FALSE(decode_flag(keep(hex("08")))->has_value());
  expect_error(decode_flag, hex("07 80 00"), WireError::trailing_bytes);
}

TEST(Command, LongData) {
  expect_same(
      decode_long_data, [](auto& out, auto& sequence, auto& data) { append_long_data(out, sequence, data); },
      hex("18 01000000 0200 616263"));
  const auto data = decode_long_data(keep(hex("18 01000000 0200")));  // an empty piece
  EXPECT_EQ(data->parameter, 2);
  EXPECT_TRUE(data->data.empty());
  expect_cuts(decode_long_data, hex("18 01000000 0200"));
}

TEST(Command, StatementId) {
  EXPECT_EQ(*statement_of(keep(hex("17 07000000 00 01000000 ab"))), 7U);
  EXPECT_EQ(*statement_of(keep(hex("17 ffffffff"))), last_prepared);
  expect_cuts(statement_of, hex("17 07000000"));
}

TEST(Command, Replication) {
  const auto dump = hex("12 04000000 0100 02000000") + "binlog.000001";
  expect_cuts(decode_binlog_dump, dump.substr(0, 11));
  EXPECT_EQ(decode_binlog_dump(bytes_of(dump))->file, "binlog.000001");
  EXPECT_EQ(decode_binlog_dump(bytes_of(dump))->server_id, 2U);

  const auto gtid = hex("1e 0400 02000000 03000000") + "bin" + hex("0400000000000000 02000000 abcd");
  expect_exact(decode_binlog_dump_gtid, gtid);
  EXPECT_EQ(decode_binlog_dump_gtid(bytes_of(gtid))->file, "bin");
  EXPECT_EQ(text_of(decode_binlog_dump_gtid(bytes_of(gtid))->gtids), hex("abcd"));
  for (const auto length : {"04000001", "ffffffff", "f7ffffff"}) {  // of the file's name
    expect_error(decode_binlog_dump_gtid, hex("1e 0400 02000000") + hex(length) + "bin" + std::string(14, '\0'),
                 WireError::truncated);
  }

  const auto slave = hex("15 02000000 04") + "host" + hex("04") + "user" + hex("00 ea0c 00000000 00000000");
  expect_exact(decode_register_slave, slave);
  EXPECT_EQ(decode_register_slave(bytes_of(slave))->port, 3306);
  expect_error(decode_register_slave, hex("15 02000000 ff") + "host", WireError::truncated);
}

TEST(Query, WithoutAttributes) {
  const auto decode = [](ByteView payload) { return decode_query(payload, 0); };
  const auto encode = [](auto& out, auto& sequence, auto& query) { append_query(out, sequence, query, 0); };
  expect_same(decode, encode, "\3select 1"sv);
  expect_same(decode, encode, "\3"sv);
  expect_same(decode, encode, "\3\0\1select 1"sv);  // to this server the text begins with those two bytes
  EXPECT_EQ(**query_text_offset(bytes_of("\3sel"sv), 0), 1U);
  EXPECT_FALSE(query_text_offset({}, 0)->has_value());
}

constexpr Capabilities attributes = cap_query_attributes;
const auto decode_with = [](ByteView payload) { return decode_query(payload, attributes); };
const auto encode_with = [](std::string& out, std::uint8_t& sequence, const QueryView& query) {
  append_query(out, sequence, query, attributes);
};

TEST(Query, WithAttributes) {
  expect_same(decode_with, encode_with, "\3\0\1select 1"sv);
  EXPECT_EQ(decode_with(bytes_of("\3\0\1select 1"sv))->text, "select 1");
  // From the documentation.
  const auto whole = hex("03 01 01 00 01 fe 00 01 61 01 31") + "select @@version_comment limit 1";
  expect_same(decode_with, encode_with, whole);
  const auto query = decode_with(bytes_of(whole));
  EXPECT_EQ(query->text, "select @@version_comment limit 1");
  ASSERT_EQ(query->attributes.size(), 1U);
  EXPECT_EQ(query->attributes[0].name, "a");
  EXPECT_EQ(query->attributes[0].type, (ParameterType{FieldType::string, false}));
  EXPECT_EQ(text_of(*query->attributes[0].value), "1");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string front = whole.substr(0, size);
    const auto offset = query_text_offset(bytes_of(front), attributes);
    ASSERT_TRUE(offset.has_value()) << size;
    EXPECT_EQ(offset->has_value(), size >= 11) << size;
    if (*offset) {
      EXPECT_EQ(**offset, 11U);
    }
  }
}

TEST(Query, AttributesOfEveryType) {
  const auto whole =
      hex("03 0a 01 0402 01 0180 0161 0280 00 0300 00 0400 00 0500 00 0880 00 0600 00 0c00 00 0d00 00 fc00 00"
          "01 0102 01020304 0000000000000000 0102030405060708 01 41 07 01020304050607 02 0102") +
      "select";
  const auto query = decode_with(bytes_of(whole));
  ASSERT_TRUE(query.has_value()) << to_string(query.error());
  EXPECT_EQ(query->text, "select");
  ASSERT_EQ(query->attributes.size(), 10U);
  EXPECT_TRUE(query->attributes[0].type.is_unsigned);
  EXPECT_FALSE(query->attributes[2].value.has_value());
  EXPECT_EQ(query->attributes[5].value->size(), 8U);
  EXPECT_EQ(text_of(*query->attributes[6].value), "A");          // MYSQL_TYPE_NULL with a value: a string to the server
  EXPECT_EQ(text_of(*query->attributes[8].value), hex("0102"));  // YEAR too
  EXPECT_FALSE(query->attributes[9].value.has_value());
  expect_same(decode_with, encode_with, whole);
}

/// Where MySQL takes something that its documentation does not have, the text that it would run is another one.
TEST(Query, AttributesThatTheServerReadsAnotherWay) {
  const auto refuse = [](std::string_view payload, WireError error) { expect_error(decode_with, payload, error); };
  const std::string text = "select secret";
  refuse("\3", WireError::truncated);
  refuse("\3\0"sv, WireError::truncated);
  refuse("\3\0\0select"sv, WireError::bad_value);  // no set
  refuse("\3\0\2select"sv, WireError::bad_value);  // two
  refuse(hex("03 fb 01") + text, WireError::bad_length);
  refuse(hex("03 fe 0000000001000000 01") + text, WireError::too_many);  // MySQL reads four of the eight bytes: 0
  refuse(hex("03 fe 0000010000000000 01") + text, WireError::too_many);
  refuse(hex("03 fc ffff 01") + text, WireError::truncated);
  refuse(hex("03 01 01 00 00 fe00 0161 0131") + text, WireError::bad_value);  // no types
  refuse(hex("03 01 01 00 02 fe00 0161 0131") + text, WireError::bad_value);
  refuse(hex("03 01 01 00 01 fe01 0161 0131") + text, WireError::bad_value);  // bits of the type that mean nothing
  refuse(hex("03 01 01 00 01 fe40 0161 0131") + text, WireError::bad_value);
  refuse(hex("03 01 01 00 01 f400 0161 01") + text, WireError::bad_value);    // MYSQL_TYPE_BOOL
  refuse(hex("03 01 01 00 01 8000 0161 0131") + text, WireError::bad_value);  // no type
  refuse(hex("03 01 01 00 01 fe00 0161 fe 0100000001000000 31") + text, WireError::truncated);
  refuse(hex("03 01 01 00 01 fe00 0161 fe ffffffffffffffff 31") + text, WireError::truncated);
  refuse(hex("03 01 01 00 01 fe00 0161 20 31") + text, WireError::truncated);  // MySQL cuts the length: no text is left
  refuse(hex("03 01 01 00 01 fe00 0161 fb") + std::string(251, 'x') + text, WireError::bad_length);
  refuse(hex("03 01 01 00 01 fe00 0161 ff") + std::string(255, 'x') + text, WireError::bad_length);
  refuse(hex("03 01 01 00 01 fe00 fb 0131") + text, WireError::bad_length);  // the name
  refuse(hex("03 01 01 00 01 fe00 7f 0131") + text, WireError::truncated);
  refuse("\4\0\1select"sv, WireError::unknown_type);
}

ExecuteContext context(std::uint16_t parameters, bool mariadb = false) {
  ExecuteContext made;
  made.parameters = parameters;
  made.mariadb = mariadb;
  return made;
}
auto execute_decoder(ExecuteContext with, Capabilities capabilities) {
  return [with, capabilities](ByteView payload) { return decode_execute(payload, with, capabilities); };
}
void expect_execute(const ExecuteContext& with, Capabilities capabilities, const std::string& payload) {
  expect_round_trip(
      execute_decoder(with, capabilities),
      [&](std::string& out, std::uint8_t& sequence, const ExecuteView& execute) {
        append_execute(out, sequence, execute, with, capabilities);
      },
      payload);
}

TEST(Execute, FromTheDocumentation) {
  const auto whole = hex("17 01000000 00 01000000 00 01 0f00 03666f6f");
  expect_execute(context(1), 0, whole);
  const auto execute = decode_execute(bytes_of(whole), context(1), 0);
  EXPECT_EQ(execute->statement, 1U);
  EXPECT_TRUE(execute->new_types);
  EXPECT_FALSE(execute->opens_cursor());
  EXPECT_EQ(execute->parameters[0].type.type, FieldType::varchar);
  EXPECT_EQ(text_of(*execute->parameters[0].value), "foo");
}

TEST(Execute, WithoutParameters) {
  expect_execute(context(0), 0, hex("17 01000000 00 01000000"));
  expect_execute(context(0), attributes, hex("17 01000000 01 01000000"));
  expect_execute(context(0), attributes, hex("17 01000000 08 01000000 00"));
  EXPECT_TRUE(decode_execute(keep(hex("17 01000000 01 01000000")), context(0), 0)->opens_cursor());
  EXPECT_FALSE(decode_execute(keep(hex("17 01000000 08 01000000")), context(0), 0)->opens_cursor());
}

TEST(Execute, SaysItsCountWhereAttributesMayFollow) {
  // With its own parameters the count is there whatever the flag says.
  for (const auto flags : {"00", "08"}) {
    expect_execute(context(1), attributes, hex("17 01000000") + hex(flags) + hex("01000000 01 00 01 0300 00 07000000"));
  }
  const auto two = hex("17 01000000 08 01000000 02 00 01 0300 00 fe00 0161 07000000 0131");
  expect_execute(context(1), attributes, two);
  const auto execute = decode_execute(bytes_of(two), context(1), attributes);
  ASSERT_EQ(execute->parameters.size(), 2U);
  EXPECT_EQ(execute->parameters[1].name, "a");
  expect_execute(context(0), attributes, hex("17 01000000 08 01000000 01 00 01 fe00 0161 0131"));
}

TEST(Execute, TypesOfAnEarlierOne) {
  const ParameterType bound[] = {{FieldType::long_, false}, {FieldType::string, false}};
  ExecuteContext with = context(2);
  expect_error(execute_decoder(with, 0), hex("17 01000000 00 01000000 00 00 07000000 0131"), WireError::bad_value);
  with.bound = bound;
  const auto whole = hex("17 01000000 00 01000000 00 00 07000000 0131");
  expect_execute(with, 0, whole);
  const auto execute = decode_execute(bytes_of(whole), with, 0);
  EXPECT_FALSE(execute->new_types);
  EXPECT_EQ(execute->parameters[0].type, bound[0]);
  EXPECT_EQ(text_of(*execute->parameters[1].value), "1");
  // NULL needs no type.
  EXPECT_TRUE(decode_execute(keep(hex("17 01000000 00 01000000 03 00")), context(2), 0).has_value());
  // An attribute without a type.
  expect_error(execute_decoder(with, attributes), hex("17 01000000 08 01000000 03 00 00 07000000 0131 0131"),
               WireError::bad_value);
}

TEST(Execute, LongDataIsNotInThePacket) {
  const std::uint16_t sent[] = {1};
  ExecuteContext with = context(2);
  with.long_data = sent;
  const auto whole = hex("17 01000000 00 01000000 00 01 0300 fc00 07000000");
  expect_execute(with, 0, whole);
  const auto execute = decode_execute(bytes_of(whole), with, 0);
  EXPECT_TRUE(execute->parameters[1].is_long_data);
  EXPECT_FALSE(execute->parameters[0].is_long_data);
  expect_error(execute_decoder(with, 0), hex("17 01000000 00 01000000 00 01 0300 0300 07000000"), WireError::bad_value);
  const std::uint16_t beyond[] = {7};
  with.long_data = beyond;
  expect_error(execute_decoder(with, 0), whole, WireError::truncated);
}

TEST(Execute, TheServersDifferInTwoTypes) {
  const auto fixed = hex("17 01000000 00 01000000 00 01 0d00 0900 e807 07000000");
  const auto strings = hex("17 01000000 00 01000000 00 01 0d00 0900 02e807 0407000000");
  expect_execute(context(2, true), 0, fixed);
  expect_execute(context(2, false), 0, strings);
  EXPECT_FALSE(decode_execute(bytes_of(fixed), context(2, false), 0).has_value());
  EXPECT_FALSE(decode_execute(bytes_of(strings), context(2, true), 0).has_value());
}

TEST(Execute, Bounds) {
  const auto refuse = [](std::uint16_t parameters, const std::string& payload, WireError error,
                         Capabilities capabilities = 0) {
    expect_error(execute_decoder(context(parameters), capabilities), payload, error);
  };
  const auto front = hex("17 01000000 00 01000000");
  refuse(1, front, WireError::truncated);
  refuse(0, front + "x", WireError::trailing_bytes);
  refuse(9, front + hex("00"), WireError::truncated);    // a bitmap of two bytes
  refuse(9, front + hex("0000"), WireError::truncated);  // and the flag behind it
  refuse(1, front + hex("00 02 0300 07000000"), WireError::bad_value);
  refuse(1, front + hex("00 01 03"), WireError::truncated);
  refuse(1, front + hex("00 01 0300 070000"), WireError::truncated);
  refuse(1, front + hex("00 01 0800 07000000000000"), WireError::truncated);
  refuse(1, front + hex("00 01 fd00 ff"), WireError::bad_length);
  refuse(1, front + hex("00 01 fd00 fb"), WireError::bad_length);
  refuse(1, front + hex("00 01 fd00 fe ffffffffffffffff"), WireError::truncated);
  refuse(1, front + hex("00 01 fd00 fe f8ffffffffffffff 41"), WireError::truncated);
  refuse(1, front + hex("00 01 0c00 0b 00"), WireError::truncated);
  refuse(1, front + hex("01 01 0300 07000000"), WireError::trailing_bytes);      // NULL, and a value all the same
  refuse(65'535, front + std::string(8192, '\0') + "\1", WireError::truncated);  // types of 128 KB that are not there
  refuse(0, hex("17 01000000 08 01000000 fd 000001"), WireError::too_many, attributes);
  refuse(1, hex("17 01000000 08 01000000 fc ffff"), WireError::truncated, attributes);
  refuse(1, hex("16 01000000 00 01000000 00 01 0300 07000000"), WireError::unknown_type);
}

auto bulk_decoder(const ExecuteContext& with) {
  return [with](ByteView payload) { return decode_bulk_execute(payload, with); };
}
const auto bulk_encoder = [](std::string& out, std::uint8_t& sequence, const BulkExecuteView& execute) {
  append_bulk_execute(out, sequence, execute);
};

TEST(BulkExecute, Rows) {
  const auto whole = hex("fa ffffffff 8000 0300 0f00 00 01000000 00 0141 01 02 03 00 0142");
  expect_same(bulk_decoder(context(2, true)), bulk_encoder, whole);
  const auto execute = decode_bulk_execute(bytes_of(whole), context(2, true));
  EXPECT_EQ(execute->rows, 3U);
  EXPECT_EQ(execute->statement, last_prepared);
  ASSERT_EQ(execute->types.size(), 2U);
  EXPECT_EQ(execute->types[1].type, FieldType::varchar);
  const std::size_t row_ends[] = {whole.size() - 6, whole.size() - 4};
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const bool at_end = std::ranges::find(row_ends, size) != std::end(row_ends);
    const std::string cut = whole.substr(0, size);
    EXPECT_EQ(decode_bulk_execute(bytes_of(cut), context(2, true)).has_value(), at_end) << size;
  }
}

TEST(BulkExecute, TypesOfAnEarlierOne) {
  const ParameterType bound[] = {{FieldType::longlong, true}};
  ExecuteContext with = context(1, true);
  const auto whole = hex("fa 01000000 4000 00 0102030405060708");
  expect_error(bulk_decoder(with), whole, WireError::bad_value);
  with.bound = bound;
  expect_round_trip(bulk_decoder(with), bulk_encoder, whole);
}

TEST(BulkExecute, Hostile) {
  const auto refuse = [](std::uint16_t parameters, const std::string& payload, WireError error) {
    expect_error(bulk_decoder(context(parameters, true)), payload, error);
  };
  refuse(1, hex("fa 01000000 8100 0300 00 01000000"), WireError::bad_value);
  refuse(0, hex("fa 01000000 8000"), WireError::bad_value);
  refuse(1, hex("fa 01000000 8000 0300"), WireError::truncated);  // no row
  refuse(1, hex("fa 01000000 8000 0300 04"), WireError::bad_value);
  refuse(1, hex("fa 01000000 8000 0f00 00 fe ffffffffffffffff"), WireError::truncated);
  refuse(1, hex("fa 01000000 8000 0f00 00 fb"), WireError::bad_length);
  refuse(65'535, hex("fa 01000000 8000 0300 01"), WireError::truncated);
}

}  // namespace
}  // namespace jaali::protocol::mysql
