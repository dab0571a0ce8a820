// Prepared statements, cursors, long data and packets of many frames: each row by the plan of its own statement.
#include "tests/unit/proxy/mysql_relay_fixture.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

namespace status = wire::server_status;

class MysqlStatements : public RelayTest {
 protected:
  void support() {
    connect();
    client(query("SELECT 1"));
    tell_state();
    server(answer().columns({computed("1")}).text_row({"1"}).end());
    forget();
  }
  void forget() {
    at_client();
    at_server();
  }
  void prepare_cnic(std::uint32_t id = 7) {
    client(prepare("SELECT cnic FROM citizens"));
    server(answer().prepared(id, 0, {cnic()}));
    forget();
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, MysqlStatements, all_ways(), name_of);

TEST_P(MysqlStatements, MasksBinaryRows) {
  support();
  prepare_cnic();
  client(execute(7));
  EXPECT_EQ(commands_at_server(), "COM_STMT_EXECUTE\n");
  server(answer().columns({cnic()}).binary_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(true), "42101-*******-1\n");
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "\"rows_returned\":1", "\"masked\":1", "\"name\":\"7\""}), 1U);
}

TEST_P(MysqlStatements, RefusesAPrepareAndForgetsWhichWasTheLast) {
  support();
  prepare_cnic(7);
  client(prepare("SELECT upper(cnic) FROM citizens") + execute(wire::last_prepared));
  EXPECT_EQ(commands_at_server(), "");
  const auto text = answer_at_client();
  EXPECT_TRUE(text.starts_with("1142 ")) << text;
  EXPECT_NE(text.find("\n1243 "), std::string::npos) << text;
}

TEST_P(MysqlStatements, NamesTheLastStatementItself) {
  support();
  client(prepare("SELECT cnic FROM citizens") + execute(wire::last_prepared));
  EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
  server(answer().prepared(9, 0, {cnic()}));
  const auto packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].payload, execute(9).substr(4));
  forget();
  server(answer().columns({cnic()}).binary_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(true), "42101-*******-1\n");
}

/// The server reads an EXECUTE of "the last one" more strictly than one of the same statement by its id.
TEST_P(MysqlStatements, LeavesTheLastOneToTheServerWhereNothingIsEnforced) {
  connect("dpo");
  const auto short_one = by_id(wire::Command::stmt_execute, wire::last_prepared);
  client(prepare("SELECT ?"));
  server(answer().prepared(9, 1, {computed()}));
  forget();
  client(short_one);
  auto packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].payload, short_one.substr(4));
  server(answer().error(1835, "HY000", "Malformed communication packet"));
  EXPECT_EQ(answer_at_client(), "1835 Malformed communication packet\n");
  client(fetch(wire::last_prepared, 1));
  packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].payload, fetch(wire::last_prepared, 1).substr(4));
  server(answer().error(1421, "HY000", "The statement has no open cursor"));
  client(by_id(wire::Command::stmt_close, wire::last_prepared));
  forget();
  client(execute(wire::last_prepared));  // closed, by whichever name
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_EQ(answer_at_client(), "1243 Unknown prepared statement handler (4294967295) given to mysqld_stmt_execute\n");
}

TEST_P(MysqlStatements, RefusesAnExecuteThatIsCut) {
  support();
  client(prepare("SELECT name FROM cities WHERE id = ?"));
  server(answer().prepared(9, 1, {city()}));
  forget();
  const auto whole = execute(wire::last_prepared, {{wire::FieldType::long_, std::string("\1\0\0\0", 4)}});
  for (std::size_t size = whole.size() - 1; size >= 4 + 5; --size) {
    auto cut = whole.substr(0, size);
    cut[0] = static_cast<char>(size - 4);
    client(cut);
    EXPECT_EQ(commands_at_server(), "") << size;
    EXPECT_TRUE(answer_at_client().starts_with("1210 jaali: ")) << size;
  }
  client(whole);
  EXPECT_EQ(commands_at_server(), "COM_STMT_EXECUTE\n");
}

TEST_P(MysqlStatements, KnowsNoLastOneOnMySql) {
  connect("dpo", false);
  client(prepare("SELECT 1"));
  server(answer().prepared(9, 0, {computed()}));
  forget();
  client(execute(wire::last_prepared));
  const auto packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].payload, execute(wire::last_prepared).substr(4));
  server(answer().error(1243, "HY000", "Unknown prepared statement handler (4294967295) given to mysql_stmt_precheck"));
  EXPECT_EQ(answer_at_client(), "1243 Unknown prepared statement handler (4294967295) given to mysql_stmt_precheck\n");
}

