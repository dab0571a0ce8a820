#pragma once
// The judgement of one statement: its analysis against what the role meets (design.md §5). Every check either fills the
// plan or sets the refusal; the first refusal stands. For an unrestricted role only the plan is made.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/decide.h"
#include "masking_rules/decide/functions.h"
#include "sql/lineage.h"
#include "sql/token.h"

namespace jaali::masking_rules::deciding {

struct Situation {
  const ClassifiedCatalog& catalog;
  std::size_t role = 0;
  bool restricted = true;
  const sql::NameContext& names;
  const NameState& state;
  std::string_view text = {};
  std::span<const sql::Token> tokens = {};  ///< of the text
  int depth = 0;  ///< of a text within a text: PREPARE
};

using KeyTest = std::function<bool(const sql::ForeignKey&)>;

class Judge {
 public:
  Judge(const Situation& situation, const sql::Statement& statement, const sql::Analysis& analysis, StatementPlan& plan)
      : situation_(situation), catalog_(situation.catalog), statement_(statement), analysis_(analysis), plan_(plan) {}

  std::optional<Refusal> judge();

 private:
  // judge.cpp
  void describe();
  void understood();
  void resolved();
  void functions();
  void set_config(const sql::Expression& call);
  void operators();
  void types();
  void refuse(std::string message, std::string hint, std::string reason);
  void refuse_unknown(std::string sqlstate, std::string message, std::uint16_t code = 0);
  [[nodiscard]] bool mysql() const { return sql::is_mysql(catalog_.snapshot().dialect); }
  [[nodiscard]] bool system_schema(std::string_view schema) const { return sql::is_system_schema(schema, catalog_.snapshot().dialect); }
  [[nodiscard]] const Treatment& treatment(sql::ColumnId column) const { return catalog_.treatment(situation_.role, column); }
  [[nodiscard]] bool hidden(sql::ColumnId column) const;     ///< classified, and not wholly clear to this role
  [[nodiscard]] bool asks_anyway(sql::ColumnId column) const;///< predicates `clear` or `lookup`
  [[nodiscard]] std::string name_of(sql::ColumnId column) const;
  [[nodiscard]] bool sensitive(const sql::Relation& relation) const { return catalog_.sensitive_to(situation_.role, relation.oid); }
  [[nodiscard]] bool column_by_column(const sql::Relation& relation) const;
  [[nodiscard]] bool all_trusted(const std::vector<std::string>& objects) const;

  // reads.cpp
  void relations();
  void sensitive_relation(const sql::RelationUse& use, const sql::Relation& relation);
  void server_reads(const sql::Relation& relation);
  [[nodiscard]] bool rests_on_sensitive(const sql::Relation& relation, int depth = 0) const;
  void uses();
  void use(const sql::Use& use);
  void outputs();
  [[nodiscard]] OutputColumn output(const sql::Output& output) const;

  // lookup.cpp
  [[nodiscard]] bool lookup_allowed(const sql::Use& use);
  [[nodiscard]] bool builtin_equality(const sql::Column& column) const;
  [[nodiscard]] bool constant_allowed(const sql::Expression& constant, const sql::Column& column);
  [[nodiscard]] bool foreign_key_join(const sql::Use& use) const;

  // foreign_keys.cpp
  [[nodiscard]] std::vector<const sql::Relation*> referring(const sql::Relation& relation, const KeyTest& counts) const;
  void foreign_key_actions(const sql::RelationUse& use, const sql::Relation& relation);
  void constraints_of_action(const sql::Relation& relation);

  // writes.cpp
  void writes();
  void target(const sql::RelationUse& use, const sql::Relation& relation);
  void target_family(const sql::RelationUse& use, const sql::Relation& relation);
  void write(const sql::Write& write);
  void shared_constraints(const sql::Write& write, const sql::Relation& relation);
  void omitted_columns(const sql::RelationUse& use, const sql::Relation& relation);
  void referring_rows(const sql::RelationUse& use, const sql::Relation& relation);
  [[nodiscard]] std::vector<const sql::Relation*> family(const sql::Relation& relation) const;

  // utility.cpp
  void utility();
  void setting(const sql::Utility& node);
  void definition(const sql::Utility& node);
  void flows(std::string_view into, bool unclassified_too, bool origin_serves);
  void effects();
  void utility_effects(const sql::Utility& node);
  void effect(Effect::Kind kind, std::string_view name = {});

  // mysql_judge.cpp
  void mysql_unknown(const sql::Unresolved& unresolved);
  void mysql_functions();
  void mysql_rules();
  void written_choices();
  [[nodiscard]] bool names_protected() const;

  // mysql_lookup.cpp
  [[nodiscard]] bool mysql_comparable(const sql::Column& column) const;
  [[nodiscard]] bool mysql_lookup_allowed(const sql::Use& use);
  [[nodiscard]] bool mysql_constant_allowed(const sql::Expression& constant, const sql::Column& column);

  // mysql_utility.cpp
  void mysql_utility();
  void mysql_settings();
  void create_temporary(const sql::Utility& node);
  void table_options(const sql::Utility& node);
  void maintain(const sql::Utility& node);
  void prepare_text(const sql::Utility& node);
  [[nodiscard]] bool reads_metadata() const;
  void mysql_effects();

  // mysql_show.cpp
  void show(const sql::Show& show);
  void show_status(const sql::Show& show);
  void masked_rows(std::string_view schema, std::string_view table, std::string_view column, std::span<const std::string_view> shown, std::size_t place);
  void mysql_outputs();
  [[nodiscard]] bool mentions(std::string_view name) const;

  const Situation& situation_;
  const ClassifiedCatalog& catalog_;
  const sql::Statement& statement_;
  const sql::Analysis& analysis_;
  StatementPlan& plan_;
  std::optional<Refusal> refusal_;
};

[[nodiscard]] std::string lower(std::string_view text);
/// A custom setting of an application ("app.tenant"); names of extensions are not among them.
[[nodiscard]] bool application_setting(std::string_view name) noexcept;

}  // namespace jaali::masking_rules::deciding
