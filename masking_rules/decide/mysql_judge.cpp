// What MySQL has and PostgreSQL has not: native functions without a catalog, variables that outlive a statement, INTO, hints
// that choose how rows are read, and diagnostics of the statement before.
#include <algorithm>

#include "masking_rules/decide/judge.h"
#include "masking_rules/decide/mysql_settings.h"

namespace jaali::masking_rules::deciding {
namespace {

/// SET_VAR(sort_buffer_size) without its frame; empty: not a SET_VAR.
std::string_view set_var(std::string_view hint) noexcept {
  constexpr std::string_view frame = "SET_VAR(";
  return hint.starts_with(frame) && hint.ends_with(')') ? hint.substr(frame.size(), hint.size() - frame.size() - 1) : std::string_view();
}

bool harmless_hint(std::string_view hint) noexcept {
  if (const auto variable = set_var(hint); !variable.empty()) return harmless_variable(variable);
  return hint == "MAX_EXECUTION_TIME" || hint == "QB_NAME";
}

bool counts_diagnostics(std::string_view variable) noexcept { return variable == "warning_count" || variable == "error_count"; }

}  // namespace

/// As the server would say it.
void Judge::mysql_unknown(const sql::Unresolved& unresolved) {
  const auto& path = situation_.names.search_path;
  const bool qualified = unresolved.name.find('.') != std::string::npos;
  switch (unresolved.kind) {
    case sql::Unresolved::Kind::relation:
      if (!qualified && path && path->empty()) return refuse_unknown("3D000", "No database selected", 1046);
      return refuse_unknown("42S02", "Table '" + (qualified || !path ? "" : path->front() + ".") + unresolved.name + "' doesn't exist", 1146);
    case sql::Unresolved::Kind::column: return refuse_unknown("42S22", "Unknown column '" + unresolved.name + "' in 'field list'", 1054);
    case sql::Unresolved::Kind::table: return refuse_unknown("42S02", "Unknown table '" + unresolved.name + "'", 1051);
  }
}

/// A native name that a stored or loadable function also has may mean either.
void Judge::mysql_functions() {
  const bool calls_procedure = statement_.utility && statement_.utility->kind == sql::UtilityKind::call;
  for (const auto& use : analysis_.functions) {
    const auto name = sql::written(use.name);
    const auto found = sql::find_functions(situation_.names, use.name);
    for (const auto* function : found) {
      if (trusted(function->signature, catalog_)) continue;
      refuse("function " + function->signature + " is not trusted: a restricted caller may not call it",
             "List \"" + function->signature + "\" under [trust] functions, once it was read.", "function " + function->signature);
    }
    const auto native = use.name.size() == 1 && !calls_procedure ? native_function(use.name[0]) : Native::unknown;
    if (native == Native::refused) {
      refuse("function " + name + " reaches data without naming it, waits or burns time: a restricted caller may not call it",
             "Use a role that sees this data in the clear.", "function " + name);
    }
    if (native != Native::unknown || !found.empty()) continue;
    const auto& path = situation_.names.search_path;
    const auto full = use.name.size() > 1 || !path || path->empty() ? name : path->front() + "." + name;
    refuse_unknown("42000", (calls_procedure ? "PROCEDURE " : "FUNCTION ") + full + " does not exist", 1305);
  }
}

/// Some relation that it reads or writes holds protected columns that are not merely the server's own text.
bool Judge::names_protected() const {
  return std::any_of(analysis_.relations.begin(), analysis_.relations.end(), [&](const sql::RelationUse& use) {
    if (use.named_only) return false;
    return std::any_of(use.match.relations.begin(), use.match.relations.end(), [&](const sql::Relation* relation) { return rests_on_sensitive(*relation); });
  });
}

void Judge::mysql_rules() {
  plan_.reads_diagnostics = plan_.reads_diagnostics || std::any_of(analysis_.system_variables.begin(), analysis_.system_variables.end(), [](const sql::Expression* variable) {
    return !variable->name.empty() && counts_diagnostics(variable->name.back());
  });
  if (analysis_.select_into && analysis_.select_into->kind != sql::SelectInto::Kind::variables) {
    refuse("SELECT … INTO a file of the server", "Read the rows.", "INTO OUTFILE");
  }
  if (!names_protected()) return;
  if (analysis_.assigns_variables) {
    refuse("a variable is assigned by a statement that names a table with protected columns", "Read the value, and send it as a literal or a parameter.", "variable assigned over protected columns");
  }
  for (const auto choice : analysis_.plan_choices) {
    refuse(std::string(choice) + " over a table with protected columns chooses which rows come, or in which order", "Leave it out.", std::string(choice) + " over protected columns");
  }
  written_choices();
  for (const auto hint : statement_.hints) {
    if (harmless_hint(hint)) continue;
    refuse("hint " + std::string(hint) + " over a table with protected columns chooses how its rows are read", "Leave it out.", "optimizer hint over protected columns");
  }
}

/// Some stand where the tree keeps no place for them: DELETE FROM t FORCE INDEX (i), UPDATE … LIMIT ROWS EXAMINED 5.
void Judge::written_choices() {
  std::string before;
  for (const auto& token : situation_.tokens) {
    if (token.begin < statement_.range.begin || token.begin >= statement_.range.end) continue;
    auto word = token.kind == sql::TokenKind::word ? lower(situation_.text.substr(token.begin, token.end - token.begin)) : std::string();
    const bool hint = (before == "use" || before == "force" || before == "ignore") && (word == "index" || word == "key");
    if (hint || (before == "rows" && word == "examined")) {
      refuse(before + " " + word + " over a table with protected columns chooses which rows come, or in which order", "Leave it out.", "an index hint over protected columns");
    }
    before = std::move(word);
  }
}

}  // namespace jaali::masking_rules::deciding