TEST_P(MysqlStatements, RunsNoLastOneOfARestrictedCallerOnMySql) {
  connect("support", false);
  client(query("SELECT 1"));
  tell_state();
  server(answer().columns({computed("1")}).text_row({"1"}).end());
  forget();
  prepare_cnic();
  client(execute(wire::last_prepared) + fetch(wire::last_prepared, 1) + by_id(wire::Command::stmt_reset, wire::last_prepared));
  EXPECT_EQ(commands_at_server(), "COM_STMT_RESET\n");
  const auto text = answer_at_client();
  EXPECT_TRUE(text.starts_with("1243 jaali: Unknown prepared statement handler (4294967295) given to mysql_stmt_precheck\n1243 ")) << text;
}

std::string malformed(wire::Command command, std::string_view body) {
  std::string out;
  std::uint8_t sequence = 0;
  wire::append_packet(out, sequence, protocol::bytes_of(std::string(1, static_cast<char>(command)) + std::string(body)));
  return out;
}

/// Without a whole id nobody knows which statement is meant: MariaDB takes the rest of it from the packet before.
TEST_P(MysqlStatements, BringsNoCommandToTheServerWithoutAWholeId) {
  for (const auto* user : {"dpo", "support"}) {
    for (const bool mariadb : {true, false}) {
      connect(user, mariadb);
      const std::string error = std::string("1835 ") + (user == std::string("dpo") ? "" : "jaali: ") + "Malformed communication packet" + (mariadb ? "\n" : ".\n");
      for (std::size_t size = 0; size < 4; ++size) {
        const auto id = std::string_view("\7\0\0\0", 4).substr(0, size);
        for (const auto command : {wire::Command::stmt_execute, wire::Command::stmt_bulk_execute, wire::Command::stmt_fetch, wire::Command::stmt_reset}) {
          client(malformed(command, id));
          EXPECT_EQ(answer_at_client(), error);
        }
        for (const auto command : {wire::Command::stmt_close, wire::Command::stmt_send_long_data}) {
          client(malformed(command, id));
          EXPECT_EQ(answer_at_client(), mariadb ? "" : error);
        }
      }
      EXPECT_EQ(commands_at_server(), "");
      EXPECT_FALSE(closed_);
    }
  }
}

TEST_P(MysqlStatements, LetsTheServerSayWhatIsWrongWhereNothingIsEnforced) {
  connect("dpo");
  client(prepare("SELECT ?"));
  server(answer().prepared(7, 1, {computed()}));
  forget();
  const std::string_view id("\7\0\0\0", 4), more("\7\0\0\0\1\0\0\0more", 12);
  for (const auto command : {wire::Command::stmt_execute, wire::Command::stmt_fetch}) {
    client(malformed(command, id));
    EXPECT_EQ(commands_at_server(), std::string(wire::to_string(command)) + "\n");
    server(answer().error(1835, "HY000", "Malformed communication packet"));
    EXPECT_EQ(answer_at_client(), "1835 Malformed communication packet\n");
  }
  client(malformed(wire::Command::stmt_reset, more));
  EXPECT_EQ(commands_at_server(), "COM_STMT_RESET\n");
  server(answer().ok());
  EXPECT_EQ(answer_at_client(), "ok\n");
  client(malformed(wire::Command::stmt_fetch, more));
  EXPECT_EQ(commands_at_server(), "COM_STMT_FETCH\n");
  server(answer().error(1421, "HY000", "The statement (7) has no open cursor"));
  EXPECT_EQ(answer_at_client(), "1421 The statement (7) has no open cursor\n");
  client(malformed(wire::Command::stmt_close, more) + execute(7));
  EXPECT_EQ(commands_at_server(), "COM_STMT_CLOSE\nCOM_STMT_EXECUTE\n");  // not known to us; the server says so
}

TEST_P(MysqlStatements, ReadsPacketsOfARestrictedCallerToTheirEnd) {
  support();
  prepare_cnic();
  const std::string_view id("\7\0\0\0", 4), more("\7\0\0\0\1\0\0\0more", 12);
  client(malformed(wire::Command::stmt_fetch, id) + malformed(wire::Command::stmt_fetch, more) + malformed(wire::Command::stmt_reset, more) +
         malformed(wire::Command::stmt_close, more));
  EXPECT_EQ(commands_at_server(), "");
  const std::string error = "1835 jaali: Malformed communication packet\n";
  EXPECT_EQ(answer_at_client(), error + error + error);
  client(execute(7));
  server(answer().columns({cnic()}).binary_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(true), "42101-*******-1\n");
}

