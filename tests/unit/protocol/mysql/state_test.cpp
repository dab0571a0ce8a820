#include "protocol/mysql/state.h"

#include "tests/unit/protocol/mysql/answers.h"

namespace jaali::protocol::mysql {
namespace {

using namespace test;

/// Feeds the payloads and compares their kinds; all but the last must leave the answer open.
void expect_answer(Capabilities capabilities, Command command, bool cursor,
                   const std::vector<std::pair<std::string, K>>& packets) {
  ResponseReader reader(capabilities);
  reader.begin(command, cursor);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    EXPECT_FALSE(reader.done()) << "before packet " << i;
    const auto event = feed(reader, packets[i].first);
    ASSERT_TRUE(event.has_value()) << "packet " << i << ": " << to_string(event.error());
    EXPECT_EQ(event->kind, packets[i].second) << "packet " << i;
    EXPECT_EQ(event->done, i + 1 == packets.size()) << "packet " << i;
    EXPECT_EQ(event->done, reader.done());
    if (event->kind == K::infile) {
      EXPECT_TRUE(event->client_turn);
      EXPECT_TRUE(reader.awaits_file());
      reader.file_sent();
    }
  }
  // What comes behind a complete answer was asked for by nobody.
  for (const auto& packet : {ok(), eof(), text_row, binary_row, definition}) {
    EXPECT_FALSE(feed(reader, packet).has_value());
  }
}

/// An answer's packets in both forms: without CLIENT_DEPRECATE_EOF, definitions end with an EOF.
void expect_in_both_forms(Command command, const std::vector<std::pair<std::string, K>>& old_packets) {
  expect_answer(old_form, command, false, old_packets);
  std::vector<std::pair<std::string, K>> new_packets;
  for (const auto& [payload, kind] : old_packets) {
    if (kind == K::end_of_columns || kind == K::end_of_parameters) continue;
    if (kind == K::end_of_rows) {
      new_packets.emplace_back(end_ok(static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes_of(payload)[3]))),
                               kind);
    } else {
      new_packets.emplace_back(payload, kind);
    }
  }
  expect_answer(new_form, command, false, new_packets);
}

std::vector<std::pair<std::string, K>> result_set(const std::string& row, K kind, std::uint16_t status = 2) {
  return {{hex("02"), K::column_count},
          {definition, K::column_definition},
          {definition, K::column_definition},
          {eof(), K::end_of_columns},
          {row, kind},
          {row, kind},
          {eof(status), K::end_of_rows}};
}
std::vector<std::pair<std::string, K>> operator+(std::vector<std::pair<std::string, K>> left,
                                                 const std::vector<std::pair<std::string, K>>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

constexpr std::uint16_t more = server_status::more_results;

TEST(ResponseReader, Query) {
  for (const auto command : {Command::query, Command::process_info}) {
    expect_in_both_forms(command, {{ok(), K::ok}});
    expect_in_both_forms(command, {{error_packet, K::error}});
    expect_in_both_forms(command, result_set(text_row, K::text_row));
  }
}

TEST(ResponseReader, ManyResults) {
  expect_in_both_forms(Command::query, {{ok(more), K::ok}, {ok(more), K::ok}, {error_packet, K::error}});
  expect_in_both_forms(Command::query, result_set(text_row, K::text_row, more) +
                                           result_set(text_row, K::text_row, more) +
                                           std::vector{std::pair{ok(), K::ok}});
  expect_in_both_forms(Command::stmt_execute,
                       result_set(binary_row, K::binary_row, more) + std::vector{std::pair{ok(), K::ok}});
  expect_in_both_forms(Command::query, {{ok(more), K::ok}, {infile, K::infile}, {ok(more), K::ok}, {ok(), K::ok}});
}

TEST(ResponseReader, ErrorsCutAResultShort) {
  const auto whole = result_set(text_row, K::text_row);
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{4}, std::size_t{5}}) {
    auto cut = std::vector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    cut.emplace_back(error_packet, K::error);
    expect_answer(old_form, Command::query, false, cut);
  }
}

TEST(ResponseReader, LocalInfile) {
  expect_in_both_forms(Command::query, {{infile, K::infile}, {ok(), K::ok}});
  expect_in_both_forms(Command::query, {{infile, K::infile}, {error_packet, K::error}});
  ResponseReader reader(old_form);
  reader.begin(Command::query);
  ASSERT_TRUE(feed(reader, infile).has_value());
  EXPECT_FALSE(feed(reader, ok()).has_value());  // before the file was sent
  EXPECT_EQ(feed(reader, error_packet)->kind, K::error);
  reader.begin(Command::query);
  ASSERT_TRUE(feed(reader, infile).has_value());
  reader.file_sent();
  EXPECT_FALSE(feed(reader, hex("01")).has_value());  // no result set comes of a file
  EXPECT_FALSE(feed(reader, infile).has_value());
}

