// Names of MySQL: one database in place of a path, information_schema whatever its case, temporary tables beside permanent
// ones; and what a column's name can mean at a place (scope_mysql.cpp).
#include <gtest/gtest.h>

#include "sql/names.h"
#include "sql/scope.h"

namespace jaali::sql {
namespace {

Relation table(Oid oid, std::string schema, std::string name, std::vector<std::string> columns) {
  Relation made;
  made.oid = oid;
  made.schema = std::move(schema);
  made.name = std::move(name);
  for (auto& column : columns) {
    Column one;
    one.name = std::move(column);
    one.number = static_cast<std::int16_t>(made.columns.size() + 1);
    made.columns.push_back(std::move(one));
  }
  return made;
}

class MysqlNames : public ::testing::Test {
 protected:
  MysqlNames() {
    snapshot_.dialect = Dialect::mysql;
    snapshot_.relations = {table(20001, "d1", "customers", {"id", "email"}), table(20002, "other", "customers", {"id"}),
                           table(1001, "information_schema", "tables", {"table_name"})};
    Function stored, loadable, elsewhere;
    stored.schema = "d1";
    stored.name = "upper";
    loadable.name = "sys_exec";
    elsewhere.schema = "other";
    elsewhere.name = "age";
    snapshot_.functions = {stored, loadable, elsewhere};
    snapshot_.index();
  }

  std::vector<Oid> found(std::vector<std::string_view> name) {
    const NameContext names{snapshot_, path_, session_};
    std::vector<Oid> oids;
    for (const auto* relation : find_relation(names, name).relations) oids.push_back(relation->oid);
    return oids;
  }
  bool session(std::vector<std::string_view> name) { return find_relation({snapshot_, path_, session_}, name).session; }
  std::size_t functions(std::vector<std::string_view> name) { return find_functions({snapshot_, path_, session_}, name).size(); }

  Snapshot snapshot_;
  std::optional<std::vector<std::string>> path_{{"d1"}};
  std::set<std::string, std::less<>> session_;
};

using Oids = std::vector<Oid>;

TEST_F(MysqlNames, an_unqualified_name_is_of_the_current_database) {
  EXPECT_EQ(found({"customers"}), Oids{20001});
  path_ = {{"other"}};
  EXPECT_EQ(found({"customers"}), Oids{20002});
  path_ = std::vector<std::string>{};
  EXPECT_EQ(found({"customers"}), Oids{});
}

TEST_F(MysqlNames, where_the_database_is_not_known_any_may_be_meant) {
  path_.reset();
  EXPECT_EQ(found({"customers"}), (Oids{20001, 20002}));
}

TEST_F(MysqlNames, a_qualifier_is_the_database) {
  EXPECT_EQ(found({"other", "customers"}), Oids{20002});
  EXPECT_EQ(found({"nonesuch", "customers"}), Oids{});
  EXPECT_EQ(found({"d1", "other", "customers"}), Oids{});
  EXPECT_EQ(found({"D1", "customers"}), Oids{});  // folded by the parser where the server folds
}

TEST_F(MysqlNames, information_schema_has_no_case) {
  EXPECT_EQ(found({"INFORMATION_SCHEMA", "TABLES"}), Oids{1001});
  path_ = {{"information_schema"}};
  EXPECT_EQ(found({"Tables"}), Oids{1001});
}

TEST_F(MysqlNames, a_temporary_table_hides_the_permanent_one_while_it_lives) {
  session_.insert("customers");
  EXPECT_EQ(found({"customers"}), Oids{20001});
  EXPECT_TRUE(session({"customers"}));
  EXPECT_TRUE(session({"other", "customers"}));
  EXPECT_FALSE(session({"orders"}));
}

TEST_F(MysqlNames, stored_functions_are_of_a_database_loadable_ones_of_none) {
  EXPECT_EQ(functions({"upper"}), 1U);
  EXPECT_EQ(functions({"d1", "upper"}), 1U);
  EXPECT_EQ(functions({"other", "upper"}), 0U);
  EXPECT_EQ(functions({"sys_exec"}), 1U);
  EXPECT_EQ(functions({"d1", "sys_exec"}), 0U);
  EXPECT_EQ(functions({"age"}), 0U);
  path_.reset();
  EXPECT_EQ(functions({"age"}), 1U);
}

class MysqlScope : public ::testing::Test {
 protected:
  static constexpr ColumnId id{1, 1}, email{1, 2}, amount{2, 1};
  MysqlScope() {
    customers_.alias = "c";
    customers_.database = "d1";
    customers_.columns = {{"id", std::span(&id, 1), true}, {"email", std::span(&email, 1), true}};
    outer_.visible.tables = {&customers_};
    outer_.visible.columns = customers_.columns;
    orders_.alias = "o";
    orders_.columns = {{"amount", std::span(&amount, 1), true}};
    inner_.visible.tables = {&orders_};
    inner_.visible.columns = orders_.columns;
    inner_.outer = &outer_;
  }