TEST_P(MysqlStatements, KnowsNoStatementThatItDidNotSeeMade) {
  support();
  client(execute(99));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1243 "));
  client(fetch(99, 10));
  EXPECT_EQ(commands_at_server(), "");
}

TEST_P(MysqlStatements, MasksRowsOfACursorByThePlanOfItsStatement) {
  support();
  prepare_cnic();
  client(execute(7, {}, wire::cursor_read_only));
  // The definitions of a cursor lie about where a column comes from; those of the judgement do not.
  server(answer().columns({{"cnic", "cities", "name"}}, status::autocommit | status::cursor_exists));
  if (GetParam().capabilities == modern) server(answer(4 - 1).end(status::autocommit | status::cursor_exists));
  forget();
  client(fetch(7, 2));
  EXPECT_EQ(commands_at_server(), "COM_STMT_FETCH\n");
  server(answer().binary_row({"42101-1234567-1"}).end(status::autocommit | status::cursor_exists));
  const auto rows = at_client();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(rows[0].payload.find("42101-*******-1"), std::string::npos);
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "\"rows_returned\":1", "\"partial\":true", "\"masked\":1"}), 1U);
}

TEST_P(MysqlStatements, MasksFetchedRowsByRulesThatCameSince) {
  connect("dpo2");
  reload("\n[[roles]]\nname = \"two\"\nusers = [\"dpo2\"]\n[roles.sees]\n\"*\" = \"reveal\"\n");
  client(prepare("SELECT cnic FROM citizens"));
  server(answer().prepared(7, 0, {cnic()}));
  client(execute(7, {}, wire::cursor_read_only));
  server(answer().columns({cnic()}, status::autocommit | status::cursor_exists));
  if (GetParam().capabilities == modern) server(answer(4 - 1).end(status::autocommit | status::cursor_exists));
  forget();
  reload("");  // dpo2 is restricted from here on, and what he prepared was read by nobody
  client(fetch(7, 2));
  tell_state();
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1615 "));
}

TEST_P(MysqlStatements, FetchesNothingWithoutACursor) {
  support();
  prepare_cnic();
  client(fetch(7, 2));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1421 "));
}

TEST_P(MysqlStatements, LooksUpByTheColumnsOwnTypeOnly) {
  support();
  client(prepare("SELECT cnic FROM citizens WHERE cnic = ?"));
  server(answer().prepared(7, 1, {cnic()}));
  forget();
  client(execute(7, {{wire::FieldType::var_string, "42101-1234567-1"}}));
  EXPECT_EQ(commands_at_server(), "COM_STMT_EXECUTE\n");
  server(answer().columns({cnic()}).end());
  forget();
  client(execute(7, {{wire::FieldType::longlong, std::string(8, '\0')}}));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  client(execute(7));  // neither types nor values
  EXPECT_EQ(commands_at_server(), "");
}

TEST_P(MysqlStatements, LooksUpByNoLongData) {
  support();
  client(prepare("SELECT cnic FROM citizens WHERE cnic = ?"));
  server(answer().prepared(7, 1, {cnic()}));
  forget();
  std::string data;
  std::uint8_t sequence = 0;
  wire::append_long_data(data, sequence, {7, 0, protocol::bytes_of("42101")});
  client(data + execute(7, {{wire::FieldType::var_string, "", true}}));
  EXPECT_EQ(commands_at_server(), "COM_STMT_SEND_LONG_DATA\n");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
}

TEST_P(MysqlStatements, ForgetsWhatWasClosedOrReset) {
  support();
  prepare_cnic();
  client(by_id(wire::Command::stmt_close, 7) + execute(7));
  EXPECT_EQ(commands_at_server(), "COM_STMT_CLOSE\n");
  EXPECT_TRUE(answer_at_client().starts_with("1243 "));
  prepare_cnic(8);
  client(bare(wire::Command::reset_connection));
  server(answer().ok());
  forget();
  client(execute(8));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1243 "));
}

