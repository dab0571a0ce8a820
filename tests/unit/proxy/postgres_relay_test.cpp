// Rows under the right masks or none at all: names that mean two things, shapes that change, answers that contradict.
#include "tests/unit/proxy/postgres_relay_fixture.h"

namespace jaali::proxy::session::postgres::testing {
namespace {

const Column id{citizens, 1, int_type}, cnic{citizens, 2}, email{citizens, 3}, city{cities, 2}, pet{pets, 1};

INSTANTIATE_TEST_SUITE_P(WholeAndByteByByte, RelayTest, ::testing::Values(0, 1, 7),
                         [](const auto& each) { return each.param == 0 ? std::string("whole") : "by_" + std::to_string(each.param); });

TEST_P(RelayTest, MasksRowsOfASimpleQuery) {
  connect();
  client(query("SELECT id, cnic FROM citizens"));
  EXPECT_EQ(at_server(), "Q");
  server(row_description({id, cnic}) + row({"1", "42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "1|42101-*******-1\n");
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, MasksEachTextByItsOwnPlanUnderTheSameDescription) {
  connect();
  const auto said = [&](std::string_view text) {
    client(query(text));
    server(row_description({computed, computed}) + row({"1", "42101-1234567-1"}) + complete("SELECT 1") + ready());
    return rows_at_client();
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(said("SELECT id, cnic FROM citizens WHERE id = " + std::to_string(i)), "1|42101-*******-1\n");
    EXPECT_EQ(said("SELECT id, name FROM cities WHERE id = " + std::to_string(i)), "1|42101-1234567-1\n");
  }
  reload("", "observe");
  EXPECT_EQ(said("SELECT id, cnic FROM citizens WHERE id = 2"), "1|42101-1234567-1\n");
  reload("");
  EXPECT_EQ(said("SELECT id, cnic FROM citizens WHERE id = 3"), "1|42101-*******-1\n");
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, PassesEverythingToARoleThatSeesAll) {
  connect("dpo");
  client(query("SELECT cnic FROM citizens") + query("no SQL at all"));
  EXPECT_EQ(at_server(), "QQ");
  server(row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready() + error("42601", "syntax") + ready());
  EXPECT_EQ(rows_at_client(), "42101-1234567-1\n");
}

TEST_P(RelayTest, AsksForTheOriginWhereTheClientDoesNotAndSwallowsTheAnswer) {
  connect();
  client(parse("", "SELECT cnic FROM citizens") + bind("", "") + execute("") + sync());
  EXPECT_EQ(at_server(), "PBDES");
  server(bare('1') + bare('2') + row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  const auto messages = messages_at_client();
  ASSERT_EQ(messages.size(), 5U);
  EXPECT_EQ(messages[2].type, 'D');
  EXPECT_NE(messages[2].body.find("42101-*******-1"), std::string::npos);
}

TEST_P(RelayTest, AsksForNoOriginThatTheClientAsksForItself) {
  connect();
  client(parse("", "SELECT cnic FROM citizens") + bind("", "") + describe('P', "") + execute("") + sync());
  EXPECT_EQ(at_server(), "PBDES");
  server(bare('1') + bare('2') + row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(at_client(), "12TDCZ");
  client(parse("s", "SELECT email FROM citizens") + describe('S', "s") + sync());
  server(bare('1') + "t" + std::string("\0\0\0\6\0\0", 6) + row_description({email}) + ready());
  client(bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "PDSBES");
  server(bare('2') + row({"ali@example.com"}) + complete("SELECT 1") + ready());
  const auto rows = rows_at_client();
  EXPECT_EQ(rows.find("ali@"), std::string::npos);
  EXPECT_NE(rows.find("@example.com"), std::string::npos);
}

TEST_P(RelayTest, AsksForTheOriginAgainOnceNamesMoved) {
  connect();
  client(parse("s", "SELECT name FROM cities") + describe('S', "s") + sync());
  server(bare('1') + "t" + std::string("\0\0\0\6\0\0", 6) + row_description({city}) + ready());
  client(query("SET search_path TO other"));
  server(complete("SET") + ready());
  at_server();
  client(bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "BDES");
}

TEST_P(RelayTest, AsksForTheOriginAgainWhereAnEarlierErrorMaySkipTheQuestion) {
  connect();
  client(parse("s", "SELECT cnic FROM citizens") + sync());
  server(bare('1') + ready());
  at_server();
  client(parse("", "SELECT name FROM cities") + describe('S', "s") + sync() + bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "PDSBDES");
  server(error("42P01", "no") + ready() + bare('2') + row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "42101-*******-1\n");
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, MasksEachPortalByItsOwnPlanInOnePipeline) {
  connect();
  client(parse("a", "SELECT cnic FROM citizens") + parse("b", "SELECT name FROM cities") + bind("p", "a") + bind("q", "b") +
         execute("q") + execute("p") + execute("q") + sync());
  EXPECT_EQ(at_server(), "PPBBDEDEES");
  server(bare('1') + bare('1') + bare('2') + bare('2') + row_description({city}) + row({"Lahore"}) + complete("SELECT 1") +
         row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + complete("SELECT 0") + ready());
  EXPECT_EQ(rows_at_client(), "Lahore\n42101-*******-1\n");
}

TEST_P(RelayTest, MasksTheNextRowsOfASuspendedPortal) {
  connect();
  client(query("BEGIN"));
  server(complete("BEGIN") + ready('T'));
  client(parse("", "SELECT cnic FROM citizens") + bind("p", "") + execute("p", 1) + sync());
  server(bare('1') + bare('2') + row_description({cnic}) + row({"42101-1234567-1"}) + bare('s') + ready('T'));
  client(execute("p", 1) + sync());
  server(row({"35202-7654321-9"}) + bare('s') + ready('T'));
  EXPECT_EQ(rows_at_client(), "42101-*******-1\n35202-*******-9\n");
}

TEST_P(RelayTest, FollowsAReloadAtTheNextRowsOfASuspendedPortal) {
  rules("[[roles]]\nname = \"clerk\"\nusers = [\"clerk\"]\n[roles.sees]\n\"*\" = \"reveal\"\n");
  connect("clerk");
  client(query("BEGIN"));
  server(complete("BEGIN") + ready('T'));
  client(parse("", "SELECT cnic FROM citizens") + bind("p", "") + execute("p", 1) + sync());
  server(bare('1') + bare('2') + row({"42101-1234567-1"}) + bare('s') + ready('T'));
  EXPECT_EQ(rows_at_client(), "42101-1234567-1\n");
  reload("");  // the clerk is nobody any more
  at_server();
  client(execute("p", 1) + sync());
  EXPECT_EQ(at_server(), "DES");
  server(row_description({cnic}) + row({"35202-7654321-9"}) + bare('s') + ready('T'));
  EXPECT_EQ(rows_at_client(), "35202-*******-9\n");
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, KeepsTheMasksOfWhatWasUnderWayAtAReload) {
  connect();
  client(query("SELECT cnic FROM citizens"));
  reload("[[roles]]\nname = \"clerk\"\nusers = [\"support\"]\n[roles.sees]\n\"*\" = \"reveal\"\n");
  client(query("SELECT 1"));
  server(row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "42101-*******-1\n");
}

TEST_P(RelayTest, ReadsABinaryCursorInItsOwnFormat) {
  connect();
  client(query("BEGIN; DECLARE c BINARY CURSOR FOR SELECT age FROM pets"));
  server(complete("BEGIN") + complete("DECLARE CURSOR") + ready('T'));
  client(query("FETCH c"));
  server(row_description({{pets, 2, int_type, 1}}) + row({std::string("\0\0\0\7", 4)}) + complete("FETCH 1") + ready('T'));
  EXPECT_EQ(rows_at_client(), std::string("\0\0\0\0\n", 5));
  EXPECT_FALSE(closed_) << ::testing::PrintToString(alarms_);
}

TEST_P(RelayTest, AsksAgainWhatFetchReturnsOnceTheCursorIsAnother) {
  connect();
  client(query("BEGIN; DECLARE c CURSOR FOR SELECT name FROM cities"));
  server(complete("BEGIN") + complete("DECLARE CURSOR") + ready('T'));
  client(parse("f", "FETCH c") + describe('S', "f") + bind("p", "f") + sync());
  server(bare('1') + "t" + std::string("\0\0\0\6\0\0", 6) + row_description({city}) + bare('2') + ready('T'));
  client(query("CLOSE c"));
  server(complete("CLOSE CURSOR") + ready('T'));
  client(query("DECLARE c CURSOR FOR SELECT name FROM pets"));
  server(complete("DECLARE CURSOR") + ready('T'));
  at_server();
  client(execute("p") + sync());
  EXPECT_EQ(at_server(), "DES");
  server(row_description({pet}) + row({"Moti"}) + complete("FETCH 1") + ready('T'));
  EXPECT_EQ(rows_at_client().find("Moti"), std::string::npos);
}

TEST_P(RelayTest, WithholdsWhatContradictsTheVerdict) {
  const std::vector<std::string> answers{
      row_description({cnic}),                      // a classified column where none was judged
      row_description({city, city}),                // another number of columns
      row_description({{29'999, 1}}),               // a relation newer than the catalog
      row_description({city}) + row_description({city}),
      row({"42101-1234567-1"}),                     // not described
      complete("SELECT 0") + row_description({city}),
      copy_out(),
  };
  for (const auto& answer : answers) {
    closed_ = false;
    connect();
    client(query("SELECT name FROM cities"));
    server(answer + row({"42101-1234567-1"}));
    EXPECT_TRUE(closed_);
    EXPECT_EQ(rows_at_client(), "");
    at_server();
  }
}

TEST_P(RelayTest, WithholdsRowsOfWhatWasDescribedAsNone) {
  connect();
  client(query("BEGIN; DECLARE c CURSOR FOR SELECT name FROM cities"));
  server(complete("BEGIN") + complete("DECLARE CURSOR") + ready('T'));
  client(parse("", "FETCH c") + bind("", "") + execute("") + sync());
  server(bare('1') + bare('2'));
  EXPECT_FALSE(closed_);
  server(bare('n') + row({"42101-1234567-1"}));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(rows_at_client(), "");
}

TEST_P(RelayTest, NeverMasksARefusedColumnLessThanItsOwnRule) {
  // A view column judged to come from one column, and reported to come from one that may not be read at all.
  rules("[[roles]]\nname = \"support\"\nusers = [\"support\"]\n[roles.sees]\nemail = \"refuse\"\n");
  connect();
  client(query("SELECT cnic FROM citizens"));
  server(row_description({email}) + row({"ali@example.com"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "NULL\n");
}

TEST_P(RelayTest, RefusesAStatementBehindACursorOfItsName) {
  connect();
  client(parse("x", "SELECT cnic FROM citizens") + sync());
  server(bare('1') + ready());
  at_server();
  client(query("DECLARE x CURSOR FOR SELECT 1; EXECUTE x"));
  const auto sent = messages_at_server();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].body.find("EXECUTE"), std::string::npos);
  server(syntax_error() + ready());
  EXPECT_NE(errors_at_client().find("26000"), std::string::npos);
}

TEST_P(RelayTest, ForgetsSqlNamesThatTheProtocolTookOver) {
  connect();
  client(query("PREPARE x AS SELECT 1") + query("BEGIN; DECLARE c CURSOR FOR SELECT 1"));
  server(complete("PREPARE") + ready());
  server(complete("BEGIN") + complete("DECLARE CURSOR") + ready('T'));
  client(query("COMMIT"));
  server(complete("COMMIT") + ready());
  client(close('S', "x") + parse("x", "SELECT cnic FROM citizens") + bind("c", "x") + flush());
  server(bare('3') + bare('1') + bare('2'));
  at_server();
  client(sync());
  server(ready());
  for (const auto* text : {"EXECUTE x", "FETCH c"}) {
    client(query(text));
    server(syntax_error() + ready());
    EXPECT_NE(errors_at_client().find("was not made by a statement"), std::string::npos) << text;
  }
}

TEST_P(RelayTest, RefusesNamesThatNothingJudgedStandsBehind) {
  connect();
  client(bind("", "nobody") + execute("") + sync());
  const auto sent = messages_at_server();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].type, 'P');  // the poison, which fails; nothing behind it would be read up to the Sync
  server(syntax_error() + ready());
  EXPECT_EQ(errors_at_client(), "26000 prepared statement \"nobody\" does not exist\n");
  client(execute("nowhere") + sync());
  server(syntax_error() + ready());
  EXPECT_EQ(errors_at_client(), "34000 portal \"nowhere\" does not exist\n");
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, LeavesUnknownNamesToTheServerWhereNothingIsEnforced) {
  for (const auto* mode : {"enforce", "observe"}) {
    rules("", mode);
    connect(std::string_view(mode) == "enforce" ? "dpo" : "support");
    client(bind("", "nobody") + execute("") + sync());
    EXPECT_EQ(at_server(), "BES");
    server(bare('2') + row({"x"}) + complete("SELECT 1") + ready());
    EXPECT_EQ(rows_at_client(), "x\n");
    EXPECT_FALSE(closed_);
  }
}

TEST_P(RelayTest, ChangesNothingWhileItObserves) {
  rules("", "observe");
  connect();
  client(query("SELECT lower(cnic) FROM citizens") + parse("", "SELECT cnic FROM citizens", {30'000}) + bind("", "") + execute("") + sync());
  EXPECT_EQ(at_server(), "QPBES");
  server(row_description({computed}) + row({"42101"}) + complete("SELECT 1") + ready());
  server(bare('1') + bare('2') + row({"42101-1234567-1"}) + complete("SELECT 1") + error("22P02", "value 42101") + ready());
  EXPECT_EQ(messages_at_client().size(), 10U);
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "would_have", "refuse"}), 1U);
}

TEST_P(RelayTest, RefusesAParameterThatBringsItsOwnComparison) {
  connect();
  client(parse("", "SELECT id FROM citizens WHERE cnic = $1", {30'000}) + sync());
  server(syntax_error() + ready());
  EXPECT_NE(errors_at_client().find("42501"), std::string::npos);
  client(parse("", "SELECT id FROM citizens WHERE cnic = $1", {int_type}) + sync());
  server(syntax_error() + ready());
  EXPECT_NE(errors_at_client().find("42501"), std::string::npos);
  at_server();
  client(parse("", "SELECT id FROM citizens WHERE cnic = $1", {0}) + sync());
  EXPECT_EQ(at_server(), "PS");
}

TEST_P(RelayTest, StripsWhatATransactionOverProtectedDataSays) {
  connect();
  client(query("SELECT name FROM cities"));
  server(notice("note of cities") + error("22012", "cities by zero") + ready());
  EXPECT_EQ(errors_at_client(), "00000 note of cities\n22012 cities by zero\n");
  client(query("BEGIN") + query("SELECT cnic FROM citizens") + query("SELECT name FROM cities") + query("COMMIT") + query("SELECT 1"));
  server(complete("BEGIN") + ready('T'));
  server(error("22P02", "value 42101") + ready('E'));
  server(notice("42101") + error("25P02", "aborted 42101") + ready('E'));
  server(error("23505", "Key (cnic)=(42101) already exists") + ready('I'));
  const auto told = errors_at_client();
  EXPECT_EQ(told.find("42101"), std::string::npos);
  EXPECT_NE(told.find("23505"), std::string::npos);
  server(error("22012", "all is well") + ready());
  EXPECT_EQ(errors_at_client(), "22012 all is well\n");
}

TEST_P(RelayTest, StripsNothingForWhatHasNotBegunToRun) {
  connect();
  client(query("SELECT name FROM cities") + query("SELECT cnic FROM citizens") + query("SELECT 1"));
  server(error("22012", "cities by zero") + ready());
  EXPECT_EQ(errors_at_client(), "22012 cities by zero\n");
  server(notice("42101") + error("22P02", "value 42101") + ready());
  EXPECT_EQ(errors_at_client().find("42101"), std::string::npos);
  server(error("22012", "one by zero") + ready());
  EXPECT_EQ(errors_at_client(), "22012 one by zero\n");
}

TEST_P(RelayTest, StripsTheErrorOfACommitAtSync) {
  connect();
  client(parse("", "INSERT INTO citizens (id, cnic) VALUES (1, '42101-1234567-1')") + bind("", "") + execute("") + sync());
  EXPECT_EQ(at_server(), "PBES");
  server(bare('1') + bare('2') + complete("INSERT 0 1") + error("23505", "Key (cnic)=(42101) already exists") + ready());
  EXPECT_EQ(errors_at_client().find("42101"), std::string::npos);
  EXPECT_FALSE(closed_);
}

TEST_P(RelayTest, BlanksNotificationsAndFollowsSettingsAtAnyTime) {
  connect();
  client(query("SELECT cnic FROM citizens"));
  std::string notification;
  wire::append_notification(notification, {7, "channel", "42101-1234567-1"});
  server(notification + status("DateStyle", "German, DMY") + notice("x") + row_description({cnic}) + notification +
         row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  const auto messages = messages_at_client();
  std::string all;
  for (const auto& message : messages) all += message.body;
  EXPECT_EQ(all.find("42101-1234567-1"), std::string::npos);
  EXPECT_EQ(messages.size(), 8U);
}

TEST_P(RelayTest, ReadsNothingWhileTheServerMayReadItDifferently) {
  connect("support", {{"standard_conforming_strings", "off"}});
  client(query("BEGIN; SET standard_conforming_strings TO on"));
  EXPECT_EQ(at_server(), "Q");
  server(complete("BEGIN") + complete("SET") + status("standard_conforming_strings", "on") + ready('T'));
  // The ROLLBACK puts it back to off; the server reports that before ReadyForQuery only.
  client(parse("", "ROLLBACK") + bind("", "") + execute("") + flush());
  server(bare('1') + bare('2') + complete("ROLLBACK"));
  at_server();
  client(parse("", "SELECT name FROM cities WHERE name = 'a\\' OR name = 'b'") + sync());
  const auto sent = messages_at_server();
  for (const auto& message : sent) EXPECT_EQ(message.body.find("cities"), std::string::npos);
  server(syntax_error() + status("standard_conforming_strings", "off") + ready());
  EXPECT_NE(errors_at_client().find("standard_conforming_strings is off"), std::string::npos);
}

TEST_P(RelayTest, HoldsBackBehindASettingOfASessionThatWasUnreadable) {
  connect("support", {{"standard_conforming_strings", "off"}});
  client(query("SET standard_conforming_strings TO on"));
  server(complete("SET") + status("standard_conforming_strings", "on") + ready());
  at_server();
  client(query("RESET standard_conforming_strings") + query("SELECT name FROM cities WHERE name = 'a\\' OR name = 'b'"));
  EXPECT_EQ(at_server(), "Q");
  server(complete("RESET") + status("standard_conforming_strings", "off") + ready());
  const auto sent = messages_at_server();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].body.find("cities"), std::string::npos);
}

TEST_P(RelayTest, LooksForAnUnknownNameOnceAndEndsQuietlyMeanwhile) {
  connect();
  client(query("SELECT * FROM nowhere") + query("SELECT 1"));
  EXPECT_EQ(at_server(), "");
  EXPECT_TRUE(relay_->client_blocked());
  ASSERT_EQ(refreshes_.size(), 1U);
  catalog_came();
  EXPECT_EQ(at_server(), "QQ");
  server(syntax_error() + ready());
  EXPECT_NE(errors_at_client().find("42P01"), std::string::npos);
  client(query("SELECT * FROM elsewhere"));
  records();
  relay_.reset();
  catalog_came();  // of a session that is gone
}

TEST_P(RelayTest, SurvivesADatabaseThatIsDropped) {
  connect();
  database_->replace(nullptr);
  client(query("SELECT cnic FROM citizens"));
  server(row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "42101-*******-1\n");
}

TEST_P(RelayTest, LimitsTheRelationsOfOneSession) {
  connect();
  for (int i = 0; i < 1024; ++i) {
    client(query("CREATE TEMP TABLE t" + std::to_string(i) + " (a int)"));
    server(complete("CREATE TABLE") + ready());
  }
  client(query("CREATE TEMP TABLE one_more (a int)"));
  server(syntax_error() + ready());
  EXPECT_NE(errors_at_client().find("54000"), std::string::npos);
  client(query("DISCARD ALL"));
  server(complete("DISCARD ALL") + ready());
  at_server();
  client(query("CREATE TEMP TABLE one_more (a int)"));
  const auto sent = messages_at_server();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_NE(sent[0].body.find("one_more"), std::string::npos);
}

}  // namespace
}  // namespace jaali::proxy::session::postgres::testing
