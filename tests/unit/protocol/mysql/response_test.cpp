#include "protocol/mysql/response.h"

#include "tests/unit/protocol/mysql/packets.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

template <class Decode>
auto with(Decode decode, Capabilities capabilities) {
  return [decode, capabilities](ByteView payload) { return decode(payload, capabilities); };
}
template <class Encode>
auto writing(Encode encode, Capabilities capabilities) {
  return [encode, capabilities](std::string& out, std::uint8_t& sequence, const auto& value) {
    encode(out, sequence, value, capabilities);
  };
}
Result<ColumnDefinitionView> decode_definition(ByteView payload, Capabilities capabilities) {
  return decode_column_definition(payload, capabilities);
}
void expect_ok(Capabilities capabilities, const std::string& payload) {
  expect_same(with(decode_ok, capabilities), writing(append_ok, capabilities), payload);
}

TEST(Ok, Short) {
  const auto whole = hex("00 00 00 0200 0000");
  for (const Capabilities capabilities : {Capabilities{0}, cap_session_track}) {
    expect_ok(capabilities, whole);
    expect_cuts(with(decode_ok, capabilities), whole);
  }
  expect_ok(0, hex("fe 00 00 0200 0100"));
  expect_ok(0, hex("00 fd409f12 fe ffffffffffffffff 0200 ffff"));
  const auto ok = decode_ok(keep(hex("00 fd409f12 fe ffffffffffffffff 0300 0500")), 0);
  EXPECT_EQ(ok->affected_rows, 1'220'416U);
  EXPECT_EQ(ok->insert_id, ~0ULL);
  EXPECT_EQ(ok->status, server_status::in_transaction | server_status::autocommit);
  EXPECT_EQ(ok->warnings, 5);
  EXPECT_FALSE(ok->info);
}

TEST(Ok, Info) {
  const auto text = "Rows matched: 1  Changed: 1  Warnings: 0"s;
  const auto counted_form = hex("00 01 00 2200 0000") + counted(text);
  const auto bare = hex("00 01 00 2200 0000") + text;
  expect_ok(cap_session_track, counted_form);
  expect_ok(0, counted_form);
  expect_ok(0, bare);
  EXPECT_EQ(decode_ok(bytes_of(counted_form), 0)->info, text);
  EXPECT_EQ(decode_ok(bytes_of(bare), 0)->info, text);
  EXPECT_EQ(decode_ok(bytes_of(counted_form), cap_session_track)->info, text);
  expect_error(with(decode_ok, cap_session_track), bare, WireError::truncated);
  expect_error(with(decode_ok, cap_session_track), counted_form + "x", WireError::trailing_bytes);
}

TEST(Ok, SessionChanges) {
  const auto changes = hex("01 05 04") + "test";  // the schema
  const auto whole = hex("00 00 00 0240 0000 00") + counted(changes);
  expect_ok(cap_session_track, whole);
  EXPECT_EQ(text_of(*decode_ok(bytes_of(whole), cap_session_track)->session_changes), changes);
  // The flag, and nothing to it: MariaDB does so.
  expect_ok(cap_session_track, hex("00 00 00 0240 0000"));
  expect_ok(cap_session_track, hex("00 00 00 0240 0000 00"));
  expect_error(with(decode_ok, cap_session_track), hex("00 00 00 0200 0000 00 00"), WireError::trailing_bytes);
  expect_error(with(decode_ok, cap_session_track), hex("00 00 00 0240 0000 00 fe ffffffffffffffff"),
               WireError::truncated);
}

TEST(Ok, WarningsAndInfoCanBeTakenAway) {
  const auto changes = hex("01 05 04") + "test";
  auto ok = *decode_ok(keep(hex("00 01 00 0240 0300 05") + "three" + counted(changes)), cap_session_track);
  ok.warnings = 0;
  ok.info.reset();
  std::string out;
  std::uint8_t sequence = 1;
  append_ok(out, sequence, ok, cap_session_track);
  EXPECT_EQ(out, packet(1, hex("00 01 00 0240 0000 00") + counted(changes)));
}