  static Meaning meaning(const Scope& scope, std::vector<std::string_view> name) { return resolve_mysql(scope, name); }
  using Columns = std::vector<ColumnId>;

  ScopeTable customers_, orders_;
  Scope outer_, inner_;
  std::vector<ScopeColumn> selected_;
};

TEST_F(MysqlScope, an_alias_takes_the_databases_of_its_table) {
  EXPECT_EQ(meaning(outer_, {"c", "email"}).sources, Columns{email});
  EXPECT_EQ(meaning(outer_, {"d1", "c", "email"}).sources, Columns{email});
  EXPECT_TRUE(meaning(outer_, {"other", "c", "email"}).unknown_table);
  EXPECT_TRUE(meaning(outer_, {"customers", "email"}).unknown_table);
}

TEST_F(MysqlScope, a_name_that_the_inner_scope_lacks_is_of_the_outer_one) {
  const auto found = meaning(inner_, {"email"});
  EXPECT_EQ(found.sources, Columns{email});
  EXPECT_TRUE(found.outer);
  EXPECT_EQ(meaning(inner_, {"c", "email"}).sources, Columns{email});
  EXPECT_EQ(meaning(inner_, {"amount"}).sources, Columns{amount});
}

TEST_F(MysqlScope, names_of_the_select_list_are_in_reach_of_subqueries_and_of_some_clauses) {
  selected_ = {{"x", std::span(&email, 1), true}};
  outer_.selected = &selected_;
  EXPECT_EQ(meaning(outer_, {"x"}).kind, Meaning::Kind::nothing);  // not in WHERE
  EXPECT_EQ(meaning(inner_, {"x"}).sources, Columns{email});
  outer_.own_names = true;
  EXPECT_EQ(meaning(outer_, {"x"}).sources, Columns{email});
}

TEST_F(MysqlScope, a_name_of_the_list_and_a_column_are_both_meant) {
  selected_ = {{"id", std::span(&email, 1), true}};
  outer_.selected = &selected_;
  outer_.own_names = true;
  EXPECT_EQ(meaning(outer_, {"id"}).sources, (Columns{id, email}));
}

TEST_F(MysqlScope, a_column_called_after_its_expression_may_be_meant_by_any_name) {
  customers_.columns.push_back({{}, std::span(&amount, 1), false});
  outer_.visible.columns = customers_.columns;
  outer_.visible.unnamed = true;
  EXPECT_EQ(meaning(outer_, {"count(*)"}).sources, Columns{amount});
  EXPECT_EQ(meaning(outer_, {"c", "count(*)"}).sources, Columns{amount});
  EXPECT_EQ(meaning(outer_, {"id"}).sources, Columns{id});
}

TEST_F(MysqlScope, where_columns_are_not_known_the_search_goes_on_outside) {
  orders_.open = true;
  inner_.visible.open = true;
  const auto found = meaning(inner_, {"email"});
  EXPECT_EQ(found.sources, Columns{email});
  EXPECT_TRUE(found.open);
}

}  // namespace
}  // namespace jaali::sql
