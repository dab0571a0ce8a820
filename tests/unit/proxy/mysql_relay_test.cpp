// The relay of MySQL sessions: what is refused, masked, stripped and passed, and in which order.
#include "tests/unit/proxy/mysql_relay_fixture.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

namespace status = wire::server_status;

class MysqlRelay : public RelayTest {
 protected:
  /// A restricted session whose state is known.
  void support() {
    connect();
    client(query("SELECT 1"));
    tell_state();
    EXPECT_EQ(commands_at_server(), "SELECT 1\n");
    server(answer().columns({computed("1")}).text_row({"1"}).end());
    EXPECT_EQ(answer_at_client(), "1\n");
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, MysqlRelay, all_ways(), name_of);

TEST_P(MysqlRelay, MasksTextRows) {
  support();
  client(query("SELECT cnic, id FROM citizens"));
  EXPECT_EQ(commands_at_server(), "SELECT cnic, id FROM citizens\n");
  server(answer().columns({cnic(), computed("id")}).text_row({"42101-1234567-1", "7"}).text_row({std::nullopt, "8"}).end());
  EXPECT_EQ(answer_at_client(), "42101-*******-1|7\nNULL|8\n");
  EXPECT_EQ(records_with({"\"kind\":\"open\"", "citizens"}), 1U);
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "\"rows_returned\":2", "\"masked\":1"}), 1U);
}

TEST_P(MysqlRelay, AsksForTheStateFirstAndOnlyWhereItMatters) {
  connect("dpo");
  client(query("SELECT cnic FROM citizens"));
  EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-1234567-1\n");
}

TEST_P(MysqlRelay, AsksAgainAfterWhatMayHaveChangedIt) {
  support();
  for (const auto* text : {"SET NAMES utf8mb4", "SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')", "USE crm"}) {
    client(query(text));
    EXPECT_EQ(commands_at_server(), std::string(text) + "\n");
    server(answer().ok());
    EXPECT_EQ(answer_at_client(), "ok\n");
    client(query("SELECT cnic FROM citizens"));
    tell_state();
    EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
    server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
    EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
  }
}

TEST_P(MysqlRelay, ReadsNothingInACharacterSetThatItCannotRead) {
  connect();
  client(query("SELECT 'x' FROM cities"));
  tell_state("", "swe7");
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_NE(answer_at_client().find("jaali: "), std::string::npos);
}

TEST_P(MysqlRelay, GivesTheServersErrorWhereItDoesNotSayItsState) {
  connect();
  client(query("SELECT 1"));
  EXPECT_EQ(commands_at_server(), std::string(state_question) + "\n");
  server(answer().error(1820, "HY000", "You must reset your password"));
  EXPECT_EQ(answer_at_client(), "1820 You must reset your password\n");
  client(query("SELECT 1"));
  tell_state();
  EXPECT_EQ(commands_at_server(), "SELECT 1\n");
}

TEST_P(MysqlRelay, RefusesWithoutTellingTheServer) {
  support();
  client(query("SELECT upper(cnic) FROM citizens"));
  EXPECT_EQ(commands_at_server(), "");
  const auto packets = at_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].sequence, 1);
  const auto error = wire::decode_error(protocol::bytes_of(packets[0].payload));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, 1142);
  EXPECT_EQ(error->sqlstate, "42000");
  EXPECT_TRUE(error->message.starts_with("jaali: "));
  client(query("SELECT name FROM cities"));
  EXPECT_EQ(commands_at_server(), "SELECT name FROM cities\n");
  EXPECT_EQ(records_with({"\"kind\":\"refused\"", "1142"}), 1U);
}

TEST_P(MysqlRelay, RefusesWhatItCannotReadAsTheServerWould) {
  support();
  for (const auto& command : {query("SELECT id FORM citizens WHERE x = 'secret'"), prepare("SELECT id FORM citizens WHERE x = 'secret'")}) {
    client(command);
    EXPECT_EQ(commands_at_server(), "");
    const auto packets = at_client();
    ASSERT_EQ(packets.size(), 1U);
    const auto error = wire::decode_error(protocol::bytes_of(packets[0].payload));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, 1064);  // ER_PARSE_ERROR
    EXPECT_EQ(error->sqlstate, "42000");
    EXPECT_TRUE(error->message.starts_with("jaali: syntax error at or near \"citizens\" (byte 16)")) << error->message;
  }
  EXPECT_EQ(records_with({"\"kind\":\"refused\"", "1064"}), 2U);
  EXPECT_EQ(records_with({"secret"}), 0U);
}