TEST(Ok, Hostile) {
  expect_error(with(decode_ok, 0), hex("01 00 00 0200 0000"), WireError::unknown_type);
  expect_error(with(decode_ok, 0), hex("00 fb 00 0200 0000"), WireError::bad_length);
  expect_error(with(decode_ok, 0), hex("00 00 ff 0200 0000"), WireError::bad_length);
  expect_error(with(decode_ok, 0), "", WireError::truncated);
}

TEST(SessionChanges, EveryKind) {
  const auto changes = hex("00 0f 0a") + "autocommit" + hex("03") + "OFF" + hex("01 05 04") + "test" +
                       hex("02 02 0131") + hex("04 06 05") + "START" + hex("05 09 08") + "T_______" +
                       hex("03 03 00 01 41") + hex("09 02 abcd");
  const auto entries = decode_session_changes(bytes_of(changes));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 7U);
  EXPECT_EQ((*entries)[0].name, "autocommit");
  EXPECT_EQ((*entries)[0].value, "OFF");
  EXPECT_EQ((*entries)[1].kind, SessionChange::schema);
  EXPECT_EQ((*entries)[1].value, "test");
  EXPECT_EQ((*entries)[2].value, "1");
  EXPECT_EQ((*entries)[3].value, "START");
  EXPECT_EQ((*entries)[4].value, "T_______");
  EXPECT_EQ((*entries)[5].kind, SessionChange::gtids);
  EXPECT_EQ((*entries)[6].value, hex("abcd"));  // a kind yet to be invented
  std::string out;
  append_session_changes(out, *entries);
  EXPECT_EQ(out, changes);
}

TEST(SessionChanges, SeveralVariablesInOne) {
  const auto entries = decode_session_changes(keep(hex("00 08 0161 0131 0162 0132")));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[1].name, "b");
}

TEST(SessionChanges, Hostile) {
  for (const auto& bytes :
       {hex("00"), hex("00 00"), hex("00 02 0161"), hex("00 03 016101"), hex("00 05 0161 0131"), hex("01 02 04"),
        hex("01 03 0161 62"), hex("00 fe ffffffffffffffff"), hex("01 ff"), hex("01 fb")}) {
    EXPECT_FALSE(decode_session_changes(bytes_of(bytes)).has_value());
  }
  EXPECT_TRUE(decode_session_changes({})->empty());
}

TEST(Error, WithAndWithoutSqlstate) {
  expect_same(decode_error, append_error, hex("ff 1504") + "#28000Access denied");
  expect_same(decode_error, append_error, hex("ff 6904") + "Host is blocked");
  expect_same(decode_error, append_error, hex("ff 1004") + "#08004"s);
  expect_same(decode_error, append_error, hex("ff 1004") + "#0800");  // too short for a state: text
  expect_same(decode_error, append_error, hex("ff 1004"));
  const auto error = decode_error(keep(hex("ff 1504") + "#28000Access denied"));
  EXPECT_EQ(error->code, 1045);
  EXPECT_EQ(error->sqlstate, "28000");
  EXPECT_EQ(error->message, "Access denied");
  expect_cuts(decode_error, hex("ff 1504"));
  expect_error(decode_error, hex("00 1504"), WireError::unknown_type);
  expect_error(decode_error, hex("ff ffff 01 01 02 e80300 00"), WireError::bad_value);
  EXPECT_TRUE(is_error(keep(hex("ff 1504"))));
  EXPECT_FALSE(is_error(keep(hex("ff 15"))));
  EXPECT_FALSE(is_error({}));
}

