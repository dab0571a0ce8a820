// The log of a session: a record for every statement, opened and closed once, with its own counts and nobody else's.
#include "tests/unit/proxy/postgres_relay_fixture.h"

namespace jaali::proxy::session::postgres::testing {
namespace {

class RecordsTest : public RelayTest {
 protected:
  static constexpr std::string_view closing = "\"kind\":\"statement\"", opening = "\"kind\":\"open\"", refused = "\"kind\":\"refused\"";
  static inline const Column cnic{citizens, 2}, city{cities, 2};
};

INSTANTIATE_TEST_SUITE_P(WholeAndByteByByte, RecordsTest, ::testing::Values(0, 1),
                         [](const auto& each) { return each.param == 0 ? std::string("whole") : "by_" + std::to_string(each.param); });

TEST_P(RecordsTest, OpensAndClosesEachStatementOfAText) {
  connect();
  client(query("SELECT name FROM cities; SELECT cnic FROM citizens; SELECT email FROM citizens"));
  server(row_description({city}) + row({"Lahore"}) + row({"Multan"}) + complete("SELECT 2"));
  server(row_description({cnic}) + row({"42101-1234567-1"}) + complete("SELECT 1"));
  server(error("22012", "stop") + ready());
  EXPECT_EQ(records_with({opening}), 2U);
  EXPECT_EQ(records_with({closing}), 3U);
  EXPECT_EQ(records_with({closing, "\"statement\":1,", "\"rows_returned\":2"}), 1U);
  EXPECT_EQ(records_with({closing, "\"statement\":2,", "\"rows_returned\":1", "\"masked\":1"}), 1U);
  EXPECT_EQ(records_with({closing, "\"statement\":3,", "\"rows_returned\":0", "\"status_code\":\"22012\""}), 1U);
  EXPECT_EQ(records_with({opening, "\"statement\":2,", "cnic"}), 1U);
  EXPECT_EQ(records_with({opening, "\"statement\":3,", "email"}), 1U);
}

TEST_P(RecordsTest, ClosesWhatWasOpenedAndNeverRun) {
  connect();
  client(parse("", "SELECT name FROM cities") + bind("", "") + execute("") + parse("", "SELECT cnic FROM citizens") + bind("", "") +
         execute("") + sync());
  server(error("42P01", "no") + ready());
  client(query("SELECT 1/0; SELECT cnic FROM citizens"));
  server(row_description({computed}) + error("22012", "division by zero") + ready());
  EXPECT_EQ(records_with({opening}), 2U);
  EXPECT_EQ(records_with({closing, "not run"}), 2U);
  EXPECT_EQ(records_with({closing, "not run", "\"rows_returned\":0"}), 2U);
}

TEST_P(RecordsTest, CarriesNothingOverFromAnEarlierRun) {
  connect();
  client(parse("s", "UPDATE cities SET name = 'x'") + sync());
  server(bare('1') + ready());
  for (int run = 0; run < 3; ++run) client(bind("", "s") + execute("") + sync());
  server(bare('2') + complete("UPDATE 7") + ready());
  server(bare('2') + error("57014", "canceling") + ready());
  server(bare('2') + complete("UPDATE 0") + ready());
  EXPECT_EQ(records_with({closing}), 3U);
  EXPECT_EQ(records_with({closing, "\"rows_affected\":7"}), 1U);
  EXPECT_EQ(records_with({closing, "\"rows_affected\":0", "\"cancelled\":true", "57014"}), 1U);
  EXPECT_EQ(records_with({closing, "\"cancelled\":true"}), 1U);
  EXPECT_EQ(records_with({closing, "\"name\":\"s\""}), 3U);
}

TEST_P(RecordsTest, CountsCellsOfEachPartOfASuspendedPortal) {
  connect();
  client(query("BEGIN"));
  server(complete("BEGIN") + ready('T'));
  client(parse("", "SELECT cnic FROM citizens") + bind("", "") + execute("", 2) + execute("", 2) + sync());
  server(bare('1') + bare('2') + row_description({cnic}) + row({"42101-1234567-1"}) + row({"42101-1234567-2"}) + bare('s'));
  server(row({"42101-1234567-3"}) + complete("SELECT 1") + ready('T'));
  EXPECT_EQ(records_with({closing, "\"masked\":2", "\"partial\":true"}), 1U);
  EXPECT_EQ(records_with({closing, "\"masked\":1"}), 1U);
}

TEST_P(RecordsTest, SaysNothingOfAStatementThatNeverWas) {
  connect();
  client(query("SELECT name FROM cities"));
  server(row_description({city}) + complete("SELECT 0"));  // the server goes before ReadyForQuery
  EXPECT_EQ(records_with({closing}), 1U);
  EXPECT_EQ(records_with({"\"kind\":\"logout\""}), 1U);
}

TEST_P(RecordsTest, ClosesWhatWasUnderWayAtTheEnd) {
  connect();
  client(query("SELECT cnic FROM citizens; SELECT email FROM citizens"));
  server(row_description({cnic}) + row({"42101-1234567-1"}));
  EXPECT_EQ(records_with({opening}), 2U);
  EXPECT_EQ(records_with({closing, "08006"}), 2U);
  EXPECT_EQ(records_with({closing, "08006", "\"masked\":1"}), 1U);
}

TEST_P(RecordsTest, RecordsEachStatementOfARefusedText) {
  connect();
  client(query("SELECT 1; SELECT lower(cnic) FROM citizens") + parse("", "SELECT lower(email) FROM citizens") + sync());
  server(syntax_error() + ready() + syntax_error() + ready());
  EXPECT_EQ(records_with({refused}), 3U);
  EXPECT_EQ(records_with({refused, "public.citizens"}), 2U);
  EXPECT_EQ(records_with({closing}), 0U);
}

TEST_P(RecordsTest, RecordsAFailedParseWithItsTime) {
  connect();
  client(parse("p", "SELECT name FROM cities") + sync());
  server(error("42P01", "no") + ready());
  EXPECT_EQ(records_with({closing, "42P01", "\"name\":\"p\""}), 1U);
  EXPECT_EQ(records_with({"1970-"}), 0U);
}

TEST_P(RecordsTest, RecordsWhatNobodyCouldRead) {
  connect("dpo");
  client(query("FROBNICATE 1"));
  server(complete("INSERT 0 4") + ready());
  EXPECT_EQ(records_with({closing, "\"command\":\"INSERT\"", "\"rows_affected\":4"}), 1U);
}

TEST_P(RecordsTest, RunsNothingWithoutARecord) {
  connect();
  client(query("BEGIN"));
  server(complete("BEGIN") + ready('T'));
  at_server();
  log_->stop();
  client(query("SELECT cnic FROM citizens") + parse("", "SELECT cnic FROM citizens") + bind("", "") + execute("") + sync());
  const auto sent = messages_at_server();
  ASSERT_EQ(sent[0].type, 'Q');
  EXPECT_EQ(sent[0].body.find("cnic"), std::string::npos);
  server(syntax_error() + ready('E'));
  EXPECT_NE(errors_at_client().find("58030"), std::string::npos);
}

TEST_P(RecordsTest, TellsNoCompletionWithoutARecord) {
  connect();
  client(query("SELECT name FROM cities"));
  log_->stop();
  server(row_description({city}) + row({"Lahore"}) + complete("SELECT 1") + ready());
  EXPECT_TRUE(closed_);
  EXPECT_EQ(at_client(), "TDE");
}

}  // namespace
}  // namespace jaali::proxy::session::postgres::testing
