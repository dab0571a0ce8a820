// The commands as a shell calls them: arguments in, text and exit code out.
#include "proxy/cli/audit_command.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "audit/record.h"
#include "audit/writer.h"

namespace jaali::proxy::cli {
namespace {

class AuditCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "jaali-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    directory_ = root_ / "log";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  static audit::StatementFacts a_statement(std::string text) {
    audit::StatementFacts facts;
    facts.statement = 1;
    facts.kind = "SELECT";
    facts.text = std::move(text);
    facts.columns = {{"crm/crm.public.citizens.cnic", "national_id", "keep(5,2)", "", true},
                     {"crm/crm.public.citizens.email", "email", "reveal", "", true},
                     {"crm/crm.public.citizens.phone", "phone", "redact", "lookup", false}};
    facts.verdict = "forward";
    return facts;
  }
  static std::string members(std::string text) {
    audit::SessionFacts session;
    session.user = "ali";
    session.role = "support";
    std::string out;
    const audit::Clock::time_point at(std::chrono::seconds(1'772'357'400));
    audit::append_statement(out, audit::Kind::statement, session.members(), a_statement(std::move(text)), at, at);
    return out;
  }
  void write_log(int count, const std::string& instance = "jaali-1") {
    audit::WriterOptions options;
    options.instance = instance;
    options.directory = directory_;
    auto writer = audit::Writer::open(std::move(options));
    ASSERT_TRUE(writer) << writer.error();
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE((*writer)->append(members("SELECT cnic FROM citizens WHERE id = $" + std::to_string(++written_))));
    }
  }

  int run(const std::vector<std::string>& arguments) {
    out_.str({});
    err_.str({});
    const AuditContext context{[&](std::string config, std::string& error) -> std::optional<std::filesystem::path> {
                                 asked_ = config;
                                 if (config == "good.toml") return directory_;
                                 error = config + ": no such file";
                                 return std::nullopt;
                               },
                               out_, err_,
                               [&] {
                                 if (polls_ == 0) return false;
                                 --polls_;
                                 write_log(2);
                                 return true;
                               }};
    return audit_command(arguments, context);
  }
  [[nodiscard]] std::string out() const { return out_.str(); }
  [[nodiscard]] bool says(const std::string& text) const { return out().find(text) != std::string::npos; }
  [[nodiscard]] std::string path() const { return directory_.string(); }

  std::filesystem::path root_, directory_;
  std::ostringstream out_, err_;
  std::string asked_;
  int polls_ = 0, written_ = 0;
};

TEST_F(AuditCommand, VerifyAWholeLog) {
  write_log(5);
  EXPECT_EQ(run({"verify", path()}), 0);
  EXPECT_TRUE(says("jaali-1: whole. 5 records in 1 segment; last hash ")) << out();
  EXPECT_EQ(run({"verify", "-c", "good.toml"}), 0);
  EXPECT_EQ(run({"verify", path(), "--json"}), 0);
  const auto json = boost::json::parse(out());
  EXPECT_EQ(json.at("whole"), true);
  EXPECT_EQ(json.at("chains").at(0).at("records"), 5);
}

TEST_F(AuditCommand, VerifyNamesTheBreak) {
  write_log(5);
  const auto segment = directory_ / "jaali-1.000001.jsonl";
  std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
  std::string line;
  std::getline(file, line);
  file.seekp(static_cast<std::streamoff>(line.size()) + 20);
  file.put('#');
  file.close();
  EXPECT_EQ(run({"verify", path()}), 1);
  EXPECT_TRUE(says("jaali-1: BROKEN. 1 record verified")) << out();
  EXPECT_TRUE(says(segment.string() + ", line 2 (record 2): the record ")) << out();
  EXPECT_EQ(run({"verify", "--json", path()}), 1);
  const auto json = boost::json::parse(out());
  EXPECT_EQ(json.at("whole"), false);
  EXPECT_EQ(json.at("chains").at(0).at("finding").at("line"), 2);
}

TEST_F(AuditCommand, VerifyFindsNoLogAndStrangers) {
  std::filesystem::create_directory(directory_);
  EXPECT_EQ(run({"verify", path()}), 1);
  EXPECT_TRUE(says("no log here"));
  write_log(1);
  EXPECT_EQ(run({"verify", path(), "--instance", "jaali-9"}), 1);
  std::ofstream(directory_ / "copy.jsonl") << "{}\n";
  EXPECT_EQ(run({"verify", path()}), 1);
  EXPECT_TRUE(says("STRANGER: " + path() + "/copy.jsonl")) << out();
}

TEST_F(AuditCommand, UsageErrorsExitWithTwo) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"forge"}), 2);
  EXPECT_EQ(run({"verify", path(), "-c", "good.toml"}), 2);
  EXPECT_EQ(run({"tail", "-n", "many", path()}), 2);
  EXPECT_EQ(run({"verify", path()}), 2);  // no such directory
  EXPECT_EQ(run({"verify", "-c", "bad.toml"}), 2);
  EXPECT_EQ(err_.str(), "jaali audit: bad.toml: no such file\n");
  EXPECT_EQ(run({"tail", "-c", "bad.toml"}), 2);
}