TEST(Error, Progress) {
  const auto whole = hex("ff ffff 01 01 02 e80300 04") + "copy";
  expect_round_trip(decode_progress, append_progress, whole);
  EXPECT_EQ(decode_progress(bytes_of(whole))->thousandths, 1000U);
  EXPECT_EQ(decode_progress(bytes_of(whole))->info, "copy");
  expect_error(decode_progress, hex("ff 1504 01 01 02 e80300 00"), WireError::bad_value);
  expect_error(decode_progress, hex("ff ffff 02 01 02 e80300 00"), WireError::bad_value);
}

TEST(Eof, Whole) {
  expect_round_trip(decode_eof, append_eof, hex("fe 0500 2200"));
  EXPECT_EQ(decode_eof(keep(hex("fe 0500 2200")))->warnings, 5);
  EXPECT_EQ(decode_eof(keep(hex("fe 0500 2200")))->status, 0x22);
  expect_error(decode_eof, hex("00 0500 2200"), WireError::unknown_type);
}

TEST(Eof, EndOfRowsInBothForms) {
  expect_same(with(decode_end_of_rows, 0), writing(append_end_of_rows, 0), hex("fe 0500 2200"));
  expect_same(with(decode_end_of_rows, cap_deprecate_eof), writing(append_end_of_rows, cap_deprecate_eof),
              hex("fe 00 00 2200 0500"));
  // MySQL's EOF where a procedure's handler cut rows short.
  const auto cut_short = decode_end_of_rows(keep(hex("fe 0000 2200")), cap_deprecate_eof);
  ASSERT_TRUE(cut_short.has_value());
  EXPECT_EQ(cut_short->status, 0x22);
  expect_error(with(decode_end_of_rows, 0), hex("fe 00 00 2200 0500"), WireError::trailing_bytes);
  expect_error(with(decode_end_of_rows, cap_deprecate_eof), hex("00 00 00 2200 0500"), WireError::unknown_type);
  expect_error(with(decode_end_of_rows, cap_deprecate_eof), hex("fe"), WireError::truncated);
}

TEST(Infile, Name) {
  expect_same(decode_infile, append_infile, "\xfb/etc/passwd");
  expect_error(decode_infile, "", WireError::truncated);
  expect_error(decode_infile, "\3x", WireError::unknown_type);
}

TEST(ColumnCount, Forms) {
  for (const auto& whole : {hex("01"), hex("fa"), hex("fc fb00"), hex("fc 0010")}) {
    expect_round_trip(with(decode_column_count, 0), writing(append_column_count, 0), whole);
  }
  for (const auto capabilities : {cap_optional_metadata, cap_mariadb_cache_metadata}) {
    for (const auto& whole : {hex("01 00"), hex("01 01")}) {
      expect_round_trip(with(decode_column_count, capabilities), writing(append_column_count, capabilities), whole);
    }
    EXPECT_FALSE(decode_column_count(keep(hex("01 00")), capabilities)->metadata_follows);
    expect_error(with(decode_column_count, capabilities), hex("01 02"), WireError::bad_value);
  }
  expect_error(with(decode_column_count, 0), hex("00"), WireError::bad_value);
  expect_error(with(decode_column_count, 0), hex("fb"), WireError::bad_length);
  EXPECT_EQ(decode_column_count(keep(hex("fd 000010")), 0)->columns, max_columns);
  expect_error(with(decode_column_count, 0), hex("fd 010010"), WireError::too_many);
  expect_error(with(decode_column_count, 0), hex("fe ffffffffffffffff"), WireError::too_many);
}

const std::string names = hex("03") + "def" + hex("03") + "crm" + hex("01") + "c" + hex("08") + "citizens" + hex("04") +
                          "mail" + hex("05") + "email";
const std::string fixed = hex("0c 2d00 fc030000 fd 0110 1f 0000");