TEST_P(MysqlRelay, KeepsPipelinedCommandsInOrder) {
  support();
  client(query("SELECT cnic FROM citizens") + query("SELECT upper(cnic) FROM citizens") + query("SELECT name FROM cities"));
  EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(commands_at_server(), "SELECT name FROM cities\n");
  server(answer().columns({city()}).text_row({"Lahore"}).end());
  const auto text = answer_at_client();
  EXPECT_TRUE(text.starts_with("42101-*******-1\n1142 jaali: ")) << text;
  EXPECT_TRUE(text.ends_with("\nLahore\n")) << text;
}

TEST_P(MysqlRelay, ScrubsWarningsAndWordsOfSensitiveStatements) {
  support();
  client(query("UPDATE citizens SET id = 9 WHERE id = 1"));
  server(answer().ok(status::autocommit, 1, 3, "Rows matched: 1  Changed: 1  Warnings: 3"));
  auto packets = at_client();
  ASSERT_EQ(packets.size(), 1U);
  auto ok = wire::decode_ok(protocol::bytes_of(packets[0].payload), GetParam().capabilities);
  ASSERT_TRUE(ok);
  EXPECT_EQ(ok->warnings, 0);
  EXPECT_EQ(ok->affected_rows, 1U);
  EXPECT_TRUE(!ok->info || ok->info->empty());
  client(query("SELECT cnic FROM citizens"));
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end(status::autocommit, 5));
  packets = at_client();
  const auto& last = packets.back().payload;
  EXPECT_EQ(last.substr(0, 7).find('\x05'), std::string::npos);
  client(query("UPDATE cities SET id = 9"));
  server(answer().ok(status::autocommit, 1, 3, "Rows matched: 1  Changed: 1  Warnings: 3"));
  packets = at_client();
  ok = wire::decode_ok(protocol::bytes_of(packets.back().payload), GetParam().capabilities);
  ASSERT_TRUE(ok);
  EXPECT_EQ(ok->warnings, 3);
}

TEST_P(MysqlRelay, KeepsNumberAndKeyOfErrorsAndNothingElse) {
  support();
  client(query("UPDATE citizens SET id = 9 WHERE id = 1"));
  server(answer().error(1062, "23000", "Duplicate entry '42101-1234567-1' for key 'cnic_unique'"));
  const auto text = answer_at_client();
  EXPECT_TRUE(text.starts_with("1062 jaali: ")) << text;
  EXPECT_NE(text.find("for key 'cnic_unique'"), std::string::npos);
  EXPECT_EQ(text.find("42101"), std::string::npos);
  client(query("UPDATE cities SET id = 9"));
  server(answer().error(1062, "23000", "Duplicate entry 'Lahore' for key 'name'"));
  EXPECT_EQ(answer_at_client(), "1062 Duplicate entry 'Lahore' for key 'name'\n");
}

TEST_P(MysqlRelay, WithholdsWarningsOfSensitiveStatements) {
  support();
  client(query("SELECT cnic FROM citizens"));
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  answer_at_client();
  commands_at_server();
  client(query("SHOW WARNINGS"));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  client(query("SELECT 1"));  // it names no table, and the server keeps its warnings
  server(answer().columns({computed()}).text_row({"1"}).end());
  commands_at_server();
  answer_at_client();
  client(query("SHOW WARNINGS"));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  client(query("SELECT name FROM cities"));
  server(answer().columns({city()}).text_row({"Lahore"}).end());
  commands_at_server();
  answer_at_client();
  client(query("SHOW WARNINGS"));
  EXPECT_EQ(commands_at_server(), "SHOW WARNINGS\n");
}

