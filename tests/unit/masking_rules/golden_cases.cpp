#include "tests/unit/masking_rules/golden_cases.h"

#include <algorithm>
#include <sstream>

#include "tests/unit/masking_rules/golden_catalog.h"

namespace jaali::testing {

using masking_rules::OutputColumn;
using masking_rules::StatementPlan;
using masking_rules::Verdict;

std::vector<GoldenCase> read_cases(const std::filesystem::path& path) {
  std::vector<GoldenCase> cases;
  std::stringstream lines(read_file(path));
  GoldenCase next;
  next.role = "app";
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("-- role: ")) {
      next.role = line.substr(9);
    } else if (line.starts_with("-- unclassified: ")) {
      next.mask_unclassified = line.substr(17) == "mask";
    } else if (line.starts_with("-- sql_mode:")) {
      next.sql_mode = line.size() > 13 ? line.substr(13) : "";
    } else if (line.starts_with("--> ") || line == "-->") {
      next.expected = line.size() > 4 ? line.substr(4) : "";
      next.where = path.filename().string() + ":" + std::to_string(number);
      cases.push_back(next);
      next.text.clear();
    } else if (!line.starts_with("--- ")) {
      next.text += line + "\n";
    }
  }
  return cases;
}

std::string describe(const Verdict& verdict) {
  if (!verdict.forward) return "refused: " + verdict.refusal->reason;
  std::string text;
  for (const auto& plan : verdict.statements) {
    if (!text.empty()) text += " | ";
    std::string columns;
    for (const auto& column : plan.columns) {
      if (!columns.empty()) columns += ' ';
      columns += column.name + "=" + (column.treatment ? column.treatment->mask->spelling() : "clear");
    }
    text += plan.columns_known ? columns : "?";
  }
  return text;
}

bool meets(const Verdict& verdict, const std::string& expected) {
  if (expected == "pass") {
    return verdict.forward && std::all_of(verdict.statements.begin(), verdict.statements.end(), [](const StatementPlan& plan) {
             return std::none_of(plan.columns.begin(), plan.columns.end(), [](const OutputColumn& column) { return column.treatment; });
           });
  }
  if (expected.starts_with("refused")) return !verdict.forward && describe(verdict).starts_with(expected);
  return describe(verdict) == expected;
}

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
      const auto on = line.find("on: ");
      cases.push_back({line.substr(7, line.find(';') - 7), on == std::string::npos ? "" : line.substr(on + 4, line.find(';', on) - on - 4), {}});
    } else if (line.starts_with("--! ")) {
      end();
      const auto directive = line.substr(4);
      const auto bar = directive.find('|');
      if (directive.starts_with("q ")) cases.back().texts.push_back(directive.substr(2));
      if ((directive.starts_with("parse ") || directive.starts_with("prep ")) && bar != std::string::npos) cases.back().texts.push_back(directive.substr(bar + 1));
      if (directive.starts_with("copyin ")) cases.back().texts.push_back(directive.substr(7, bar - 7));
    } else if (!cases.empty()) {
      text += line + "\n";
      if (line.ends_with(";")) end();
    }
  }
  end();
  return cases;
}

std::string leak_in(const Verdict& verdict, const masking_rules::ClassifiedCatalog& catalog) {
  for (const auto& plan : verdict.statements) {
    if (!plan.used.empty()) return "uses " + catalog.full_name(plan.used.front());
    if (plan.sensitive && plan.returns_rows && !plan.columns_known) return "returns columns that are not known";
    for (const auto& column : plan.columns) {
      if (column.source && !catalog.class_of(*column.source).empty() && !column.treatment) return "hands out " + column.name;
    }
  }
  return {};
}

}  // namespace jaali::testing