TEST_P(MysqlStatements, KeepsTheDatabaseThatItWasPreparedIn) {
  support();
  prepare_cnic();
  client(named(wire::Command::init_db, "other"));
  server(answer().ok());
  forget();
  client(execute(7));
  tell_state("", "utf8mb4", "other");
  EXPECT_EQ(commands_at_server(), "COM_STMT_EXECUTE\n");
  server(answer().columns({cnic()}).binary_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(true), "42101-*******-1\n");
}

TEST_P(MysqlStatements, IsPreparedAnewUnderAnotherReading) {
  support();
  prepare_cnic();
  client(query("SET sql_mode = 'ANSI_QUOTES'"));
  server(answer().ok());
  forget();
  client(execute(7));
  tell_state("ANSI_QUOTES");
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1615 "));
}

/// MariaDB's results of single rows of a bulk, in the place of its OK.
class MysqlBulk : public MysqlStatements {
 protected:
  void prepare_insert(std::string_view text, std::vector<Column> columns = {}) {
    client(prepare(text));
    server(answer().prepared(7, 1, columns));
    forget();
  }
  [[nodiscard]] static std::string bulk(std::uint16_t flags = wire::bulk_send_types | wire::bulk_unit_results) {
    wire::BulkExecuteView view;
    view.statement = 7;
    view.flags = flags;
    view.types = {{wire::FieldType::var_string, false}};
    view.values = protocol::bytes_of(std::string_view("\0\1a\0\1b", 6));
    std::string out;
    std::uint8_t sequence = 0;
    wire::append_bulk_execute(out, sequence, view);
    return out;
  }
  [[nodiscard]] Answer unit_results(const std::vector<Column>& columns) const {
    auto made = answer();
    const std::string row = std::string(2, '\0') + std::string("\4\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 16);
    return made.columns(columns).payload(row).payload(row).end();
  }
  void expect_end_at(const std::vector<Column>& columns) {
    support();
    prepare_insert("INSERT INTO notes(text) VALUES (?)");
    client(bulk());
    server(unit_results(columns));
    EXPECT_TRUE(closed_);
    for (const auto& packet : at_client()) EXPECT_EQ(packet.payload.find(std::string("\4\0\0\0\0\0\0\0\1", 9)), std::string::npos);
  }
  const std::vector<Column> shape_{{"Id", "", "", wire::FieldType::longlong}, {"Affected_rows", "", "", wire::FieldType::longlong}};
};

INSTANTIATE_TEST_SUITE_P(Ways, MysqlBulk, all_ways(), name_of);

TEST_P(MysqlBulk, PassesTheResultsOfItsRows) {
  support();
  prepare_insert("INSERT INTO notes(text) VALUES (?)");
  client(bulk());
  EXPECT_EQ(commands_at_server(), "COM_STMT_BULK_EXECUTE\n");
  const auto whole = unit_results(shape_);
  server(whole);
  std::string got;
  std::uint8_t sequence = 1;
  for (const auto& packet : at_client()) wire::append_packet(got, sequence, protocol::bytes_of(packet.payload));
  EXPECT_EQ(got, whole.bytes());
  EXPECT_FALSE(closed_);
  client(query("SELECT name FROM cities"));
  EXPECT_EQ(commands_at_server(), "SELECT name FROM cities\n");
}

TEST_P(MysqlBulk, PassesNoColumnsOfATableInTheirPlace) {
  auto columns = shape_;
  columns[0].org_table = "citizens";
  columns[0].org_name = "id";
  expect_end_at(columns);
}

TEST_P(MysqlBulk, PassesNoOtherNamesInTheirPlace) {
  auto columns = shape_;
  columns[1].name = "affected";
  expect_end_at(columns);
}

TEST_P(MysqlBulk, PassesNoTextInTheirPlace) {
  auto columns = shape_;
  columns[0].type = wire::FieldType::var_string;
  expect_end_at(columns);
}

TEST_P(MysqlBulk, PassesNoMoreInTheirPlace) {
  auto columns = shape_;
  columns.push_back(shape_[0]);
  expect_end_at(columns);
}

TEST_P(MysqlBulk, PassesThemOnlyWhereTheyWereAskedFor) {
  support();
  prepare_insert("INSERT INTO notes(text) VALUES (?)");
  client(bulk(wire::bulk_send_types));
  server(unit_results(shape_));
  EXPECT_TRUE(closed_);
}

/// RETURNING may call its columns as it likes.
TEST_P(MysqlBulk, MasksRowsOfAStatementThatReturnsSome) {
  support();
  prepare_insert("DELETE FROM citizens WHERE id = ? RETURNING cnic AS Id, email AS Affected_rows",
                 {{"Id", "citizens", "cnic"}, {"Affected_rows", "citizens", "email"}});
  client(bulk());
  if (commands_at_server().empty()) return;  // refused outright
  at_client();
  server(answer().columns({{"Id", "", "", wire::FieldType::longlong}, {"Affected_rows", "", "", wire::FieldType::longlong}})
             .payload(std::string(2, '\0') + std::string("\x41\x72\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 16)).end());
  for (const auto& packet : at_client()) EXPECT_EQ(packet.payload.find("\x41\x72"), std::string::npos);
}

/// Frames of 64 bytes: a row of several frames, and its masks.
class MysqlFrames : public RelayTest {
 protected:
  void SetUp() override {
    max_frame_ = 64;
    RelayTest::SetUp();
  }
};

INSTANTIATE_TEST_SUITE_P(Pieces, MysqlFrames, ::testing::Values(How{0, modern}, How{1, modern}), name_of);

TEST_P(MysqlFrames, PassesLongRowsAsTheyLie) {
  connect("dpo");
  client(query("SELECT name FROM cities"));
  at_server();
  wire::OkView end;
  end.header = wire::eof_header;
  end.status = status::autocommit;
  std::string bytes, row;
  std::uint8_t sequence = 1;
  const std::string value(200, 'x');
  wire::append_lenenc_value(row, protocol::bytes_of(value));
  wire::append_packet(bytes, sequence, protocol::bytes_of(std::string_view("\x01")), {64, 1 << 30});
  wire::ColumnDefinitionView view;
  view.catalog = "def";
  view.name = "n";
  view.type = wire::FieldType::var_string;
  wire::append_column_definition(bytes, sequence, view, GetParam().capabilities);
  wire::append_packet(bytes, sequence, protocol::bytes_of(row), {64, 1 << 30});
  wire::append_packet(bytes, sequence, protocol::bytes_of(row.substr(0, 64)).subspan(0, 0), {64, 1 << 30});
  server(bytes.substr(0, bytes.size() - 4));
  const auto packets = at_client();
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(packets[2].payload, row);
}

TEST_P(MysqlFrames, NumbersFramesAnewWhereAMaskedRowHasFewer) {
  connect();
  client(query("SELECT 1"));
  tell_state();
  server(answer().columns({computed()}).text_row({"1"}).end());
  at_client();
  client(query("SELECT email FROM citizens"));
  const std::string longer = std::string(150, 'a') + "@example.com";
  server(answer().columns({{"email", "citizens", "email"}}).text_row({longer}).text_row({"b@example.com"}).end());
  const auto packets = at_client();
  ASSERT_EQ(packets.size(), 5U);  // count, definition, two rows, OK
  for (std::size_t i = 0; i < packets.size(); ++i) EXPECT_EQ(packets[i].sequence, i + 1);
  EXPECT_EQ(packets[2].payload.find("aaa"), std::string::npos);
  EXPECT_NE(packets[2].payload.find("@example.com"), std::string::npos);
}

TEST_P(MysqlFrames, MasksARowOfManyFramesThatStaysAsLong) {
  connect();
  client(query("SELECT 1"));
  tell_state();
  server(answer().columns({computed()}).text_row({"1"}).end());
  at_client();
  client(query("SELECT cnic FROM citizens"));
  const std::string longer = "42101-" + std::string(200, '7') + "-1";
  server(answer().columns({cnic()}).text_row({longer}).end());
  const auto packets = at_client();
  ASSERT_EQ(packets.size(), 4U);
  EXPECT_EQ(packets[2].payload.size(), longer.size() + 1);
  EXPECT_EQ(packets[2].payload.find("777"), std::string::npos);
  EXPECT_EQ(packets[3].sequence, 3 + 4);  // the row took frames of 64, 64, 64 and 17
}

TEST_P(MysqlFrames, RefusesTextsOfManyFramesWhole) {
  connect();
  client(query("SELECT 'x' FROM cities WHERE name = '" + std::string(100, 'y') + "'"));
  EXPECT_EQ(at_server().size(), 0U);
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  client(query("SELECT 1"));
  EXPECT_EQ(at_server().size(), 1U);  // our question
}

}  // namespace
}  // namespace jaali::proxy::session::mysql::testing
