// Every leak case of tests/leak, offline: each text is refused, or forwarded with nothing of a protected column but masked
// direct outputs. The tests under tests/leak run the same cases through the proxy.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/masking_rules/golden_catalog.h"

namespace jaali::masking_rules {
namespace {

using jaali::testing::golden_catalog;
using jaali::testing::read_file;

struct LeakCase { std::string id; std::vector<std::string> texts; };

std::vector<LeakCase> read_leak_cases(const std::string& path) {
  std::vector<LeakCase> cases;
  std::stringstream lines(read_file(path));
  std::string text;
  const auto end = [&] {
    if (!cases.empty() && text.find_first_not_of(" \n") != std::string::npos) cases.back().texts.push_back(text);
    text.clear();
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- id: ")) {
      end();
      cases.push_back({line.substr(7, line.find(';') - 7), {}});
    } else if (line.starts_with("--! ")) {
      end();
      const auto directive = line.substr(4);
      const auto bar = directive.find('|');
      if (directive.starts_with("q ")) cases.back().texts.push_back(directive.substr(2));
      if (directive.starts_with("parse ") && bar != std::string::npos) cases.back().texts.push_back(directive.substr(bar + 1));
      if (directive.starts_with("copyin ")) cases.back().texts.push_back(directive.substr(7, bar - 7));
    } else if (!cases.empty()) {
      text += line + "\n";
      if (line.ends_with(";")) end();
    }
  }
  end();
  return cases;
}

/// Forwarded with a protected column among what is used, or with one handed out unmasked.
std::string leak_in(const Verdict& verdict) {
  const auto& catalog = *golden_catalog().plain;
  for (const auto& plan : verdict.statements) {
    if (!plan.used.empty()) return "uses " + catalog.full_name(plan.used.front());
    if (plan.sensitive && plan.returns_rows && !plan.columns_known) return "returns columns that are not known";
    for (const auto& column : plan.columns) {
      if (column.source && !catalog.class_of(*column.source).empty() && !column.treatment) return "hands out " + column.name;
    }
  }
  return {};
}

TEST(DecideLeak, no_case_passes_unmasked) {
  const auto cases = read_leak_cases(std::string(JAALI_SOURCE_DIR) + "/tests/leak/cases/postgres.sql");
  ASSERT_GT(cases.size(), 250U);
  std::size_t texts = 0, refused = 0;
  for (const auto& one : cases) {
    NameState names;
    names.search_path = {"app", "public"};
    for (auto text : one.texts) {
      ++texts;
      if (const auto at = text.find("d1."); at != std::string::npos) {  // the database's name in the cases
        for (auto place = at; place != std::string::npos; place = text.find("d1.", place)) text.replace(place, 3, "crm.");
      }
      const auto verdict = decide(text, false, golden_catalog().role("app"), *golden_catalog().plain, names);
      if (!verdict.forward) {
        ++refused;
        EXPECT_FALSE(verdict.refusal->message.empty());
        EXPECT_FALSE(verdict.refusal->reason.empty());
        continue;
      }
      EXPECT_EQ(leak_in(verdict), "") << one.id << ": " << text;
      for (const auto& plan : verdict.statements) {
        for (const auto& effect : plan.effects) {
          if (effect.kind == Effect::Kind::creates_relation) names.session_relations.insert(effect.name);
        }
      }
    }
  }
  EXPECT_GT(refused, texts / 2);
}

}  // namespace
}  // namespace jaali::masking_rules
