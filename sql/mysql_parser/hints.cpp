// Optimizer hints, /*+ … */: they choose plans and never results, but for SET_VAR and RESOURCE_GROUP.
#include <algorithm>
#include <array>

#include "sql/characters.h"
#include "sql/fold.h"
#include "sql/mysql_parser/reader.h"

namespace jaali::sql::mysql_parser {
namespace {

constexpr auto plan_hints = std::to_array<std::string_view>(
    {"BKA", "BNL", "DERIVED_CONDITION_PUSHDOWN", "GROUP_INDEX", "HASH_JOIN", "ICP", "INDEX", "INDEX_MERGE", "JOIN_FIXED_ORDER", "JOIN_INDEX",
     "JOIN_ORDER", "JOIN_PREFIX", "JOIN_SUFFIX", "MAX_EXECUTION_TIME", "MERGE", "MRR", "NO_BKA", "NO_BNL", "NO_DERIVED_CONDITION_PUSHDOWN",
     "NO_GROUP_INDEX", "NO_HASH_JOIN", "NO_ICP", "NO_INDEX", "NO_INDEX_MERGE", "NO_JOIN_INDEX", "NO_MERGE", "NO_MRR", "NO_ORDER_INDEX",
     "NO_RANGE_OPTIMIZATION", "NO_SEMIJOIN", "NO_SKIP_SCAN", "NO_SPLIT_MATERIALIZED", "ORDER_INDEX", "QB_NAME", "SEMIJOIN", "SKIP_SCAN",
     "SPLIT_MATERIALIZED", "SUBQUERY"});
/// Variables that cannot change what a statement means or gives.
constexpr auto plan_variables = std::to_array<std::string_view>(
    {"eq_range_index_dive_limit", "join_buffer_size", "max_execution_time", "max_heap_table_size", "optimizer_prune_level",
     "optimizer_search_depth", "optimizer_switch", "range_optimizer_max_mem_size", "read_buffer_size", "read_rnd_buffer_size", "sort_buffer_size",
     "tmp_table_size"});

/// Takes the hints of one comment apart: a name, and what stands in the brackets behind it.
class HintReader {
 public:
  explicit HintReader(std::string_view text) : text_(text) {}

  bool next(std::string_view& name, std::string_view& inside) {
    skip_space();
    if (at_ >= text_.size()) return false;
    name = word();
    if (name.empty()) return odd();
    skip_space();
    inside = {};
    if (at_ >= text_.size() || text_[at_] != '(') return name == "JOIN_FIXED_ORDER" || odd();
    const auto begin = ++at_;
    for (char quote = '\0'; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == ')') {
        inside = text_.substr(begin, at_++ - begin);
        return true;
      }
    }
    return odd();
  }
  [[nodiscard]] bool understood() const noexcept { return understood_; }

  std::string_view first_word(std::string_view inside) {
    HintReader reader(inside);
    reader.skip_space();
    if (reader.at_ < inside.size() && inside[reader.at_] == '`') ++reader.at_;
    return reader.word();
  }

 private:
  bool odd() {
    understood_ = false;
    return false;
  }
  void skip_space() {
    while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == ',')) ++at_;
  }
  std::string_view word() {
    const auto begin = at_;
    while (at_ < text_.size() && is_mysql_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool understood_ = true;
};

template <std::size_t n>
bool among(std::string_view name, const std::array<std::string_view, n>& sorted) noexcept {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

}  // namespace

/// The hints before `end` that no statement before had.
void Reader::hints(Statement& to, std::uint32_t end) {
  std::vector<std::string_view> found, odd;
  for (; next_hint_ < lexemes_.hints.size() && lexemes_.hints[next_hint_].begin < end; ++next_hint_) {
    const auto& hint = lexemes_.hints[next_hint_];
    HintReader reader(text_.substr(hint.begin, hint.end - hint.begin));
    std::string_view name, inside;
    while (reader.next(name, inside)) {
      auto named = upper(name);
      if (named == "SET_VAR") {
        const auto variable = fold(reader.first_word(inside));
        const bool harmless = among(std::string_view(variable), plan_variables);
        named = arena_.text("SET_VAR(" + variable + ")");
        if (!harmless) odd.push_back(named);
      } else if (!among(named, plan_hints)) {
        odd.push_back(named);
      }
      found.push_back(named);
    }
    if (!reader.understood()) odd.push_back("an optimizer hint that is not understood");
  }
  to.hints = keep(found);
  to.unsupported = keep(odd);
}

}  // namespace jaali::sql::mysql_parser