TEST(ResponseReader, Execute) {
  for (const auto command : {Command::stmt_execute, Command::stmt_bulk_execute}) {
    expect_in_both_forms(command, {{ok(), K::ok}});
    expect_in_both_forms(command, result_set(binary_row, K::binary_row));
  }
}

TEST(ResponseReader, Cursors) {
  const std::uint16_t open = server_status::cursor_exists;
  expect_answer(old_form, Command::stmt_execute, true,
                {{hex("01"), K::column_count}, {definition, K::column_definition}, {eof(open), K::end_of_columns}});
  expect_answer(new_form, Command::stmt_execute, true,
                {{hex("01"), K::column_count}, {definition, K::column_definition}, {end_ok(open), K::end_of_rows}});
  // Asked for, and not opened.
  expect_answer(old_form, Command::stmt_execute, true, result_set(binary_row, K::binary_row));
  // Not asked for: MariaDB sets the bit in results of a procedure's loops, whose rows follow.
  for (const auto command : {Command::stmt_execute, Command::query}) {
    const bool text = command == Command::query;
    const auto row = text ? std::pair{text_row, K::text_row} : std::pair{binary_row, K::binary_row};
    expect_answer(old_form, command, false,
                  {{hex("01"), K::column_count},
                   {definition, K::column_definition},
                   {eof(open), K::end_of_columns},
                   row,
                   {eof(open), K::end_of_rows}});
  }
  expect_answer(old_form, Command::query, true,
                {{hex("01"), K::column_count},
                 {definition, K::column_definition},
                 {eof(open), K::end_of_columns},
                 {text_row, K::text_row},
                 {eof(), K::end_of_rows}});
}

TEST(ResponseReader, CursorsAreSaidToExist) {
  const std::uint16_t open = server_status::cursor_exists;
  const auto last = [&](Capabilities capabilities, bool asked, const std::vector<std::string>& packets) {
    ResponseReader reader(capabilities);
    reader.begin(Command::stmt_execute, asked);
    Result<PacketEvent> event = WireError::truncated;
    for (const auto& packet : packets) event = feed(reader, packet);
    return event->cursor;
  };
  EXPECT_TRUE(last(old_form, true, {hex("01"), definition, eof(open)}));
  EXPECT_FALSE(last(old_form, false, {hex("01"), definition, eof(open)}));
  EXPECT_FALSE(last(old_form, true, {hex("01"), definition, eof()}));
  EXPECT_TRUE(last(new_form, true, {hex("01"), definition, end_ok(open)}));
  EXPECT_FALSE(last(new_form, false, {hex("01"), definition, end_ok(open)}));
  EXPECT_FALSE(last(new_form, true, {hex("01"), definition, binary_row, end_ok(open)}));  // its rows came
}

TEST(ResponseReader, FetchHasNoDefinitions) {
  const std::uint16_t last = server_status::last_row_sent | server_status::cursor_exists;
  expect_in_both_forms(Command::stmt_fetch,
                       {{binary_row, K::binary_row}, {binary_row, K::binary_row}, {eof(last), K::end_of_rows}});
  expect_in_both_forms(Command::stmt_fetch, {{eof(last), K::end_of_rows}});
  expect_in_both_forms(Command::stmt_fetch, {{error_packet, K::error}});
  expect_answer(old_form, Command::stmt_fetch, false, {{eof(more), K::end_of_rows}});  // no other result ever follows
}

TEST(ResponseReader, Prepare) {
  const std::pair<std::string, K> parameter{definition, K::parameter_definition},
      column{definition, K::column_definition}, parameters_end{eof(), K::end_of_parameters},
      columns_end{eof(), K::end_of_columns};
  expect_in_both_forms(Command::stmt_prepare, {{prepared(0, 0), K::prepare_ok}});
  expect_in_both_forms(Command::stmt_prepare, {{prepared(0, 2), K::prepare_ok}, parameter, parameter, parameters_end});
  expect_in_both_forms(Command::stmt_prepare, {{prepared(2, 0), K::prepare_ok}, column, column, columns_end});
  expect_in_both_forms(Command::stmt_prepare,
                       {{prepared(2, 1), K::prepare_ok}, parameter, parameters_end, column, column, columns_end});
  expect_in_both_forms(Command::stmt_prepare, {{error_packet, K::error}});
  ResponseReader reader(old_form);
  reader.begin(Command::stmt_prepare);
  const auto event = feed(reader, prepared(3, 2));
  EXPECT_EQ(event->columns, 3U);
  EXPECT_EQ(event->parameters, 2);
}