TEST_P(MysqlRelay, PutsNoQuestionBetweenAStatementAndItsWarnings) {
  support();
  client(query("SELECT name FROM cities"));
  server(answer().columns({city()}).text_row({"Lahore"}).end());
  client(query("SET NAMES utf8mb4"));
  server(answer().ok());
  commands_at_server();
  answer_at_client();
  client(query("show warnings;"));
  EXPECT_EQ(commands_at_server(), "show warnings;\n");
}

TEST_P(MysqlRelay, PutsNoQuestionBetweenAStatementAndItsCount) {
  support();
  for (const auto* setting : {"SET NAMES utf8mb4", "USE crm"}) {
    client(query(setting));
    server(answer().ok());
    commands_at_server();
    answer_at_client();
    client(query("SELECT FOUND_ROWS() AS total"));
    EXPECT_EQ(commands_at_server(), "SELECT FOUND_ROWS() AS total\n");
    server(answer().columns({computed("total")}).text_row({"5"}).end());
    EXPECT_EQ(answer_at_client(), "5\n");
    client(query("SELECT cnic FROM citizens"));  // for which it is asked all the same
    tell_state();
    server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
    commands_at_server();
    EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
  }
}

TEST_P(MysqlRelay, AsksNothingAfterWhatChangesNoReading) {
  support();
  for (const auto* text : {"SET @total = 1, @other := 'x'", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"}) {
    client(query(text));
    server(answer().ok());
    client(query("SELECT name FROM cities"));
    EXPECT_EQ(commands_at_server(), std::string(text) + "\nSELECT name FROM cities\n");
    server(answer().columns({city()}).text_row({"Lahore"}).end());
    answer_at_client();
  }
  for (const auto* text : {"SET @total = 1, sql_mode = ''", "SET @@sql_mode = ''", "SET @a = 1, NAMES latin1"}) {
    client(query(text));
    server(answer().ok());
    EXPECT_EQ(commands_at_server(), std::string(text) + "\n");
    client(query("SELECT name FROM cities"));
    tell_state();
    EXPECT_EQ(commands_at_server(), "SELECT name FROM cities\n");
    server(answer().columns({city()}).text_row({"Lahore"}).end());
    answer_at_client();
  }
}

TEST_P(MysqlRelay, TiesEachResultToItsStatement) {
  support();
  client(query("SELECT name FROM cities; SELECT cnic FROM citizens"));
  server(answer().columns({city()}).text_row({"Lahore"}).end(status::autocommit | status::more_results));
  const auto next = static_cast<std::uint8_t>(GetParam().capabilities == modern ? 5 : 6);
  server(answer(next).columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "Lahore\n42101-*******-1\n");
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "\"rows_returned\":1"}), 3U);
}

TEST_P(MysqlRelay, EndsWhereMoreResultsComeThanStatementsWereJudged) {
  support();
  client(query("SELECT name FROM cities"));
  server(answer().columns({city()}).text_row({"Lahore"}).end(status::autocommit | status::more_results));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(alarms_.size(), 1U);
}

TEST_P(MysqlRelay, EndsWhereTheResultHasAnotherShape) {
  support();
  client(query("SELECT cnic, id FROM citizens"));
  server(answer().columns({computed()}).text_row({"42101-1234567-1"}).end());
  EXPECT_TRUE(closed_);
  for (const auto& packet : at_client()) EXPECT_EQ(packet.payload.find("42101"), std::string::npos);
}

/// MariaDB has as many columns as a text names; those of a masked result are held, and so they are fewer.
TEST_P(MysqlRelay, HoldsDefinitionsOfSoManyColumnsOnly) {
  connect("dpo");
  client(query("SELECT 1"));
  server(answer().payload(std::string("\xfd\0\0\1", 4)));
  EXPECT_FALSE(closed_);
  EXPECT_EQ(at_client().size(), 1U);
}

TEST_P(MysqlRelay, EndsWhereAMaskedResultHasTooManyColumns) {
  support();
  client(query("SELECT name FROM cities"));
  server(answer().payload(std::string("\xfd\0\0\1", 4)));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(alarms_.size(), 1U);
}

