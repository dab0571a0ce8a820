// MySQL's statements that are neither queries nor data changes: an allow-list (design.md §5), and what each does to the
// session.
#include <algorithm>
#include <array>

#include "masking_rules/decide/judge.h"
#include "masking_rules/decide/mysql_settings.h"
#include "masking_rules/decide/reading.h"

namespace jaali::masking_rules::deciding {
namespace {

using sql::UtilityKind;

constexpr std::string_view past_the_proxy = "Ask for a role that sees everything in the clear, or run it past the proxy as its owner.";

}  // namespace

/// Names of relations that these write tell of the schema, not of the rows. LOCK TABLES locks, and no more.
bool Judge::reads_metadata() const {
  if (!statement_.utility) return false;
  const auto kind = statement_.utility->kind;
  return kind == UtilityKind::show_what || kind == UtilityKind::describe || (mysql() && kind == UtilityKind::lock);
}

void Judge::mysql_utility() {
  const auto& node = *statement_.utility;
  const auto tag = std::string(statement_.tag);
  switch (node.kind) {
    case UtilityKind::empty:
    case UtilityKind::use:
    case UtilityKind::describe:
    case UtilityKind::do_:
    case UtilityKind::deallocate:
    case UtilityKind::lock:
    case UtilityKind::unlock:
    case UtilityKind::kill:
    case UtilityKind::help:
    case UtilityKind::signal:
    case UtilityKind::call: return;  // the procedure is judged as a function
    case UtilityKind::transaction:
      if (!node.name.starts_with("XA")) return;
      break;
    case UtilityKind::set: return mysql_settings();
    case UtilityKind::explain:
      if (!node.names.empty()) refuse("EXPLAIN FOR another database", "Choose the database by USE.", "EXPLAIN FOR DATABASE");
      return;
    case UtilityKind::execute:
      if (!node.expressions.empty()) prepare_text(node);  // EXECUTE IMMEDIATE
      return;
    case UtilityKind::set_statement:
      mysql_settings();
      if (node.body && node.body->utility) refuse("SET STATEMENT … FOR " + std::string(node.body->tag), "Send the statement itself.", "SET STATEMENT for a utility statement");
      return;
    case UtilityKind::show_what: return show(*node.show);
    case UtilityKind::get_diagnostics: plan_.reads_diagnostics = true; return;
    case UtilityKind::prepare: return prepare_text(node);
    case UtilityKind::create_table:
    case UtilityKind::create_table_as: return create_temporary(node);
    case UtilityKind::drop:
      if (node.local || (!node.relations.empty() && std::all_of(node.relations.begin(), node.relations.end(), [](const sql::RelationName* name) { return name->temporary; }))) return;
      break;
    case UtilityKind::truncate: return definition(node);
    case UtilityKind::maintain: return maintain(node);
    case UtilityKind::handler:
      return refuse("HANDLER reads rows past every rule, and is not open to restricted callers", "Use SELECT.", "HANDLER");
    case UtilityKind::load_data:
      return refuse("LOAD DATA is not open to restricted callers", "Insert the rows by VALUES.", "LOAD DATA");
    case UtilityKind::explain_connection:
      return refuse("EXPLAIN FOR CONNECTION shows another session's statement", "", "EXPLAIN FOR CONNECTION");
    case UtilityKind::alter_role_password: return;
    case UtilityKind::flush:
    case UtilityKind::create_view:
    case UtilityKind::drop_database:
    case UtilityKind::create_database:
    case UtilityKind::reset:
    case UtilityKind::show:
    case UtilityKind::set_constraints:
    case UtilityKind::declare_cursor:
    case UtilityKind::fetch:
    case UtilityKind::close_cursor:
    case UtilityKind::copy:
    case UtilityKind::alter_table:
    case UtilityKind::create_index:
    case UtilityKind::create_sequence:
    case UtilityKind::alter_sequence:
    case UtilityKind::rename:
    case UtilityKind::alter_schema:
    case UtilityKind::alter_owner:
    case UtilityKind::vacuum:
    case UtilityKind::analyze:
    case UtilityKind::cluster:
    case UtilityKind::reindex:
    case UtilityKind::comment:
    case UtilityKind::grant:
    case UtilityKind::refresh:
    case UtilityKind::create_schema:
    case UtilityKind::drop_schema:
    case UtilityKind::listen:
    case UtilityKind::unlisten:
    case UtilityKind::notify:
    case UtilityKind::discard:
    case UtilityKind::other: break;
  }
  refuse(std::string(node.name.empty() ? statement_.tag : node.name) + " is not open to restricted callers", std::string(past_the_proxy), "statement kind " + tag);
}

void Judge::mysql_settings() {
  const bool for_one = statement_.utility->kind == UtilityKind::set_statement;
  for (const auto& setting : statement_.utility->settings) {
    if (for_one && setting_changes_reading(setting)) refuse("SET STATEMENT that changes how a text is read", "Leave it out.", "SET STATEMENT of a mode");
    const auto problem = problem_of(setting);
    if (problem.empty()) continue;
    refuse(problem + " is not open to restricted callers",
           "Settings that change how a text is read, which rows come first, or what is checked stay as the server has them.", "setting: " + problem);
  }
}

/// A temporary table of columns of its own, or of what is not protected. Other tables are made past the proxy.
void Judge::create_temporary(const sql::Utility& node) {
  if (!node.target || !node.target->temporary) {
    return refuse(std::string(statement_.tag) + " is not open to restricted callers", "Make a TEMPORARY table, or run it past the proxy as its owner.",
                  "statement kind " + std::string(statement_.tag));
  }
  if (!node.like) table_options(node);
  if (node.kind == UtilityKind::create_table_as) flows(statement_.tag, false, false);
}

/// Behind the columns: engines that keep rows of their own, and what tells of them nothing else. MERGE, FEDERATED or CONNECT
/// would show another table's rows under this one's name.
void Judge::table_options(const sql::Utility& node) {
  constexpr std::array<std::string_view, 41> harmless{
      "aria", "as", "auto_increment", "avg_row_length", "character", "charset", "checksum", "collate", "comment", "compact", "compressed", "default",
      "delay_key_write", "dynamic", "engine", "exists", "fixed", "heap", "if", "ignore", "innodb", "key_block_size", "max_rows", "memory", "min_rows",
      "myisam", "no", "not", "pack_keys", "page", "page_checksum", "redundant", "replace", "row_format", "set", "stats_auto_recalc", "stats_persistent",
      "stats_sample_pages", "transactional", "type", "yes"};
  static_assert(std::is_sorted(harmless.begin(), harmless.end()));
  const auto& tokens = situation_.tokens;
  bool charset = false;  // the next word is the name of a character set or a collation
  bool engine = false;   // … of an engine, which may stand in quotes
  for (std::size_t i = 0; i < tokens.size() && tokens[i].begin < statement_.range.end; ++i) {
    const auto& token = tokens[i];
    if (token.begin < node.target->range.end) continue;
    if (token.kind == sql::TokenKind::open) {
      i = std::max<std::size_t>(i, token.partner);
      continue;
    }
    const bool quoted_engine = engine && token.kind == sql::TokenKind::string;
    if (token.kind != sql::TokenKind::word && token.kind != sql::TokenKind::quoted_word && !quoted_engine) continue;
    auto word = lower(situation_.text.substr(token.begin, token.end - token.begin));
    if (quoted_engine && word.size() >= 2) word = word.substr(1, word.size() - 2);
    if (word == "select" || word == "with" || word == "values" || word == "table") return;
    const bool known = std::find(harmless.begin(), harmless.end(), word) != harmless.end();
    if (!known && !charset) return refuse("option " + word + " of a temporary table", "Make it of InnoDB, MyISAM or MEMORY, without further options.", "option of a temporary table");
    engine = word == "engine" || word == "type";
    charset = word == "charset" || word == "set" || word == "collate";
  }
}

void Judge::maintain(const sql::Utility& node) {
  constexpr std::array<std::string_view, 3> harmless{"ANALYZE", "CHECK", "CHECKSUM"};
  const auto word = node.name.substr(0, node.name.find(' '));
  if (std::find(harmless.begin(), harmless.end(), word) == harmless.end()) {
    return refuse(std::string(node.name) + " is not open to restricted callers", std::string(past_the_proxy), "statement kind " + std::string(node.name));
  }
  const auto range = statement_.range;
  const auto text = lower(situation_.text.substr(std::min<std::size_t>(range.begin, situation_.text.size()), range.end - range.begin));
  if (text.find("persistent") != std::string::npos) {  // behind it other tables may stand
    return refuse(std::string(node.name) + " … PERSISTENT FOR", std::string(past_the_proxy), "ANALYZE TABLE … PERSISTENT FOR");
  }
  for (const auto& use : analysis_.relations) {
    for (const auto* relation : use.match.relations) {
      if (!rests_on_sensitive(*relation)) continue;
      return refuse(std::string(node.name) + " of " + relation->schema + "." + relation->name + " computes over protected columns", std::string(past_the_proxy),
                    std::string(node.name) + " over protected columns");
    }
  }
}

/// PREPARE name FROM 'text': judged as the text is, which may name nothing protected, for its rows come without their plan.
void Judge::prepare_text(const sql::Utility& node) {
  const auto* const source = node.expressions.size() == 1 ? node.expressions[0] : nullptr;
  if (!source || source->kind != sql::ExpressionKind::literal || source->literal != sql::LiteralKind::string) {
    return refuse(std::string(statement_.tag) + " of a text that is computed", "Write the text as a literal.", "PREPARE of a computed text");
  }
  // Of another character set, or converted to one, the text would be another.
  const char first = source->range.begin < situation_.text.size() ? situation_.text[source->range.begin] : '\0';
  const bool plain = (first == '\'' || first == '"') && std::all_of(source->text.begin(), source->text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!plain) return refuse(std::string(statement_.tag) + " of a text beyond ASCII", "Let the driver prepare it.", "PREPARE of a text beyond ASCII");
  if (situation_.depth > 0) return refuse("a statement text within a statement text", "", "nested PREPARE");
  const auto reading = read_mysql(source->text, true, situation_.state, catalog_.snapshot());
  if (!reading.ast || reading.refusal) {
    refusal_ = reading.refusal;
    return;
  }
  for (const auto* statement : reading.ast->statements) {
    const auto analysis = sql::analyse(*statement, situation_.names);
    StatementPlan plan;
    auto inner = situation_;
    inner.text = source->text;
    inner.tokens = reading.tokens;
    inner.depth = 1;
    if (auto refused = Judge(inner, *statement, *analysis, plan).judge()) {
      refusal_ = std::move(refused);
      return;
    }
    const bool masked = std::any_of(plan.columns.begin(), plan.columns.end(), [](const OutputColumn& column) { return column.treatment; });
    if (plan.sensitive || masked) {
      refuse("PREPARE of a statement whose rows are masked", "Send the statement itself, or let the driver prepare it.", "PREPARE over masked columns");
    }
    // Of a CALL any number of results may come, and nobody could tell which of a text's statements the next one is of.
    if (changes_reading(*statement)) refuse("PREPARE of " + std::string(statement->tag), "Send the statement itself.", "PREPARE of what changes the session");
    if (plan.reads_diagnostics) refuse("PREPARE of a statement that reads diagnostics", "Send the statement itself.", "PREPARE of diagnostics");
    // Whenever it is executed: from now on the name may mean the session's own table as well.
    std::copy_if(plan.effects.begin(), plan.effects.end(), std::back_inserter(plan_.effects), [](const Effect& one) { return one.kind == Effect::Kind::creates_relation; });
  }
}

void Judge::mysql_effects() {
  using Kind = Effect::Kind;
  const bool calls_routine = std::any_of(analysis_.functions.begin(), analysis_.functions.end(), [&](const sql::FunctionUse& use) {
    return !sql::find_functions(situation_.names, use.name).empty();
  });
  if (calls_routine) effect(Kind::session_state_changes);
  if (!statement_.utility) return;
  const auto& node = *statement_.utility;
  const auto names = [&](bool temporary) {
    effect(Kind::names_change);
    if (!temporary) effect(Kind::catalog_change);
  };
  switch (node.kind) {
    case UtilityKind::transaction:
      if (node.name == "COMMIT" || node.name == "ROLLBACK") effect(Kind::transaction_end);
      break;
    case UtilityKind::set: {
      // A value of the user's own, and what a transaction is, decide nothing about how a text is read.
      using Set = sql::Setting::Kind;
      const auto matters = [](const sql::Setting& setting) { return setting.kind != Set::user_variable && setting.kind != Set::transaction; };
      if (std::any_of(node.settings.begin(), node.settings.end(), matters)) effect(Kind::session_state_changes);
      break;
    }
    case UtilityKind::use:
    case UtilityKind::call:
      effect(Kind::session_state_changes);
      effect(Kind::names_change);
      break;
    case UtilityKind::prepare: effect(Kind::prepare, node.name); break;
    case UtilityKind::deallocate: effect(Kind::deallocate, node.name); break;
    case UtilityKind::execute:
      if (node.expressions.empty()) plan_.needs.push_back({Needs::Kind::statement, std::string(node.name)});
      effect(Kind::session_state_changes);
      effect(Kind::names_change);
      break;
    case UtilityKind::create_table:
    case UtilityKind::create_table_as:
    case UtilityKind::create_sequence:
      if (node.target) effect(Kind::creates_relation, node.target->name.back());
      names(node.target && node.target->temporary);
      break;
    case UtilityKind::drop: names(node.local); break;
    case UtilityKind::alter_table:
    case UtilityKind::create_index:
    case UtilityKind::alter_sequence:
    case UtilityKind::rename:
    case UtilityKind::create_view:
    case UtilityKind::drop_database:
    case UtilityKind::create_database:
    case UtilityKind::grant:
    case UtilityKind::alter_owner:
    case UtilityKind::other: names(false); break;
    case UtilityKind::empty:
    case UtilityKind::set_statement:
    case UtilityKind::describe:
    case UtilityKind::show_what:
    case UtilityKind::do_:
    case UtilityKind::explain:
    case UtilityKind::lock:
    case UtilityKind::unlock:
    case UtilityKind::kill:
    case UtilityKind::help:
    case UtilityKind::signal:
    case UtilityKind::get_diagnostics:
    case UtilityKind::truncate:
    case UtilityKind::maintain:
    case UtilityKind::handler:
    case UtilityKind::load_data:
    case UtilityKind::explain_connection:
    case UtilityKind::flush:
    case UtilityKind::reset:
    case UtilityKind::show:
    case UtilityKind::set_constraints:
    case UtilityKind::declare_cursor:
    case UtilityKind::fetch:
    case UtilityKind::close_cursor:
    case UtilityKind::copy:
    case UtilityKind::alter_schema:
    case UtilityKind::vacuum:
    case UtilityKind::analyze:
    case UtilityKind::cluster:
    case UtilityKind::reindex:
    case UtilityKind::comment:
    case UtilityKind::refresh:
    case UtilityKind::create_schema:
    case UtilityKind::drop_schema:
    case UtilityKind::listen:
    case UtilityKind::unlisten:
    case UtilityKind::notify:
    case UtilityKind::discard:
    case UtilityKind::alter_role_password: break;
  }
}

}  // namespace jaali::masking_rules::deciding
