#include "protocol/postgres/frontend.h"

#include <stdexcept>

#include "tests/unit/protocol/postgres/messages.h"

namespace jaali::protocol::postgres {
namespace {

using namespace test;

TEST(Frontend, KnowsExactlyItsTypes) {
  const std::string_view known = "BCdcfDEHFPpQSX";
  for (int i = 0; i < 256; ++i) {
    const auto type = static_cast<char>(i);
    EXPECT_EQ(frontend_type(type).has_value(), known.find(type) != known.npos) << i;
  }
}

TEST(Frontend, Query) {
  for (const auto text : {""sv, "select 1"sv, "\xff\xfe"sv}) {
    const auto whole = message('Q', std::string(text) + '\0');
    expect_round_trip(
        decode_query, [](auto& out, const auto& query) { append_query(out, query.text); }, whole);
  }
  EXPECT_EQ(decode_query(bytes_of("select 1\0"sv))->text, "select 1");
  expect_error(decode_query, "", WireError::missing_terminator);
  expect_error(decode_query, "select 1", WireError::missing_terminator);
  expect_error(decode_query, "select 1\0; select 2\0"sv, WireError::trailing_bytes);
}

TEST(Frontend, Parse) {
  const auto encode = [](auto& out, const auto& parse) {
    append_parse(out, parse.statement, parse.text, parse.parameter_types);
  };
  expect_round_trip(decode_parse, encode, message('P', "\0\0\0\0"sv));
  const auto whole = message('P', "s1\0select $1, $2\0"s + i16(2) + i32(23) + i32(4294967295));
  expect_round_trip(decode_parse, encode, whole);
  const auto parse = decode_parse(bytes_of(body_of(whole)));
  EXPECT_EQ(parse->statement, "s1");
  EXPECT_EQ(parse->text, "select $1, $2");
  EXPECT_EQ(parse->parameter_types, (std::vector<std::uint32_t>{23, 4294967295}));
}

TEST(Frontend, ParseRefusesACountThatItsBytesCannotHold) {
  expect_error(decode_parse, "\0\0"s + i16(-1), WireError::truncated);
  expect_error(decode_parse, "\0\0"s + i16(2) + i32(23), WireError::truncated);
  expect_error(decode_parse, "\0\0"s + i16(0) + i32(23), WireError::trailing_bytes);
}

TEST(Frontend, ParseTakes65535Types) {
  std::string whole;
  append_parse(whole, "", "", std::vector<std::uint32_t>(65'535, 25));
  const auto parse = decode_parse(bytes_of(body_of(whole)));
  ASSERT_TRUE(parse.has_value());
  EXPECT_EQ(parse->parameter_types.size(), 65'535U);
  std::string out = "before";
  EXPECT_THROW(append_parse(out, "", "", std::vector<std::uint32_t>(65'536, 25)), std::length_error);
  EXPECT_EQ(out, "before");
}

TEST(Frontend, Bind) {
  const auto encode = [](auto& out, const auto& bind) { append_bind(out, bind); };
  expect_round_trip(decode_bind, encode, message('B', "\0\0\0\0\0\0\0\0"sv));
  const auto whole = message(
      'B', "p\0s\0"s + i16(3) + i16(0) + i16(1) + i16(0) + i16(3) + i32(2) + "ab" + i32(-1) + i32(0) + i16(1) + i16(1));
  expect_round_trip(decode_bind, encode, whole);
  const auto bind = decode_bind(bytes_of(body_of(whole)));
  EXPECT_EQ(bind->portal, "p");
  EXPECT_EQ(bind->statement, "s");
  EXPECT_EQ(bind->parameter_formats, (std::vector<std::int16_t>{0, 1, 0}));
  EXPECT_EQ(bind->result_formats, (std::vector<std::int16_t>{1}));
  ASSERT_EQ(bind->parameters.size(), 3U);
  EXPECT_EQ(text_of(*bind->parameters[0]), "ab");
  EXPECT_FALSE(bind->parameters[1].has_value());  // NULL is not the empty string
  ASSERT_TRUE(bind->parameters[2].has_value());
  EXPECT_TRUE(bind->parameters[2]->empty());
}

TEST(Frontend, BindRefusesBadLengths) {
  const auto bind = [](std::int64_t length) { return "\0\0"s + i16(0) + i16(1) + i32(length) + "ab" + i16(0); };
  EXPECT_TRUE(decode_bind(bytes_of(bind(2))).has_value());
  expect_error(decode_bind, bind(-2), WireError::bad_length);
  expect_error(decode_bind, bind(-2147483648), WireError::bad_length);
  expect_error(decode_bind, bind(0x7fffffff), WireError::truncated);
  expect_error(decode_bind, bind(5), WireError::truncated);
  expect_error(decode_bind, "\0\0"s + i16(0) + i16(-1) + i32(-1) + i16(0), WireError::truncated);
}

TEST(Frontend, BindRefusesBadFormats) {
  expect_error(decode_bind, "\0\0"s + i16(1) + i16(2) + i16(1) + i32(-1) + i16(0), WireError::bad_value);
  expect_error(decode_bind, "\0\0"s + i16(0) + i16(0) + i16(1) + i16(-1), WireError::bad_value);
  // Two formats for one parameter, and for none.
  expect_error(decode_bind, "\0\0"s + i16(2) + i16(0) + i16(0) + i16(1) + i32(-1) + i16(0), WireError::bad_value);
  expect_error(decode_bind, "\0\0"s + i16(2) + i16(0) + i16(0) + i16(0) + i16(0), WireError::bad_value);
  // One format for three parameters, and for none, is what PostgreSQL takes.
  EXPECT_TRUE(decode_bind(bytes_of("\0\0"s + i16(1) + i16(1) + i16(0) + i16(0))).has_value());
}

TEST(Frontend, DescribeAndClose) {
  const auto describe = [](auto& out, const auto& view) { append_describe(out, view.target, view.name); };
  const auto close = [](auto& out, const auto& view) { append_close(out, view.target, view.name); };
  for (const auto body : {"S\0"sv, "Sstatement\0"sv, "P\0"sv, "Pportal\0"sv}) {
    expect_round_trip(decode_describe, describe, message('D', body));
    expect_round_trip(decode_close, close, message('C', body));
  }
  EXPECT_EQ(decode_describe(bytes_of("Sx\0"sv))->target, Target::statement);
  EXPECT_EQ(decode_close(bytes_of("Px\0"sv))->target, Target::portal);
  for (const auto body : {"s\0"sv, "\0\0"sv, "Xname\0"sv}) {
    expect_error(decode_describe, body, WireError::bad_value);
    expect_error(decode_close, body, WireError::bad_value);
  }
}

TEST(Frontend, Execute) {
  const auto encode = [](auto& out, const auto& view) { append_execute(out, view.portal, view.max_rows); };
  for (const std::int64_t rows : {0L, 1L, 2147483647L, -1L}) {  // PostgreSQL reads anything below 1 as all
    const auto whole = message('E', "portal\0"s + i32(rows));
    expect_round_trip(decode_execute, encode, whole);
    EXPECT_EQ(decode_execute(bytes_of(body_of(whole)))->max_rows, rows);
  }
}

TEST(Frontend, FunctionCall) {
  const auto body = i32(2200) + i16(1) + i16(1) + i16(2) + i32(-1) + i32(3) + "abc" + i16(0);
  expect_exact(decode_function_call, body);
  EXPECT_EQ(decode_function_call(bytes_of(body))->function, 2200U);
  expect_error(decode_function_call, i32(1) + i16(0) + i16(1) + i32(-2) + i16(0), WireError::bad_length);
  expect_error(decode_function_call, i32(1) + i16(0) + i16(-1) + i32(-1) + i16(0), WireError::truncated);
  expect_error(decode_function_call, i32(1) + i16(0) + i16(0) + i16(7), WireError::bad_value);
  expect_error(decode_function_call, i32(1) + i16(2) + i32(0) + i16(0) + i16(0), WireError::bad_value);
}

TEST(Frontend, CopyFailAndPassword) {
  const auto fail = [](auto& out, const auto& view) { append_copy_fail(out, view.reason); };
  expect_round_trip(decode_copy_fail, fail, message('f', "no more\0"sv));
  const auto password = [](auto& out, const auto& text) { append_password(out, text); };
  expect_round_trip(decode_password, password, message('p', "correct horse\0"sv));
  expect_error(decode_password, "half\0other\0"sv, WireError::trailing_bytes);
}

TEST(Frontend, SaslInitialResponse) {
  const auto encode = [](auto& out, const auto& view) {
    append_sasl_initial_response(out, view.mechanism, text_of(*view.response));
  };
  const auto whole = message('p', "SCRAM-SHA-256\0"s + i32(9) + "n,,n=,r=x");
  expect_round_trip(decode_sasl_initial_response, encode, whole);
  expect_exact(decode_sasl_initial_response, "SCRAM-SHA-256\0"s + i32(-1));
  EXPECT_FALSE(decode_sasl_initial_response(bytes_of("X\0"s + i32(-1)))->response.has_value());
  EXPECT_TRUE(decode_sasl_initial_response(bytes_of("X\0"s + i32(0)))->response.has_value());
  expect_error(decode_sasl_initial_response, "X\0"s + i32(-2), WireError::bad_length);
  expect_error(decode_sasl_initial_response, "X\0"s + i32(-1) + "n,,", WireError::trailing_bytes);
  expect_error(decode_sasl_initial_response, "X\0"s + i32(2) + "n,,", WireError::trailing_bytes);
}

TEST(Frontend, MessagesWithoutAForm) {
  std::string out;
  append_flush(out);
  append_sync(out);
  append_terminate(out);
  append_copy_done(out);
  append_sasl_response(out, "c=biws");
  append_message(out, Frontend::copy_data, bytes_of("\0\xff"sv));
  EXPECT_EQ(out, message('H', "") + message('S', "") + message('X', "") + message('c', "") + message('p', "c=biws") +
                     message('d', "\0\xff"sv));
}

}  // namespace
}  // namespace jaali::protocol::postgres