TEST_P(MysqlRelay, MasksWhatTheWireKnowsAndTheVerdictDoesNot) {
  support();
  client(query("SELECT name FROM cities"));
  server(answer().columns({{"name", "citizens", "cnic"}}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
}

TEST_P(MysqlRelay, BelievesTheVerdictWhereTheWireSaysClear) {
  support();
  client(query("SELECT cnic AS name FROM citizens"));
  server(answer().columns({{"name", "cities", "name"}}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
}

TEST_P(MysqlRelay, MasksEachTextByItsOwnPlanUnderTheSameDefinitions) {
  support();
  const auto said = [&](const std::string& text) {
    client(query(text));
    server(answer().columns({computed()}).text_row({"42101-1234567-1"}).end());
    return answer_at_client();
  };
  for (int i = 0; i < 2; ++i) {
    const auto where = " WHERE id = " + std::to_string(i);
    EXPECT_EQ(said("SELECT cnic AS x FROM citizens" + where), "42101-*******-1\n");
    EXPECT_EQ(said("SELECT name AS x FROM cities" + where), "42101-1234567-1\n");
  }
}

TEST_P(MysqlRelay, DropsARequestForAFileThatNobodyOffered) {
  support();
  client(query("SELECT name FROM cities"));
  server(answer().payload("\xfb/etc/passwd"));
  EXPECT_TRUE(closed_);
  for (const auto& packet : at_client()) EXPECT_EQ(packet.payload.find("passwd"), std::string::npos);
}

TEST_P(MysqlRelay, PassesAFileThatTheCallersOwnTextOffers) {
  connect("dpo");
  client(query("LOAD DATA LOCAL INFILE 'x' INTO TABLE cities"));
  server(answer().payload("\xfbx"));
  ASSERT_EQ(at_client().size(), 1U);
  commands_at_server();
  std::string file;
  std::uint8_t sequence = 2;
  wire::append_packet(file, sequence, protocol::bytes_of("Lahore\n"));
  wire::append_packet(file, sequence, {});
  client(file);
  EXPECT_EQ(at_server().size(), 2U);
  server(answer(sequence).ok(status::autocommit, 1));
  EXPECT_EQ(answer_at_client(), "ok\n");
  client(query("SELECT 1"));
  EXPECT_EQ(commands_at_server(), "SELECT 1\n");
}

TEST_P(MysqlRelay, RefusesCommandsThatReadAroundSql) {
  support();
  for (const auto which : {wire::Command::process_info, wire::Command::debug}) {
    client(bare(which));
    EXPECT_EQ(commands_at_server(), "");
    EXPECT_TRUE(answer_at_client().starts_with("1142 jaali: COM_"));
  }
  std::string dump;
  std::uint8_t sequence = 0;
  wire::append_packet(dump, sequence, protocol::bytes_of(std::string_view("\x12\0\0\0\0\0\0\1\0\0\0", 11)));
  client(dump);
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  client(bare(wire::Command::ping));
  EXPECT_EQ(commands_at_server(), "COM_PING\n");
}

TEST_P(MysqlRelay, RefusesCommandsThatItDoesNotKnow) {
  const auto packet = [](std::string_view payload) {
    std::string out;
    std::uint8_t sequence = 0;
    wire::append_packet(out, sequence, protocol::bytes_of(payload));
    return out;
  };
  connect("dpo");
  client(packet("\xfe") + packet(""));  // an empty packet is none either
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_EQ(answer_at_client(), "1047 Unknown command\n1047 Unknown command\n");
  EXPECT_FALSE(closed_);
  client(query("SELECT 1"));
  EXPECT_EQ(commands_at_server(), "SELECT 1\n");
}

TEST_P(MysqlRelay, AnswersAnEmptyPacketOfARestrictedCaller) {
  support();
  client(std::string("\0\0\0\0", 4));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_EQ(answer_at_client(), "1047 jaali: Unknown command\n");
  client(query("SELECT name FROM cities"));
  EXPECT_EQ(commands_at_server(), "SELECT name FROM cities\n");
}

TEST_P(MysqlRelay, ShowsFieldsOfHarmlessTablesOnly) {
  support();
  std::string list;
  std::uint8_t sequence = 0;
  wire::append_field_list(list, sequence, {"citizens", ""});
  client(list);
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1142 "));
  list.clear();
  sequence = 0;
  wire::append_field_list(list, sequence, {"cities", ""});
  client(list);
  EXPECT_EQ(commands_at_server(), "COM_FIELD_LIST\n");
}

TEST_P(MysqlRelay, LeavesAMalformedFieldListToTheServerWhereNothingIsEnforced) {
  const std::string list = std::string("\7\0\0\0\4cities", 11);
  connect("dpo");
  client(list);
  EXPECT_EQ(commands_at_server(), "COM_FIELD_LIST\n");
  server(answer().error(1835, "HY000", "Malformed communication packet"));
  EXPECT_EQ(answer_at_client(), "1835 Malformed communication packet\n");
  support();
  client(list);
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1835 jaali: "));
  EXPECT_FALSE(closed_);
}

TEST_P(MysqlRelay, EndsASessionWhosePacketsAreOutOfOrder) {
  support();
  auto text = query("SELECT 1");
  text[3] = '\x01';
  client(text);
  EXPECT_TRUE(closed_);
  EXPECT_TRUE(answer_at_client().starts_with("1156 "));
  EXPECT_EQ(commands_at_server(), "COM_QUIT\n");
}

TEST_P(MysqlRelay, EndsASessionWhoseServerSpeaksOutOfTurn) {
  support();
  server(answer().ok());
  EXPECT_TRUE(closed_);
  EXPECT_EQ(alarms_.size(), 1U);
}

TEST_P(MysqlRelay, PassesTheServersGoodbye) {
  support();
  server(answer(0).error(4031, "HY000", "The client was disconnected by the server because of inactivity."));
  EXPECT_EQ(answer_at_client(), "4031 The client was disconnected by the server because of inactivity.\n");
  EXPECT_FALSE(closed_);
}

TEST_P(MysqlRelay, FollowsAReloadFromTheNextStatement) {
  connect("dpo");
  client(query("SELECT cnic FROM citizens"));
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-1234567-1\n");
  commands_at_server();
  reload("[[roles]]\nname = \"other\"\nusers = [\"nobody\"]\n", "enforce");
  client(query("SELECT cnic FROM citizens"));
  EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
}

TEST_P(MysqlRelay, ObservesWithoutChangingAnything) {
  rules("", "observe");
  connect();
  client(query("SELECT upper(cnic) FROM citizens"));
  tell_state();
  EXPECT_EQ(commands_at_server(), "SELECT upper(cnic) FROM citizens\n");
  server(answer().columns({computed()}).text_row({"42101-1234567-1"}).end(status::autocommit, 2));
  EXPECT_EQ(answer_at_client(), "42101-1234567-1\n");
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "would_have", "refuse"}), 1U);
}

TEST_P(MysqlRelay, RunsNothingWithoutARecord) {
  support();
  log_->stop();
  client(query("SELECT cnic FROM citizens"));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1105 "));
}

TEST_P(MysqlRelay, TellsNoCompletionWithoutARecord) {
  support();
  client(query("SELECT name FROM cities"));
  log_->stop();
  server(answer().columns({city()}).text_row({"Lahore"}).end());
  EXPECT_TRUE(closed_);
}

TEST_P(MysqlRelay, SaysWhyItEndsInTheProtocolsWords) {
  support();
  Sends sends;
  relay_->end(End::idle, sends);
  std::string out;
  for (const auto& range : sends.to_client.ranges()) out += protocol::text_of(sends.to_client.bytes(range, {}));
  ASSERT_GT(out.size(), 8U);
  EXPECT_EQ(out[3], '\x01');
  const auto error = wire::decode_error(protocol::bytes_of(out).subspan(4));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, 4031);
}

TEST_P(MysqlRelay, KnowsDdlOfARestrictedCallerBeforeHisNextStatement) {
  connect("dpo");
  client(query("CREATE TABLE crm.fresh (a int)"));
  server(answer().ok());
  EXPECT_EQ(refreshes_, std::vector<std::string>{"DDL"});
}

}  // namespace
}  // namespace jaali::proxy::session::mysql::testing
