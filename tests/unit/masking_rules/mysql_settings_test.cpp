// Which native functions, variables and values a restricted caller of MySQL meets.
#include "masking_rules/decide/mysql_settings.h"

#include <gtest/gtest.h>

#include "masking_rules/decide/functions.h"

namespace jaali::masking_rules::deciding {
namespace {

using sql::Setting;

std::string problem(std::string_view name, std::string_view value, std::string_view scope = {}) {
  sql::Expression literal;
  literal.kind = sql::ExpressionKind::literal;
  literal.literal = sql::LiteralKind::string;
  literal.text = value;
  const std::string_view parts[] = {name};
  Setting setting;
  setting.name = parts;
  setting.scope = scope;
  setting.value = &literal;
  return problem_of(setting);
}

TEST(MysqlSettings, values_decide_where_a_variable_is_not_free) {
  EXPECT_EQ(problem("autocommit", "0"), "");
  EXPECT_EQ(problem("sql_auto_is_null", "OFF"), "");
  EXPECT_NE(problem("sql_auto_is_null", "1"), "");
  EXPECT_EQ(problem("character_set_client", "LATIN1"), "");
  EXPECT_NE(problem("character_set_client", "sjis"), "");
  EXPECT_NE(problem("character_set_results", "ucs2"), "");
  EXPECT_EQ(problem("collation_connection", "utf8mb4_unicode_ci"), "");
  EXPECT_NE(problem("collation_connection", "big5_chinese_ci"), "");
  EXPECT_EQ(problem("sql_mode", "ANSI"), "");
  EXPECT_NE(problem("sql_mode", "strict_all_tables,Oracle"), "");
  EXPECT_EQ(problem("max_join_size", "18446744073709551615"), "");
  EXPECT_NE(problem("max_join_size", "999999"), "");
  EXPECT_NE(problem("max_join_size", "1000000x"), "");
  EXPECT_NE(problem("optimizer_switch", "default"), "");
}

TEST(MysqlSettings, of_the_session_alone) {
  EXPECT_EQ(problem("autocommit", "0", "SESSION"), "");
  EXPECT_EQ(problem("autocommit", "0", "LOCAL"), "");
  EXPECT_NE(problem("autocommit", "0", "GLOBAL"), "");
  EXPECT_NE(problem("autocommit", "0", "PERSIST"), "");
  EXPECT_NE(problem("autocommit", "0", "PERSIST_ONLY"), "");
}

TEST(MysqlSettings, a_computed_value_serves_free_variables_only) {
  sql::Expression call;
  call.kind = sql::ExpressionKind::call;
  const std::string_view other[] = {"character_set_client"};
  Setting setting;
  setting.value = &call;
  for (const std::string_view name : {"sql_mode", "foreign_key_checks", "unique_checks"}) {
    const std::string_view free[] = {name};
    setting.name = free;
    EXPECT_EQ(problem_of(setting), "") << name;
  }
  setting.name = other;
  EXPECT_NE(problem_of(setting), "");
}

TEST(MysqlSettings, some_change_how_the_next_text_is_read) {
  Setting setting;
  for (const std::string_view name : {"sql_mode", "character_set_client", "collation_connection", "character_set_connection"}) {
    const std::string_view parts[] = {name};
    setting.name = parts;
    EXPECT_TRUE(setting_changes_reading(setting)) << name;
  }
  const std::string_view parts[] = {"autocommit"};
  setting.name = parts;
  EXPECT_FALSE(setting_changes_reading(setting));
  setting.kind = Setting::Kind::names;
  EXPECT_TRUE(setting_changes_reading(setting));
}

TEST(MysqlFunctions, are_known_refused_or_unknown) {
  for (const std::string_view name : {"concat", "now", "json_extract", "st_astext", "mbrcontains", "get_lock", "sleep", "uuid", "group_concat"}) {
    EXPECT_EQ(native_function(name), Native::reviewed) << name;
  }
  for (const std::string_view name : {"load_file", "benchmark", "sys_exec", "master_pos_wait"}) EXPECT_EQ(native_function(name), Native::refused) << name;
  for (const std::string_view name : {"nonesuch", "", "concatx", "CONCAT"}) EXPECT_EQ(native_function(name), Native::unknown) << name;
}

}  // namespace
}  // namespace jaali::masking_rules::deciding