TEST(ResponseReader, FieldList) {
  const std::string field = definition + "\xfb";
  expect_in_both_forms(Command::field_list,
                       {{field, K::column_definition}, {field, K::column_definition}, {eof(), K::end_of_rows}});
  expect_in_both_forms(Command::field_list, {{eof(), K::end_of_rows}});
  expect_in_both_forms(Command::field_list, {{error_packet, K::error}});
}

TEST(ResponseReader, ShortAnswers) {
  for (const auto& text : {"Uptime: 5  Threads: 1"s, ""s, "\0"s, "\xfe\0\0\0\0"s}) {
    expect_in_both_forms(Command::statistics, {{text, K::statistics}});
  }
  expect_in_both_forms(Command::statistics, {{error_packet, K::error}});
  for (const auto command : {Command::set_option, Command::debug, Command::shutdown}) {
    expect_in_both_forms(command, {{eof(), K::end_of_rows}});
    expect_in_both_forms(command, {{ok(), K::ok}});
    expect_in_both_forms(command, {{error_packet, K::error}});
  }
  for (const auto command : {Command::init_db, Command::ping, Command::refresh, Command::process_kill,
                             Command::stmt_reset, Command::reset_connection, Command::register_slave, Command::sleep,
                             Command::create_db, Command::drop_db, Command::connect, Command::time,
                             Command::delayed_insert, Command::table_dump, Command::connect_out, Command::daemon}) {
    expect_in_both_forms(command, {{ok(), K::ok}});
    expect_in_both_forms(command, {{error_packet, K::error}});
    expect_in_both_forms(command, {{ok(more), K::ok}});
  }
  for (const auto command : {Command::quit, Command::stmt_close, Command::stmt_send_long_data}) {
    ResponseReader reader(old_form);
    reader.begin(command);
    EXPECT_TRUE(reader.done());
  }
}

TEST(ResponseReader, ChangeOfUser) {
  expect_in_both_forms(Command::change_user, {{ok(), K::ok}});
  expect_in_both_forms(Command::change_user, {{error_packet, K::error}});
  expect_in_both_forms(Command::change_user, {{"\xfe"
                                               "caching_sha2_password\0scramble\0"s,
                                               K::login},
                                              {"\1\4", K::login},
                                              {"\1-----BEGIN PUBLIC KEY-----", K::login},
                                              {ok(), K::ok}});
  ResponseReader reader(old_form);
  reader.begin(Command::change_user);
  EXPECT_TRUE(feed(reader, "\xfex\0"sv)->client_turn);
  EXPECT_FALSE(feed(reader, "\1\3")->client_turn);  // the OK follows by itself
  EXPECT_TRUE(feed(reader, "\1\4")->client_turn);
  EXPECT_TRUE(feed(reader, "")->client_turn);
  EXPECT_TRUE(feed(reader, "Password: ")->client_turn);
  EXPECT_TRUE(feed(reader, "\xfe")->client_turn);  // the hash of before 4.1: whoever asked for the login refuses
}

TEST(ResponseReader, BinaryLog) {
  for (const auto command : {Command::binlog_dump, Command::binlog_dump_gtid}) {
    const std::string event = '\0' + std::string(40, 'e');
    expect_answer(new_form, command, false,
                  {{event, K::binlog_event}, {event, K::binlog_event}, {eof(), K::end_of_rows}});
    expect_answer(new_form, command, false, {{event, K::binlog_event}, {error_packet, K::error}});
    ResponseReader reader(new_form);
    reader.begin(command);
    EXPECT_TRUE(feed(reader, event)->client_turn);
    EXPECT_FALSE(feed(reader, end_ok()).has_value());
    EXPECT_FALSE(feed(reader, text_row).has_value());
  }
}

TEST(ResponseReader, AnotherProtocol) {
  for (const auto command : {Command::clone, Command::subscribe_group_replication}) {
    ResponseReader reader(old_form);
    reader.begin(command);
    EXPECT_TRUE(reader.opaque());
    EXPECT_FALSE(reader.done());
    for (const auto& packet : {ok(), error_packet, ""s}) EXPECT_EQ(feed(reader, packet)->kind, K::opaque);
  }
}

TEST(ResponseReader, ProgressComesWhereErrorsMay) {
  const Capabilities capabilities = old_form | cap_mariadb_progress;
  auto packets = std::vector<std::pair<std::string, K>>{{progress, K::progress}};
  for (const auto& packet : result_set(text_row, K::text_row)) {
    packets.push_back(packet);
    if (packet.second != K::end_of_rows) packets.emplace_back(progress, K::progress);
  }
  expect_answer(capabilities, Command::query, false, packets);
  ResponseReader reader(old_form);
  reader.begin(Command::query);
  EXPECT_FALSE(feed(reader, progress).has_value());  // nobody asked for reports
}

