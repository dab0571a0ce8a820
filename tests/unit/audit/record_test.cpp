#include "audit/record.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "audit/chain.h"

namespace jaali::audit {
namespace {

using namespace std::chrono_literals;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

Clock::time_point at(std::int64_t microseconds) { return Clock::time_point(std::chrono::microseconds(microseconds)); }

boost::json::object parse(const std::string& members) { return boost::json::parse("{" + members + "}").as_object(); }

SessionFacts a_session() {
  SessionFacts facts;
  facts.session = "9f2c";
  facts.user = "ali";
  facts.role = "support";
  facts.groups = {"support", "staff"};
  facts.authentication = "scram-sha-256";
  facts.application = "psql";
  facts.client_address = "10.1.2.3:51324";
  facts.tls = "TLSv1.3";
  facts.listener = facts.upstream = "crm";
  facts.server_address = "db1.internal:5432";
  facts.database = "crm";
  facts.protocol = "postgres";
  facts.server_pid = 4711;
  return facts;
}

TEST(JsonString, EscapesWhatJsonForbids) {
  EXPECT_EQ(quoted("plain"), R"("plain")");
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted("\n\r\t\b\f\x1b"), R"("\n\r\t\u0008\u000c\u001b")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(quoted(""), R"("")");
}

TEST(JsonString, KeepsUtf8AndReplacesTheRest) {
  const std::string bad = "\xEF\xBF\xBD";
  for (const char* good :
       {"جالی", "é", "𐍈", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF"}) {
    EXPECT_EQ(quoted(good), '"' + std::string(good) + '"');
  }
  EXPECT_EQ(quoted("\x80"), '"' + bad + '"');
  EXPECT_EQ(quoted("a\xC3"), "\"a" + bad + '"');                             // cut
  EXPECT_EQ(quoted("\xC0\xAF"), '"' + bad + bad + '"');                      // overlong
  EXPECT_EQ(quoted("\xED\xA0\x80"), '"' + bad + bad + bad + '"');            // surrogate
  EXPECT_EQ(quoted("\xF4\x90\x80\x80"), '"' + bad + bad + bad + bad + '"');  // beyond U+10FFFF
  EXPECT_EQ(quoted("\xC3\""), '"' + bad + "\\\"\"");                         // swallows no quote
}

TEST(JsonString, AnyTwoBytesGiveValidJson) {
  for (unsigned pair = 0; pair < 0x10000; ++pair) {
    const char text[2] = {static_cast<char>(pair >> 8U), static_cast<char>(pair)};
    const std::string json = "{\"a\":" + quoted({text, 2}) + "}";
    ASSERT_EQ(check_json(json), std::nullopt) << pair << " " << json;
  }
}

TEST(Record, SessionMembers) {
  const auto json = parse(a_session().members());
  EXPECT_EQ(json.at("actor").at("user").at("name"), "ali");
  EXPECT_EQ(json.at("actor").at("user").at("groups").at(1).at("name"), "staff");
  EXPECT_EQ(json.at("actor").at("session").at("uid"), "9f2c");
  EXPECT_EQ(json.at("actor").at("app_name"), "psql");
  EXPECT_EQ(json.at("role"), "support");
  EXPECT_EQ(json.at("src_endpoint").at("ip"), "10.1.2.3");
  EXPECT_EQ(json.at("src_endpoint").at("port"), 51324);
  EXPECT_EQ(json.at("dst_endpoint").at("hostname"), "db1.internal");
  EXPECT_EQ(json.at("tls").at("version"), "TLSv1.3");
  EXPECT_EQ(json.at("database").at("name"), "crm");
  EXPECT_EQ(json.at("server_pid"), 4711);
  EXPECT_FALSE(json.contains("certificate"));
}

TEST(Record, EveryFormOfAddress) {
  const auto source = [](std::string address) {
    SessionFacts facts;
    facts.client_address = std::move(address);
    return boost::json::serialize(parse(facts.members()).at("src_endpoint"));
  };
  EXPECT_EQ(source("[2001:db8::1]:5432"), R"({"ip":"2001:db8::1","port":5432})");
  EXPECT_EQ(source("unix"), R"({"hostname":"unix"})");
  EXPECT_EQ(source("/run/postgresql/.s.PGSQL.5432"), R"({"hostname":"/run/postgresql/.s.PGSQL.5432"})");
  EXPECT_EQ(source("10.0.0.1"), R"({"ip":"10.0.0.1"})");
  EXPECT_EQ(source("host:"), R"({"hostname":"host:"})");
}

TEST(Record, EmptySessionIsStillAnObject) {
  const auto json = parse(SessionFacts{}.members());
  EXPECT_EQ(json.size(), 1U);
  EXPECT_TRUE(json.at("actor").at("user").as_object().empty());
}

TEST(Record, ClosedStatement) {
  StatementFacts facts;
  facts.statement = 3;
  facts.kind = "SELECT";
  facts.fingerprint = "50fde20626009aba";
  facts.text = "SELECT cnic FROM citizens WHERE id = $1";
  facts.relations = {"crm/crm.public.citizens"};
  facts.columns = {{"crm/crm.public.citizens.cnic", "national_id", "keep(5,2)", "", true},
                   {"crm/crm.public.citizens.id", "", "", "clear", false}};
  facts.verdict = "forward";
  facts.transaction = "idle";
  facts.rows_returned = 1;
  facts.bytes = 40;
  facts.cells = {{"national_id", 1, 0}};
  facts.policy_version = "ab";
  facts.catalog_version = 9;
  std::string out;
  append_statement(out, Kind::statement, a_session().members(), facts, at(1'772'357'400'000'000),
                   at(1'772'357'400'001'250));
  const auto json = parse(out);
  EXPECT_EQ(json.at("kind"), "statement");
  EXPECT_EQ(json.at("time_dt"), "2026-03-01T09:30:00.001250Z");
  EXPECT_EQ(json.at("start_time_dt"), "2026-03-01T09:30:00.000000Z");
  EXPECT_EQ(json.at("duration_us"), 1250);
  EXPECT_EQ(json.at("actor").at("user").at("name"), "ali");
  EXPECT_EQ(json.at("query_info").at("query_string"), facts.text.c_str());
  EXPECT_EQ(json.at("query_info").at("uid"), facts.fingerprint.c_str());
  EXPECT_EQ(json.at("columns").at(0).at("returned"), true);
  EXPECT_FALSE(json.at("columns").at(1).as_object().contains("returned"));
  EXPECT_EQ(json.at("rows_returned"), 1);
  EXPECT_EQ(json.at("rows_affected"), 0);
  EXPECT_EQ(boost::json::serialize(json.at("cells")), R"([{"class":"national_id","masked":1,"clear":0}])");
  EXPECT_FALSE(json.contains("status_code"));
}

TEST(Record, OpenStatementSaysNothingOfItsEnd) {
  std::string out;
  append_statement(out, Kind::open, {}, {}, at(0), std::nullopt);
  EXPECT_EQ(out, R"("kind":"open","time_dt":"1970-01-01T00:00:00.000000Z","statement":0)");
}

TEST(Record, AClockSetBackGivesNoNegativeDuration) {
  std::string out;
  append_statement(out, Kind::statement, {}, {}, at(10), at(3));
  EXPECT_EQ(parse(out).at("duration_us"), 0);
}

TEST(Record, LongTextIsCutBetweenCharacters) {
  StatementFacts facts;
  for (int i = 0; i < 40'000; ++i) facts.text += "é";
  facts.text.insert(0, "x");
  std::string out;
  append_statement(out, Kind::open, {}, facts, at(0), std::nullopt);
  const auto json = parse(out);
  const auto& text = json.at("query_info").at("query_string").as_string();
  EXPECT_EQ(text.size(), 65'535U);
  EXPECT_EQ(json.at("query_info").at("query_string_bytes"), 80'001);
  EXPECT_EQ(check_json("{" + out + "}"), std::nullopt);
  EXPECT_EQ(out.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Record, APlainTextIsOneThatNeedsNoEscape) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 1; size < 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'a'), copy(size, ' '), json;
        text[at] = static_cast<char>(byte);
        append_json_string(json, text);
        const bool plain = json == '"' + text + '"';
        EXPECT_EQ(copy_plain_json(copy.data(), text), plain) << byte << " at " << at << " of " << size;
        EXPECT_TRUE(!plain || copy == text);
      }
    }
  }
}

TEST(Record, LongPartsKeepTheirOrder) {
  StatementFacts facts;
  for (const std::size_t size : {std::size_t{1}, std::size_t{2'000}, std::size_t{2'048}, std::size_t{5'000}}) {
    facts.relations.emplace_back(size, 'r');
    facts.relations.push_back(std::string(size, 'q') + '\n');  // one that needs an escape
  }
  std::string out = "\"before\":1";
  append_statement(out, Kind::open, std::string("\"session\":\"") + std::string(3'000, 's') + '"', facts, at(0), std::nullopt);
  const auto json = parse(out);
  EXPECT_EQ(json.at("before"), 1);
  EXPECT_EQ(json.at("session").as_string().size(), 3'000U);
  ASSERT_EQ(json.at("relations").as_array().size(), facts.relations.size());
  for (std::size_t i = 0; i < facts.relations.size(); ++i) EXPECT_EQ(json.at("relations").at(i), facts.relations[i].c_str());
}

TEST(Record, EventWithDetail) {
  std::string out;
  append_event(out, Kind::reload, {}, "rules reloaded", R"("diff":["+ x"])", at(0));
  EXPECT_EQ(out, R"("kind":"reload","time_dt":"1970-01-01T00:00:00.000000Z","reason":"rules reloaded","diff":["+ x"])");
}

TEST(Record, EveryKindHasItsName) {
  for (int kind = 0; kind <= static_cast<int>(Kind::probe); ++kind)
    EXPECT_NE(to_string(static_cast<Kind>(kind)), "unknown");
}

}  // namespace
}  // namespace jaali::audit
