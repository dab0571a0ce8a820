// Questions and answers in step: errors in the middle of pipelines, copies, waits, and ends.
#include "tests/unit/proxy/postgres_relay_fixture.h"

namespace jaali::proxy::session::postgres::testing {
namespace {

class PipelineTest : public RelayTest {
 protected:
  std::string copy_by_protocol() { return parse("", "COPY cities FROM STDIN") + bind("", "") + execute(""); }
  static std::string select_by_protocol() { return parse("", "SELECT name FROM cities") + bind("", "") + describe('P', "") + execute("") + sync(); }
  static std::string selected() {
    return bare('1') + bare('2') + row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + ready();
  }
};

INSTANTIATE_TEST_SUITE_P(WholeAndByteByByte, PipelineTest, ::testing::Values(0, 1, 7),
                         [](const auto& each) { return each.param == 0 ? std::string("whole") : "by_" + std::to_string(each.param); });

TEST_P(PipelineTest, SkipsWhatComesBehindAnErrorUpToASyncThatIsStillToCome) {
  connect();
  client(parse("", "SELECT nonsense FROM cities") + flush());
  catalog_came();
  server(syntax_error());
  at_server();
  client(parse("", "SELECT 1") + bind("", "") + execute("") + query("SELECT 2") + describe('S', "") + close('S', "x") + flush() +
         copy_data(std::string(100'000, 'x')));
  EXPECT_EQ(at_server(), "");
  client(sync());
  EXPECT_EQ(at_server(), "S");
  server(ready());
  EXPECT_EQ(at_client(), "EZ");
  client(select_by_protocol());
  server(selected());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, DropsWhatStoodBehindAnErrorAndGoesOnBehindTheSync) {
  connect();
  client(parse("a", "SELECT cnic FROM citizens") + bind("", "a") + execute("") + sync() + select_by_protocol());
  server(error("42P05", "prepared statement \"a\" already exists") + ready());
  server(selected());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_FALSE(closed_);
  at_server();
  client(bind("", "a") + sync());  // what the skipped Parse assumed is gone
  EXPECT_EQ(at_server(), "PS");
}

TEST_P(PipelineTest, JudgesANameByWhatAnEarlierSegmentLeftOfIt) {
  connect();
  client(parse("s", "SELECT name FROM cities") + sync());
  server(bare('1') + ready());
  at_server();
  // Both ways of a segment that gives the name a new meaning: it is skipped for an error before it, or it succeeds.
  client(parse("x", "SELECT 1") + close('S', "s") + parse("s", "SELECT cnic FROM citizens") + sync() + bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "PCPS");
  EXPECT_TRUE(relay_->client_blocked());
  server(error("42P05", "prepared statement \"x\" already exists") + ready());
  EXPECT_EQ(at_server(), "BDES");
  server(bare('2') + row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  client(close('S', "s") + parse("s", "SELECT cnic FROM citizens") + sync() + describe('S', "s") + bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "CPS");
  server(bare('3') + bare('1') + ready());
  EXPECT_EQ(at_server(), "DBES");
  server("t" + std::string("\0\0\0\6\0\0", 6) + row_description({{citizens, 2}}) + bare('2') + row({"42101-1234567-1"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "42101-*******-1\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, JudgesAPortalByWhatAnEarlierSegmentLeftOfIt) {
  connect();
  client(query("BEGIN") + parse("", "SELECT name FROM cities") + bind("p", "") + sync() + query("SAVEPOINT a"));
  server(complete("BEGIN") + ready('T') + bare('1') + bare('2') + ready('T') + complete("SAVEPOINT") + ready('T'));
  at_server();
  client(parse("x", "SELECT 1") + close('P', "p") + parse("", "SELECT cnic FROM citizens") + bind("p", "") + sync() + query("ROLLBACK TO a") +
         execute("p") + sync());
  EXPECT_EQ(at_server(), "PCPBSQ");
  server(error("42P05", "prepared statement \"x\" already exists") + ready('E') + complete("ROLLBACK") + ready('T'));
  EXPECT_EQ(at_server(), "DES");
  server(row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + ready('T'));
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, ReadsOnFromAPortalThatIsStillBeingRead) {
  connect();
  client(query("BEGIN") + parse("", "SELECT name FROM cities") + bind("p", "") + describe('P', "p") + execute("p", 1) + sync() + execute("p", 1) +
         execute("p", 1) + sync());
  EXPECT_EQ(at_server(), "QPBDES");
  server(complete("BEGIN") + ready('T') + bare('1') + bare('2'));
  EXPECT_EQ(at_server(), "DEES");  // asked once more: the first answer may yet be skipped
  server(row_description({{cities, 2}}) + row({"Lahore"}) + bare('s') + ready('T'));
  server(row_description({{cities, 2}}) + row({"Quetta"}) + bare('s') + row({"Multan"}) + bare('s') + ready('T'));
  EXPECT_EQ(rows_at_client(), "Lahore\nQuetta\nMultan\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, WhatFollowsARefusalInItsSegmentIsDropped) {
  connect();
  client(parse("", "SELECT name FROM cities") + bind("", "") + describe('P', "") + execute("") + sync() + parse("", "SELECT lower(cnic) FROM citizens") +
         bind("", "") + execute("") + query("SELECT 1") + flush() + sync() + query("SELECT 2"));
  EXPECT_EQ(at_server(), "PBDESPSQ");
  server(bare('1') + bare('2') + row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + ready() + syntax_error() + ready());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_EQ(records_with({"\"kind\":\"refused\""}), 1u);
}

TEST_P(PipelineTest, WaitsForNoNameOfItsOwnSegmentNorForACallerWhoSeesAll) {
  connect();
  client(parse("s", "SELECT name FROM cities") + bind("", "s") + execute("") + sync() + parse("s2", "SELECT 1") + bind("", "s2") + execute("") + sync());
  EXPECT_EQ(at_server(), "PBDESPBDES");
  connect("dpo");
  client(parse("s", "SELECT name FROM cities") + sync() + describe('S', "s") + bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "PSDBES");
}

TEST_P(PipelineTest, AnErrorReleasesAWaitForEverything) {
  connect();
  client(parse("", "SELECT name FROM cities") + query("EXECUTE x"));
  EXPECT_EQ(at_server(), "PH");
  EXPECT_TRUE(relay_->client_blocked());
  server(error("42P01", "no"));
  EXPECT_FALSE(relay_->client_blocked());
  client(sync());
  EXPECT_EQ(at_server(), "S");
  server(ready());
  EXPECT_EQ(at_client(), "EZ");
}

TEST_P(PipelineTest, AnErrorReleasesAWaitForASkippedStatement) {
  connect();
  client(parse("", "SELECT name FROM cities") + parse("s", "SET search_path TO x") + bind("", "s") + execute("") + sync());
  EXPECT_EQ(at_server(), "PPBEH");
  EXPECT_TRUE(relay_->client_blocked());
  server(error("42P01", "no"));
  EXPECT_EQ(at_server(), "S");
  server(ready());
  EXPECT_EQ(at_client(), "EZ");
}

TEST_P(PipelineTest, ACommitThatFailsAtSyncReleasesNoLaterWait) {
  connect();
  client(sync() + parse("", "SET search_path TO x") + bind("", "") + execute("") + query("SELECT name FROM cities"));
  EXPECT_EQ(at_server(), "SPBEH");
  server(error("23505", "late") + ready());
  EXPECT_TRUE(relay_->client_blocked());
  EXPECT_EQ(at_server(), "");
  server(bare('1') + bare('2') + complete("SET"));
  EXPECT_EQ(at_server(), "Q");
}

TEST_P(PipelineTest, GivesACopyNoSyncThatItMayOrMayNotSwallow) {
  connect();
  // The copy fails before it reads: the early Sync would be answered, and every later answer belong to the statement before.
  client(copy_by_protocol() + sync() + parse("", "SELECT name FROM cities") + bind("", "") + execute("") + sync());
  EXPECT_EQ(at_server(), "PBEH");
  server(bare('1') + bare('2') + copy_in());
  EXPECT_EQ(at_server(), "X");
  EXPECT_TRUE(closed_);  // a Parse is no part of a copy, there as here
}

TEST_P(PipelineTest, ACopyThatFailsBeforeItReadsLeavesTheStepsInOrder) {
  connect();
  client(copy_by_protocol() + sync());
  server(bare('1') + bare('2') + copy_in());
  at_server();
  server(error("0A000", "cannot perform COPY FREEZE"));
  EXPECT_EQ(at_server(), "S");  // the server had not read it, so it counts, as without us
  server(ready());
  client(copy_data("1\tLahore\n") + copy_done() + sync());
  EXPECT_EQ(at_server(), "dcS");
  server(ready());
  client(select_by_protocol());
  server(selected());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, ACopyCancelledWhileItWaitsHadSwallowedTheSync) {
  connect();
  client(copy_by_protocol() + sync());
  server(bare('1') + bare('2') + copy_in());
  at_server();
  server(error("57014", "canceling statement due to statement timeout"));
  EXPECT_EQ(at_server(), "");
  client(copy_done() + sync() + select_by_protocol());
  EXPECT_EQ(at_server(), "SPBDES");
  server(ready() + selected());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
}

TEST_P(PipelineTest, AnErrorRightBehindCopyInResponseLetsTheSyncThrough) {
  connect();
  client(copy_by_protocol() + sync());
  at_server();
  server_at_once(bare('1') + bare('2') + copy_in() + error("0A000", "cannot copy to view"));
  EXPECT_EQ(at_server(), "S");
  server(ready());
  client(copy_data("1\tLahore\n") + copy_done() + sync());
  EXPECT_EQ(at_server(), "dcS");
  server(ready());
  EXPECT_EQ(at_client(), "12GEZZ");
}

TEST_P(PipelineTest, CopiesInByProtocolWithAnEarlySync) {
  connect();
  client(copy_by_protocol() + sync());
  server(bare('1') + bare('2') + copy_in());
  at_server();
  client(copy_data("1\tLahore\n") + flush() + sync() + copy_done() + sync() + select_by_protocol());
  EXPECT_EQ(at_server(), "dcSPBDES");
  server(complete("COPY 1") + ready() + selected());
  EXPECT_EQ(at_client(), "12GCZ12TDCZ");
}

TEST_P(PipelineTest, CopiesInByQueryTwiceInOneText) {
  connect();
  client(query("COPY cities FROM STDIN; COPY cities FROM STDIN") + copy_data("1\tLahore\n") + copy_done() + copy_data("2\tMultan\n") +
         copy_done() + query("SELECT name FROM cities"));
  EXPECT_EQ(at_server(), "Q");
  server(copy_in());
  EXPECT_EQ(at_server(), "dc");
  server(complete("COPY 1") + copy_in());
  EXPECT_EQ(at_server(), "dc");
  EXPECT_TRUE(relay_->client_blocked());
  server(complete("COPY 1") + ready());
  EXPECT_EQ(at_server(), "Q");
}

TEST_P(PipelineTest, CopiesOutAndGoesOn) {
  connect();
  client(query("COPY cities TO STDOUT") + query("SELECT name FROM cities"));
  EXPECT_EQ(at_server(), "Q");
  server(copy_out() + "d" + std::string("\0\0\0\7abc", 7) + bare('c') + complete("COPY 1") + ready());
  EXPECT_EQ(at_client(), "HdcCZ");
  EXPECT_EQ(at_server(), "Q");
}

TEST_P(PipelineTest, EndsAtAnythingElseWithinACopy) {
  connect("dpo");
  client(query("COPY cities FROM STDIN"));
  server(copy_in());
  client(query("SELECT 1"));
  EXPECT_TRUE(closed_);
}

TEST_P(PipelineTest, WaitsForACopyThatItCannotRead) {
  connect("dpo");
  client(query("COPY cities FROM STDIN WITH SOMETHING NEW") + copy_data("1\tLahore\n") + copy_done() + query("SELECT 1"));
  EXPECT_EQ(at_server(), "Q");
  server(copy_in());
  EXPECT_EQ(at_server(), "dc");
  server(complete("COPY 1") + ready());
  EXPECT_EQ(at_server(), "Q");
}

TEST_P(PipelineTest, PoisonsARefusalInAPipelineAndOnlyThat) {
  connect();
  client(select_by_protocol() + parse("", "SELECT lower(cnic) FROM citizens") + bind("", "") + execute("") + sync() + select_by_protocol());
  const auto sent = messages_at_server();
  for (const auto& message : sent) EXPECT_EQ(message.body.find("cnic"), std::string::npos);
  server(selected() + syntax_error() + ready() + selected());
  const auto told = errors_at_client();
  EXPECT_NE(told.find("42501"), std::string::npos);
  EXPECT_EQ(told.find("refused\""), std::string::npos);
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, ARefusedParseEndsTheUnnamedStatementAsAFailedOneDoes) {
  connect();
  client(parse("", "SELECT name FROM cities") + sync() + parse("", "SELECT lower(cnic) FROM citizens") + sync());
  server(bare('1') + ready());
  const auto sent = messages_at_server();
  ASSERT_EQ(sent.size(), 4u);
  EXPECT_EQ(sent[2].body.front(), '\0');
  server(syntax_error() + ready());
  at_client();
  client(bind("", "") + execute("") + sync());
  EXPECT_EQ(at_server(), "PS");
  server(syntax_error() + ready());
  EXPECT_EQ(errors_at_client(), "26000 unnamed prepared statement does not exist\n");
  // Refused on other grounds, it stays.
  client(parse("", "SELECT name FROM cities") + sync() + parse("s", "SELECT lower(cnic) FROM citizens") + sync());
  server(bare('1') + ready() + syntax_error() + ready());
  at_server();
  at_client();
  client(bind("", "") + describe('P', "") + execute("") + sync());
  EXPECT_EQ(at_server(), "BDES");
  server(bare('2') + row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + ready());
  EXPECT_EQ(rows_at_client(), "Lahore\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, PoisonThatIsSkippedOrCancelledIsNoRefusal) {
  connect();
  client(parse("", "SELECT name FROM cities") + parse("", "SELECT lower(cnic) FROM citizens") + sync());
  server(error("57014", "canceling") + ready());
  EXPECT_EQ(errors_at_client(), "57014 canceling\n");
  client(query("SELECT lower(cnic) FROM citizens"));
  server(error("57014", "canceling") + ready());
  EXPECT_EQ(errors_at_client().find("42501"), std::string::npos);
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, EndsWhereTheServerRunsThePoison) {
  connect();
  client(query("SELECT lower(cnic) FROM citizens"));
  server(row_description({computed}) + row({"42101"}));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(rows_at_client(), "");
}

TEST_P(PipelineTest, MixesEmptyQueriesUnknownClosesAndSimpleQueries) {
  connect();
  client(parse("", "") + bind("", "") + describe('P', "") + execute("") + close('S', "nobody") + close('P', "nobody") + sync() + query("") +
         query(";; SELECT name FROM cities; SELECT name FROM cities"));
  EXPECT_EQ(at_server(), "PBDECCSQQ");
  server(bare('1') + bare('2') + bare('n') + bare('I') + bare('3') + bare('3') + ready() + bare('I') + ready());
  server(row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + row_description({{cities, 2}}) + complete("SELECT 0") + ready());
  EXPECT_EQ(at_client(), "12nI33ZIZTDCTCZ");
  EXPECT_TRUE(relay_->idle());
}

TEST_P(PipelineTest, AnErrorInTheMiddleOfATextEndsIt) {
  connect();
  client(query("SELECT name FROM cities; SELECT 1/0; SELECT name FROM cities") + select_by_protocol());
  server(row_description({{cities, 2}}) + row({"Lahore"}) + complete("SELECT 1") + error("22012", "division by zero") + ready() + selected());
  EXPECT_EQ(rows_at_client(), "Lahore\nLahore\n");
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, HoldsNoMoreRequestsThanTheServerCanBeBehind) {
  connect();
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += sync();
  client(many);
  const auto sent = at_server();
  EXPECT_LE(sent.size(), 4'200U);
  EXPECT_EQ(sent.back(), 'H');
  EXPECT_TRUE(relay_->client_blocked());
  std::string answers;
  std::size_t syncs = sent.size() - 1;
  for (std::size_t answered = 0; answered < 20'000; answered += 1'000) {
    answers.clear();
    for (int i = 0; i < 1'000; ++i) answers += ready();
    server(answers);
    for (const auto type : at_server()) syncs += type == 'S' ? 1 : 0;
  }
  EXPECT_EQ(syncs, 20'000U);
  EXPECT_FALSE(closed_);
  EXPECT_TRUE(relay_->idle());
}

TEST_P(PipelineTest, HoldsNoMoreTextThanASessionMay) {
  prepared_bytes_ = 10'000;
  connect();
  const auto prepared = [&](const std::string& name) {
    client(parse(name, "SELECT name FROM cities") + sync());
    const bool passed = messages_at_server().front().body.find("cities") != std::string::npos;
    server((passed ? bare('1') : syntax_error()) + ready());
    return passed;
  };
  for (int again = 0; again < 20; ++again) EXPECT_TRUE(prepared("")) << "each takes the place of the one before";
  int count = 0;
  while (count < 100 && prepared("s" + std::to_string(count))) ++count;
  EXPECT_EQ(count, 8);
  EXPECT_NE(errors_at_client().find("53400"), std::string::npos);
  client(close('S', "s3") + sync());
  (void)at_server();
  server(bare('3') + ready());
  EXPECT_TRUE(prepared("other"));
  EXPECT_FALSE(closed_);
}

TEST_P(PipelineTest, ManyFailingStepsCostNoMoreEach) {
  connect("dpo");
  // A thousand prepared statements and a full pipeline: neither is copied or searched at each error.
  std::string prepared, answers;
  for (int i = 0; i < 1'000; ++i) {
    prepared += parse("s" + std::to_string(i), "SELECT 1");
    answers += bare('1');
  }
  client(prepared + sync());
  server(answers + ready());
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += bind("", "nobody") + sync();
  const auto before = std::chrono::steady_clock::now();
  client(many);
  answers.clear();
  for (int i = 0; i < 2'000; ++i) answers += error("26000", "no") + ready();
  server(answers);
  EXPECT_TRUE(relay_->idle());
  if (GetParam() == 0) {
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  }
}

TEST_P(PipelineTest, SaysNothingMoreBehindTheServersLastWord) {
  connect();
  server(error("57P01", "terminating connection", "FATAL"));
  Sends sends;
  relay_->on_server_closed(sends);
  EXPECT_TRUE(sends.to_client.empty());
  EXPECT_EQ(at_client(), "E");
}

TEST_P(PipelineTest, SaysNothingToAClientThatSaidGoodbye) {
  connect();
  client(terminate() + query("SELECT 1"));
  EXPECT_EQ(at_server(), "X");
  Sends sends;
  relay_->on_server_closed(sends);
  EXPECT_TRUE(sends.to_client.empty());
}

TEST_P(PipelineTest, TellsOfAServerThatGoesWithoutAWord) {
  connect();
  client(query("SELECT name FROM cities"));
  Sends sends;
  relay_->on_server_closed(sends);
  EXPECT_FALSE(sends.to_client.empty());
}

TEST_P(PipelineTest, EndsAtAnswersToNoQuestion) {
  const std::vector<std::string> answers{bare('1'), bare('2'), bare('3'),      bare('n'),       bare('s'), bare('I'),      bare('c'),
                                         ready(),   row({"x"}), complete("SELECT 1"), copy_in(), copy_out(), row_description({computed}),
                                         "d" + std::string("\0\0\0\5x", 5), "R" + std::string("\0\0\0\10\0\0\0\0", 8)};
  for (const auto& answer : answers) {
    closed_ = false;
    connect();
    server(answer);
    EXPECT_TRUE(closed_) << answer[0];
    EXPECT_EQ(at_client(), "E");
  }
}

TEST_P(PipelineTest, EndsAtMalformedMessagesOfTheClient) {
  const std::string negative("Q\xff\xff\xff\xff", 5), too_short("S\0\0\0\3", 5), long_sync("S\0\0\0\5x", 6), unknown("?\0\0\0\4", 5),
      open_string("Q\0\0\0\5x", 6), password("p\0\0\0\5\0", 6);
  for (const auto& bytes : {negative, too_short, long_sync, unknown, open_string, password}) {
    closed_ = false;
    connect();
    client(bytes);
    EXPECT_TRUE(closed_) << bytes[0];
    EXPECT_EQ(at_server(), "X");
    EXPECT_EQ(at_client(), "E");
  }
}

}  // namespace
}  // namespace jaali::proxy::session::postgres::testing