TEST_F(AuditCommand, HelpHasAnExample) {
  EXPECT_EQ(run({"verify", "--help"}), 0);
  EXPECT_TRUE(says("Example: jaali audit verify"));
  EXPECT_EQ(run({"tail", "--help"}), 0);
  EXPECT_TRUE(says("Example: jaali audit tail"));
}

TEST_F(AuditCommand, TailShowsTheNewest) {
  write_log(15);
  EXPECT_EQ(run({"tail", path()}), 0);
  EXPECT_FALSE(says("id = $5 "));
  EXPECT_TRUE(says("id = $6 "));
  EXPECT_EQ(run({"tail", "-n", "1", "-c", "good.toml"}), 0);
  EXPECT_EQ(out(),
            "2026-03-01 09:30:00.000  ali/support             forward   statement       "
            "SELECT cnic FROM citizens WHERE id = $15                      masked: citizens.cnic keep(5,2)\n");
  EXPECT_EQ(run({"tail", "-n", "2", "--json", path()}), 0);
  std::string line;
  for (std::istringstream in(out()); std::getline(in, line);) EXPECT_EQ(boost::json::parse(line).at("v"), 1);
}

TEST_F(AuditCommand, TailFollows) {
  write_log(1);
  polls_ = 2;
  EXPECT_EQ(run({"tail", "--follow", path()}), 0);
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(says("id = $" + std::to_string(i) + " ")) << i << out();
}

TEST(RecordForPeople, ATerminalObeysNothingInIt) {
  const auto shown = [](const std::string& text) {
    std::string line = R"({"kind":"refused","verdict":"refuse","reason":"a\u001b[2Jb","query_info":{"query_string":)";
    audit::append_json_string(line, text);
    return record_for_people(line + "}}", 0);
  };
  const std::string line = shown(
      "a\n\t  b\x1b]0;x\x07\x7f"
      "c\u009bd\u202ee\u2066f\u200bg\ufeffh\u2028i جالی");
  EXPECT_NE(line.find("a b?]0;x??c?d?e?f?g?h?i جالی"), std::string::npos) << line;
  EXPECT_NE(line.find("reason: a?[2Jb"), std::string::npos) << line;
  EXPECT_EQ(record_for_people("\x1b{", 0), "not a record: ?{");
}

TEST(RecordForPeople, CutsBetweenCharacters) {
  const std::string line = R"({"query_info":{"query_string":"éééééé"}})";
  EXPECT_TRUE(record_for_people(line, 3).ends_with("éé…")) << record_for_people(line, 3);
  EXPECT_TRUE(record_for_people(line, 6).ends_with("éééééé"));
}

TEST(RecordForPeople, AnEventShowsItsReason) {
  EXPECT_EQ(record_for_people(R"({"kind":"start","time_dt":"2026-03-01T09:30:00.000000Z","reason":"jaali 0.1.0"})", 60),
            "2026-03-01 09:30:00.000  -                       -         start           jaali 0.1.0");
}

}  // namespace
}  // namespace jaali::proxy::cli
