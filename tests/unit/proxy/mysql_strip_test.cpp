// What is left of errors over protected data, and what the session's state is read as.
#include <gtest/gtest.h>

#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/session_state.h"
#include "proxy/session/mysql/strip.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

std::string stripped(std::uint16_t code, std::string_view message) { return stripped_message({code, "23000", message}); }

TEST(Strip, KeepsTheNamesOfConstraints) {
  EXPECT_NE(stripped(1062, "Duplicate entry 'a@b.c' for key 'citizens.email_unique'").find("for key 'citizens.email_unique'"), std::string::npos);
  EXPECT_NE(stripped(1452, "Cannot add or update a child row: a foreign key constraint fails (`crm`.`orders`, CONSTRAINT `orders_fk` FOREIGN KEY (`c`) REFERENCES `x` (`id`))")
                .find("CONSTRAINT `orders_fk` FOREIGN KEY"), std::string::npos);
  EXPECT_NE(stripped(3819, "Check constraint 'positive' is violated.").find("Check constraint 'positive' is violated."), std::string::npos);
  EXPECT_NE(stripped(4025, "CONSTRAINT `positive` failed for `crm`.`citizens`").find("CONSTRAINT `positive` failed"), std::string::npos);
}

TEST(Strip, KeepsNoValues) {
  for (const auto* message : {
           "Duplicate entry '42101' for key 'x",                      // cut
           "Duplicate entry 'x' for key '42101 x'",                   // no name
           "Duplicate entry '42101' for key 'a' and '42101'",         // something else ends it
           "Incorrect integer value: '42101' for column 'a' at row 1",
       }) {
    EXPECT_EQ(stripped(1062, message).find("42101"), std::string::npos) << message;
  }
  EXPECT_EQ(stripped(1366, "Incorrect integer value: '42101' for column `crm`.`c`.`a` at row 1").find("42101"), std::string::npos);
}

TEST(SessionState, ReadsItsRow) {
  std::string row;
  namespace wire = protocol::mysql;
  wire::append_lenenc_value(row, std::nullopt);
  for (const std::string_view value : {"ANSI_QUOTES,PIPES_AS_CONCAT", "latin1", "SYSTEM"}) wire::append_lenenc_value(row, protocol::bytes_of(value));
  const auto state = decode_state(protocol::bytes_of(row));
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->database);
  EXPECT_EQ(state->character_set_client, "latin1");
  for (std::size_t size = 0; size < row.size(); ++size) EXPECT_FALSE(decode_state(protocol::bytes_of(row).first(size))) << size;
  row += '\1';
  EXPECT_FALSE(decode_state(protocol::bytes_of(row)));
}

TEST(SessionState, KnowsQuestionsAboutTheLastStatementInLettersOnly) {
  for (const auto* text : {"SHOW WARNINGS", "show  warnings ;", "SHOW ERRORS LIMIT 1", "show count(*) warnings", "SELECT @@warning_count", "select found_rows()",
                           "SELECT FOUND_ROWS() AS total;", "SELECT ROW_COUNT() n", "select found_rows()  as `The_Count`"}) {
    EXPECT_TRUE(asks_about_last_statement(text)) << text;
  }
  for (const auto* text : {"SHOW WARNINGS; SELECT 1", "SHOW /* */ WARNINGS", "SELECT 1", "", "SHOW TABLES", "SELECT @@warning_count, email FROM citizens",
                           "SELECT FOUND_ROWS() FROM citizens", "SELECT FOUND_ROWS(), email", "SELECT FOUND_ROWS() AS a FROM citizens", "SELECT crm.FOUND_ROWS()",
                           "SELECT FOUND_ROWS()+1", "SELECT ROW_COUNT() AS f(x)", "SELECT FOUND_ROWS() AS \"a\""}) {
    EXPECT_FALSE(asks_about_last_statement(text)) << text;
  }
}

}  // namespace
}  // namespace jaali::proxy::session::mysql::testing