TEST(ResponseReader, NothingIsOutstanding) {
  ResponseReader reader(old_form | cap_mariadb_progress);
  EXPECT_TRUE(reader.done());
  const auto goodbye = feed(reader, error_packet);  // a time limit, a shutdown
  ASSERT_TRUE(goodbye.has_value());
  EXPECT_EQ(goodbye->kind, K::error);
  for (const auto& packet : {ok(), eof(), end_ok(), infile, hex("01"), definition, text_row, progress, ""s}) {
    EXPECT_FALSE(feed(reader, packet).has_value());
  }
}

TEST(ResponseReader, ALongRowIsNotAnEnd) {
  const Framing framing{40, 1000};
  for (const auto capabilities : {old_form, new_form}) {
    ResponseReader reader(capabilities, framing);
    reader.begin(Command::query);
    ASSERT_TRUE(feed(reader, hex("01")).has_value());
    ASSERT_TRUE(feed(reader, definition).has_value());
    if (capabilities == old_form) {
      ASSERT_TRUE(feed(reader, eof()).has_value());
    }
    const std::string row = hex("fe 0000000100000000") + std::string(31, 'x');
    ASSERT_EQ(row.size(), 40U);
    const auto event = feed(reader, row);
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->kind, K::text_row);
    EXPECT_FALSE(reader.done());
    // One byte less, and it is no row: a row's first value cannot be so long in so short a frame.
    const std::string lie = row.substr(0, 39);
    if (capabilities == old_form) {
      EXPECT_FALSE(feed(reader, lie).has_value());
    } else {
      EXPECT_EQ(feed(reader, lie)->kind, K::end_of_rows);  // an OK with session changes may be as long
    }
  }
}

TEST(ResponseReader, OutParametersOfAProcedure) {
  // As MySQL 9.7 sends them: the EOF behind the row no longer says that the procedure's OK follows.
  const std::uint16_t out = more | server_status::out_parameters;
  expect_answer(old_form, Command::stmt_execute, false,
                {{hex("01"), K::column_count},
                 {definition, K::column_definition},
                 {eof(out), K::end_of_columns},
                 {binary_row, K::binary_row},
                 {eof(), K::end_of_rows},
                 {ok(), K::ok}});
  expect_answer(new_form, Command::stmt_execute, false,
                {{hex("01"), K::column_count},
                 {definition, K::column_definition},
                 {binary_row, K::binary_row},
                 {end_ok(out), K::end_of_rows},
                 {ok(), K::ok}});
  // Of other results the last status counts.
  expect_answer(old_form, Command::stmt_execute, false,
                {{hex("01"), K::column_count},
                 {definition, K::column_definition},
                 {eof(more), K::end_of_columns},
                 {binary_row, K::binary_row},
                 {eof(), K::end_of_rows}});
}

TEST(ResponseReader, EofWhereOkHasReplacedIt) {
  // A handler of a procedure ends the rows of a failed query.
  expect_answer(new_form, Command::query, false,
                {{hex("01"), K::column_count},
                 {definition, K::column_definition},
                 {text_row, K::text_row},
                 {eof(more), K::end_of_rows},
                 {ok(), K::ok}});
}

TEST(ResponseReader, RowsWithoutDefinitionsWhereBothAgreed) {
  // Never offered, and understood all the same.
  expect_answer(new_form | cap_mariadb_cache_metadata, Command::stmt_execute, false,
                {{hex("02 00"), K::column_count}, {binary_row, K::binary_row}, {end_ok(), K::end_of_rows}});
  expect_answer(old_form | cap_mariadb_cache_metadata, Command::stmt_execute, false,
                {{hex("02 00"), K::column_count},
                 {eof(), K::end_of_columns},
                 {binary_row, K::binary_row},
                 {eof(), K::end_of_rows}});
  expect_answer(old_form | cap_optional_metadata, Command::stmt_prepare, false,
                {{prepared(2, 2) + '\0', K::prepare_ok}});
}

TEST(ResponseReader, NeedsItsPrefix) {
  ResponseReader reader(old_form);
  reader.begin(Command::query);
  for (std::size_t size = 0; size < 7; ++size) {
    const std::string cut = ok().substr(0, size);
    ASSERT_FALSE(reader.next({7, 1}, bytes_of(cut)).has_value()) << size;
  }
  // Bytes of the next packet behind it are not its own.
  const std::string two = ok() + packet(2, ok());
  EXPECT_EQ(reader.next({7, 1}, bytes_of(two))->kind, K::ok);
}

}  // namespace
}  // namespace jaali::protocol::mysql
