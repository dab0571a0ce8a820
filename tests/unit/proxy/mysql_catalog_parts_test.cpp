// The parts of MySQL's catalog that need no server: versions, accounts, types, names in expressions, set-up, bindings.
#include <gtest/gtest.h>

#include "protocol/mysql/column_type.h"
#include "proxy/catalog/binding_resolver.h"
#include "proxy/catalog/catalog_service.h"
#include "proxy/catalog/mysql/account_names.h"
#include "proxy/catalog/mysql/declared_type.h"
#include "proxy/catalog/mysql/object_numbers.h"
#include "proxy/catalog/mysql/queries.h"
#include "proxy/catalog/mysql/snapshot_loader.h"
#include "proxy/catalog/mysql/snapshot_parts.h"
#include "tests/unit/proxy/catalog_world.h"

namespace jaali::tests {
namespace {

using namespace proxy::catalog;
using protocol::mysql::ColumnType;
using protocol::mysql::FieldType;
using Strings = std::vector<std::string>;

TEST(MysqlVersion, IsReadOrNotUnderstood) {
  const auto number = [](std::string_view text) {
    const auto version = mysql::parse_version(text);
    return version ? version->number : -1;
  };
  EXPECT_EQ(number("9.7.4-2"), 90704);
  EXPECT_EQ(number("8.0.36"), 80036);
  EXPECT_EQ(number("10.11.19-MariaDB-0+deb12u1"), 101119);
  EXPECT_EQ(number("11.8.9-MariaDB-0+deb13u1 from Debian"), 110809);
  EXPECT_EQ(mysql::parse_version("10.11.19-MariaDB")->dialect, sql::Dialect::mariadb);
  EXPECT_EQ(mysql::parse_version("9.7.4-2")->dialect, sql::Dialect::mysql);
  for (const auto* wrong : {"", "9", "9.7", "9.7.", "x.7.4", "9..4", "-1.0.0", "9.7.400", "99999999999.1.1"})
    EXPECT_EQ(number(wrong), -1) << wrong;
}

TEST(MysqlAccounts, AreReadFromMandatoryRoles) {
  const auto read = [](std::string_view list) {
    Strings all;
    for (const auto& account : mysql::parse_accounts(list)) all.push_back(account.user + "/" + account.host);
    return all;
  };
  EXPECT_EQ(read(""), Strings{});
  EXPECT_EQ(read("`a`@`%`"), Strings{"a/%"});
  EXPECT_EQ(read("a"), Strings{"a/%"});
  EXPECT_EQ(read(" 'r,1'@'10.1.%' , \"two\" ,three@localhost"), (Strings{"r,1/10.1.%", "two/%", "three/localhost"}));
  EXPECT_EQ(read("`a``b`@`h`"), Strings{"a`b/h"});
  EXPECT_EQ(read(",,"), Strings{});
  EXPECT_EQ(read("`open"), Strings{"open/%"});
  EXPECT_EQ(mysql::role_name({"support", "%"}), "support");
  EXPECT_EQ(mysql::role_name({"support", ""}), "support");
  EXPECT_EQ(mysql::role_name({"support", "10.%"}), "support@10.%");
}

TEST(MysqlTypes, ArePackedAsTheWireAnnouncesThem) {
  const auto type = [](const mysql::Declared& declared) {
    return protocol::mysql::unpack(mysql::packed_type(declared).type);
  };
  const auto small = type({.data_type = "tinyint", .column_type = "tinyint(3) unsigned", .precision = 3});
  EXPECT_EQ(small, (ColumnType{.field = FieldType::tiny, .is_unsigned = true, .collation = 63}));
  const auto name =
      type({.data_type = "varchar", .column_type = "varchar(20)", .characters = 20, .octets = 80, .collation = 45});
  EXPECT_EQ(name, (ColumnType{.field = FieldType::var_string, .collation = 45}));
  EXPECT_TRUE(type({.data_type = "blob", .column_type = "blob", .characters = 65535, .octets = 65535}).is_binary());
  EXPECT_FALSE(
      type({.data_type = "text", .column_type = "text", .characters = 1, .octets = 1, .collation = 255}).is_binary());
  const auto choice =
      type({.data_type = "enum", .column_type = "enum('a unsigned')", .characters = 1, .octets = 4, .collation = 45});
  EXPECT_TRUE(choice.is_enum);
  EXPECT_FALSE(choice.is_unsigned) << "a label is no word of the type";
  EXPECT_TRUE(
      type({.data_type = "set", .column_type = "set('a')", .characters = 1, .octets = 4, .collation = 45}).is_set);
  EXPECT_TRUE(type({.data_type = "json", .column_type = "json"}).is_json);
  EXPECT_FALSE(type({.data_type = "json", .column_type = "json"}).is_binary());
  const auto alias = type({.data_type = "longtext",
                           .column_type = "longtext",
                           .characters = 9,
                           .octets = 9,
                           .collation = 46,
                           .json = true});
  EXPECT_TRUE(alias.is_json);
  EXPECT_EQ(alias.field, FieldType::long_blob);
  EXPECT_TRUE(type({.data_type = "uuid", .column_type = "uuid"}).is_uuid);
  EXPECT_TRUE(type({.data_type = "inet4", .column_type = "inet4"}).is_inet4);
  EXPECT_TRUE(type({.data_type = "inet6", .column_type = "inet6"}).is_inet6);
  EXPECT_EQ(type({.data_type = "polygon", .column_type = "polygon"}).field, FieldType::geometry);
  EXPECT_EQ(type({.data_type = "wonder", .column_type = "wonder"}).field, FieldType::null);
}

TEST(MysqlTypes, KeepLengthsAndPrecisions) {
  const auto modifier = [](const mysql::Declared& declared) { return mysql::packed_type(declared).modifier; };
  EXPECT_EQ(
      modifier({.data_type = "varchar", .column_type = "varchar(20)", .characters = 20, .octets = 80, .collation = 45}),
      20);
  EXPECT_EQ(modifier({.data_type = "varbinary", .column_type = "varbinary(8)", .characters = 8, .octets = 8}), 8);
  EXPECT_EQ(modifier({.data_type = "longtext",
                      .column_type = "longtext",
                      .characters = 4294967295,
                      .octets = 4294967295,
                      .collation = 45}),
            2147483647);
  EXPECT_EQ(modifier({.data_type = "decimal", .column_type = "decimal(12,2)", .precision = 12, .scale = 2}),
            12 << 8 | 2);
  EXPECT_EQ(modifier({.data_type = "datetime", .column_type = "datetime(6)", .fraction = 6}), 6);
  EXPECT_EQ(modifier({.data_type = "json", .column_type = "json"}), -1);
}

sql::Relation table(sql::Oid oid, const std::string& name, const Strings& columns) {
  sql::Relation made;
  made.oid = oid;
  made.schema = "crm";
  made.name = name;
  for (const auto& column_name : columns) {
    sql::Column column;
    column.name = column_name;
    column.number = static_cast<std::int16_t>(made.columns.size() + 1);
    column.type = protocol::mysql::pack({.field = FieldType::var_string, .collation = 45});
    made.columns.push_back(std::move(column));
  }
  return made;
}

TEST(MysqlExpressions, NameTheColumnsInThem) {
  const auto relation = table(20000, "t", {"a", "b c", "d`e", "email"});
  using Numbers = std::vector<std::int16_t>;
  EXPECT_EQ(mysql::columns_named(relation, ""), Numbers{});
  EXPECT_EQ(mysql::columns_named(relation, "concat(`a`,_utf8mb4\\'-\\',`B c`)"), (Numbers{1, 2}));
  EXPECT_EQ(mysql::columns_named(relation, "(`d``e` > 0)"), Numbers{3});
  EXPECT_EQ(mysql::columns_named(relation, "'a' = email()"), Numbers{}) << "the server writes names in quotes";
}

TEST(MysqlNumbers, BelongToANameWhileTheProcessLives) {
  mysql::ObjectNumbers numbers;
  using Kind = mysql::ObjectNumbers::Kind;
  const auto table_number = numbers.of(Kind::relation, "crm", "citizens", false);
  EXPECT_GE(table_number, sql::first_normal_oid);
  EXPECT_EQ(numbers.of(Kind::relation, "crm", "citizens", false), table_number);
  EXPECT_NE(numbers.of(Kind::relation, "crmcitizens", "", false), table_number);
  EXPECT_NE(numbers.of(Kind::function, "crm", "citizens", false), table_number);
  EXPECT_NE(numbers.of(Kind::function, "crm", "f", false), numbers.of(Kind::procedure, "crm", "f", false));
  EXPECT_LT(numbers.of(Kind::relation, "mysql", "user", true), sql::first_normal_oid);
}

TEST(MysqlSetup, HasBothVariantsAndEscapesNames) {
  proxy::UpstreamConfig config;
  config.name = "shop\nDROP DATABASE crm";
  config.protocol = proxy::Protocol::mysql;
  config.service.user = "o'neil\\";
  const auto sql = setup_sql(config);
  EXPECT_EQ(sql.find("\nDROP DATABASE crm"), std::string::npos) << "a name ended its comment";
  EXPECT_NE(sql.find("'o''neil\\\\'@'%'"), std::string::npos) << sql.substr(0, 900);
  EXPECT_NE(sql.find("/*M!\nSELECT @@version"), std::string::npos);
  EXPECT_NE(sql.find("/*!80000\nSELECT @@version"), std::string::npos);
  EXPECT_NE(sql.find("REQUIRE SSL"), std::string::npos);
  EXPECT_EQ(sql.find("@FINGERPRINT@"), std::string::npos);
  EXPECT_EQ(sql.find("GRANT SELECT"), std::string::npos) << "the account has no right to any table";
  config.tls = proxy::UpstreamTls::off;
  EXPECT_NE(setup_sql(config).find("REQUIRE NONE"), std::string::npos);
}

TEST(MysqlSnapshot, IsRefusedWhereTheServerDoesNotSayWhatItIs) {
  mysql::ObjectNumbers numbers;
  const auto build = [&](const char* version, const char* rights) {
    std::vector<mysql::Rows> results(mysql::part_count);
    results[0] = mysql::Rows(4, {{version, "0", "", rights}});
    return mysql::build_snapshot(results, "shop", numbers);
  };
  EXPECT_TRUE(build("9.7.4-2", "3"));
  const auto unknown = build("Vitess", "3");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("version"), std::string::npos);
  const auto gaps = build("9.7.4-2", "2");
  ASSERT_FALSE(gaps);
  EXPECT_NE(gaps.error().message.find("SHOW VIEW"), std::string::npos) << gaps.error().message;
}

// --- Bindings, which go by names.

std::shared_ptr<sql::Snapshot> snapshot(std::vector<sql::Relation> relations) {
  auto made = std::make_shared<sql::Snapshot>();
  made->dialect = sql::Dialect::mariadb;
  made->upstream = "shop";
  made->relations = std::move(relations);
  made->index();
  return made;
}

std::shared_ptr<const masking_rules::Policy> rules(const std::string& columns) {
  return policy("[classes.national_id]\nsensitivity = \"restricted\"\nmask = \"redact\"\n" + columns);
}

Strings bound(const Resolved& resolved) {
  Strings all;
  for (const auto& binding : resolved.bindings)
    all.push_back(std::to_string(binding.column.relation) + "." + std::to_string(binding.column.column) + " " +
                  binding.name_then);
  return all;
}

const auto exact = "[columns.\"shop/crm.citizens\"]\ncnic = \"national_id\"\n";
const auto glob = "[columns.\"shop/*.*\"]\n\"*cnic\" = \"national_id\"\n";

TEST(MysqlBindings, FollowAColumnThatMoves) {
  const auto policy = rules(exact);
  const auto first = resolve_bindings({}, *snapshot({table(20000, "citizens", {"id", "cnic"})}), *policy);
  EXPECT_EQ(bound(first), Strings{"20000.2 shop/crm.citizens.cnic"});
  const auto second =
      resolve_bindings(first.state, *snapshot({table(20000, "citizens", {"email", "id", "cnic"})}), *policy);
  EXPECT_EQ(bound(second), Strings{"20000.3 shop/crm.citizens.cnic"}) << "ordinal positions are no identity";
  EXPECT_TRUE(second.alarms.empty());
}

TEST(MysqlBindings, RestrictATableWhoseNamedColumnVanished) {
  const auto policy = rules(exact);
  const auto first = resolve_bindings({}, *snapshot({table(20000, "citizens", {"id", "cnic"})}), *policy);
  const auto second = resolve_bindings(first.state, *snapshot({table(20000, "citizens", {"id", "number"})}), *policy);
  ASSERT_EQ(second.drift.size(), 1U);
  EXPECT_EQ(second.drift[0].relation, 20000U);
  ASSERT_EQ(second.alarms.size(), 1U);
  EXPECT_NE(second.alarms[0].find("crm.citizens.cnic"), std::string::npos) << second.alarms[0];
}

TEST(MysqlBindings, RestrictATableWhereAColumnOfAGlobMayHaveBeenRenamed) {
  const auto policy = rules(glob);
  const auto first = resolve_bindings({}, *snapshot({table(20000, "citizens", {"id", "old_cnic"})}), *policy);
  ASSERT_EQ(bound(first), Strings{"20000.2 shop/crm.citizens.old_cnic"});
  auto renamed = resolve_bindings(first.state, *snapshot({table(20000, "citizens", {"id", "number"})}), *policy);
  ASSERT_EQ(renamed.drift.size(), 1U) << "number may hold what old_cnic held";
  // It stays so, also across a restart, until the rules speak of the new column.
  const auto kept = from_json(to_json(renamed.state));
  ASSERT_TRUE(kept);
  renamed = resolve_bindings(*kept, *snapshot({table(20000, "citizens", {"id", "number"})}), *policy);
  EXPECT_EQ(renamed.drift.size(), 1U);
  const auto decided = rules(std::string(glob) + "[columns.\"shop/crm.citizens\"]\nnumber = \"none\"\n");
  EXPECT_TRUE(
      resolve_bindings(renamed.state, *snapshot({table(20000, "citizens", {"id", "number"})}), *decided).drift.empty());
}

TEST(MysqlBindings, LetAColumnOfAGlobBeDropped) {
  const auto policy = rules(glob);
  const auto first = resolve_bindings({}, *snapshot({table(20000, "citizens", {"id", "old_cnic"})}), *policy);
  const auto second = resolve_bindings(first.state, *snapshot({table(20000, "citizens", {"id"})}), *policy);
  EXPECT_TRUE(second.drift.empty());
  EXPECT_TRUE(second.alarms.empty());
  EXPECT_TRUE(second.state.tables.empty());
}

TEST(MysqlBindings, FollowARenamedTable) {
  const auto policy = rules(exact);
  const auto first = resolve_bindings({}, *snapshot({table(20000, "citizens", {"id", "cnic"})}), *policy);
  const auto second = resolve_bindings(
      first.state, *snapshot({table(20001, "other", {"id", "cnic", "more"}), table(20002, "people", {"id", "cnic"})}),
      *policy);
  EXPECT_EQ(bound(second), Strings{"20002.2 shop/crm.citizens.cnic"});
  EXPECT_FALSE(second.alarms.empty());
  const auto third = resolve_bindings(second.state, *snapshot({table(20002, "people", {"cnic", "id"})}), *policy);
  EXPECT_EQ(bound(third), Strings{"20002.1 shop/crm.citizens.cnic"});
  // A twin of a table that is still there is another table.
  const auto twins = resolve_bindings(
      first.state, *snapshot({table(20000, "citizens", {"id", "cnic"}), table(20002, "people", {"id", "cnic"})}),
      *policy);
  EXPECT_EQ(bound(twins), Strings{"20000.2 shop/crm.citizens.cnic"});
}

}  // namespace
}  // namespace jaali::tests