TEST(ColumnDefinition, Plain) {
  expect_round_trip(with(decode_definition, 0), writing(append_column_definition, 0), names + fixed);
  const std::string whole = names + fixed;
  const auto column = decode_column_definition(bytes_of(whole), 0);
  EXPECT_EQ(column->catalog, "def");
  EXPECT_EQ(column->schema, "crm");
  EXPECT_EQ(column->table, "c");
  EXPECT_EQ(column->org_table, "citizens");
  EXPECT_EQ(column->name, "mail");
  EXPECT_EQ(column->org_name, "email");
  EXPECT_EQ(column->collation, 45);
  EXPECT_EQ(column->length, 1020U);
  EXPECT_EQ(column->type, FieldType::var_string);
  EXPECT_EQ(column->flags, 0x1001);
  EXPECT_EQ(column->decimals, 31);
  EXPECT_TRUE(column->extended_type().type.empty());
}

TEST(ColumnDefinition, MariaDbsExtendedMetadata) {
  const auto capabilities = cap_mariadb_extended_metadata;
  const auto encode = writing(append_column_definition, capabilities);
  for (const auto& extended : {hex("00"), hex("07 00 05") + "inet6", hex("06 01 04") + "json",
                               hex("0d 00 05") + "point" + hex("01 04") + "json", hex("03 09 01 41")}) {
    expect_round_trip(with(decode_definition, capabilities), encode, names + extended + fixed);
  }
  const std::string both = names + hex("0d 00 05") + "point" + hex("01 04") + "json" + fixed;
  const auto column = decode_column_definition(bytes_of(both), capabilities);
  EXPECT_EQ(column->extended_type().type, "point");
  EXPECT_EQ(column->extended_type().format, "json");
  for (const auto& bad : {hex("01 00"), hex("02 00 05"), hex("03 00 02 41"), hex("fb")}) {
    EXPECT_FALSE(decode_column_definition(bytes_of(names + bad + fixed), capabilities).has_value());
  }
}

TEST(ColumnDefinition, OfAFieldList) {
  const auto decode = [](ByteView payload) { return decode_column_definition(payload, 0, true); };
  for (const auto& value : {hex("fb"), hex("00"), hex("03") + "n/a"}) {
    expect_round_trip(decode, writing(append_column_definition, 0), names + fixed + value);
  }
  const std::string null_default = names + fixed + "\xfb";
  EXPECT_FALSE(decode(bytes_of(null_default))->default_value.has_value());
  const std::string empty_default = names + fixed + "\0"s;
  EXPECT_EQ(decode(bytes_of(empty_default))->default_value, "");
}

TEST(ColumnDefinition, Hostile) {
  const auto decode = with(decode_definition, 0);
  expect_error(decode, names + hex("0b 2d00 fc030000 fd 0110 1f 00"), WireError::bad_length);
  expect_error(decode, hex("fb") + names + fixed, WireError::bad_length);
  expect_error(decode, hex("fe ffffffffffffffff") + names, WireError::truncated);
  expect_error(decode, "", WireError::truncated);
}

TEST(PrepareOk, Forms) {
  const auto whole = hex("00 01000000 0200 0100 00 0300");
  expect_round_trip(with(decode_prepare_ok, 0), writing(append_prepare_ok, 0), whole);
  const auto prepared = decode_prepare_ok(bytes_of(whole), 0);
  EXPECT_EQ(prepared->statement, 1U);
  EXPECT_EQ(prepared->columns, 2);
  EXPECT_EQ(prepared->parameters, 1);
  EXPECT_EQ(prepared->warnings, 3);
  expect_round_trip(with(decode_prepare_ok, cap_optional_metadata), writing(append_prepare_ok, cap_optional_metadata),
                    whole + "\0"s);
  expect_error(with(decode_prepare_ok, 0), hex("00 01000000 0200 0100 01 0300"), WireError::bad_value);
  expect_error(with(decode_prepare_ok, 0), hex("fe 01000000 0200 0100 00 0300"), WireError::unknown_type);
}

}  // namespace
}  // namespace jaali::protocol::mysql
