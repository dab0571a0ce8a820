// COM_CHANGE_USER and what else makes a session another one.
#include "tests/unit/proxy/mysql_relay_fixture.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

namespace status = wire::server_status;

class MysqlChangeUser : public RelayTest {
 protected:
  [[nodiscard]] std::string change_user(std::string_view user, std::string_view proof = "01234567890123456789",
                                        std::string_view plugin = "mysql_native_password") const {
    wire::ChangeUserView view;
    view.user = user;
    view.auth_response = protocol::bytes_of(proof);
    view.database = "crm";
    view.collation = 45;
    view.plugin = plugin;
    std::string out;
    std::uint8_t sequence = 0;
    EXPECT_TRUE(wire::append_change_user(out, sequence, view, GetParam().capabilities));
    return out;
  }
  [[nodiscard]] static std::string packet(std::uint8_t sequence, std::string_view payload) {
    std::string out;
    wire::append_packet(out, sequence, protocol::bytes_of(payload));
    return out;
  }
  [[nodiscard]] static std::string switch_request() {
    return "\xfe" + std::string("mysql_native_password") + std::string(1, '\0') + std::string(20, 'n') + std::string(1, '\0');
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, MysqlChangeUser, all_ways(), name_of);

TEST_P(MysqlChangeUser, GivesTheSessionAnotherRole) {
  connect("dpo");
  client(query("SELECT cnic FROM citizens"));
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-1234567-1\n");
  at_server();
  client(change_user("support"));
  EXPECT_EQ(commands_at_server(), "COM_CHANGE_USER\n");
  server(packet(1, switch_request()));
  auto packets = at_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].sequence, 1);
  client(packet(2, "another proof of 20b"));
  packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].sequence, 2);
  EXPECT_EQ(packets[0].payload, "another proof of 20b");
  server(answer(3).ok());
  packets = at_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].sequence, 3);
  client(query("SELECT cnic FROM citizens"));
  tell_state();
  EXPECT_EQ(commands_at_server(), "SELECT cnic FROM citizens\n");
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
  EXPECT_EQ(records_with({"\"kind\":\"logout\"", "\"name\":\"dpo\""}), 1U);
  EXPECT_EQ(records_with({"\"kind\":\"login\"", "\"name\":\"support\"", "\"role\":\"restricted\""}), 1U);
  EXPECT_EQ(records_with({"\"kind\":\"statement\"", "\"name\":\"support\"", "\"masked\":1"}), 1U);
}

TEST_P(MysqlChangeUser, BringsNoPasswordThatNobodyAskedFor) {
  connect("dpo");
  client(change_user("support", "secret", "mysql_clear_password"));
  auto packets = at_server();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].payload, change_user("support", "", "").substr(4));
  server(packet(1, switch_request()));
  client(packet(2, "another proof of 20b"));
  server(answer(3).ok());
  EXPECT_FALSE(closed_);
  EXPECT_EQ(records_with({"\"kind\":\"login\"", "\"name\":\"support\""}), 1U);
}

TEST_P(MysqlChangeUser, KeepsTheCallerWhereTheServerDoesNotLetTheOtherIn) {
  connect("support");
  client(change_user("dpo"));
  server(answer(1).error(1045, "28000", "Access denied"));
  EXPECT_EQ(answer_at_client(), "1045 Access denied\n");
  at_server();
  client(query("SELECT cnic FROM citizens"));
  tell_state();
  commands_at_server();
  server(answer().columns({cnic()}).text_row({"42101-1234567-1"}).end());
  EXPECT_EQ(answer_at_client(), "42101-*******-1\n");
  EXPECT_EQ(records_with({"\"kind\":\"login_failed\"", "\"name\":\"dpo\""}), 1U);
}

TEST_P(MysqlChangeUser, ForgetsStatementsOfTheOneBefore) {
  connect("dpo");
  client(prepare("SELECT cnic FROM citizens"));
  server(answer().prepared(7, 0, {cnic()}));
  client(change_user("support"));
  server(answer(1).ok());
  at_client();
  at_server();
  client(execute(7));
  EXPECT_EQ(commands_at_server(), "");
  EXPECT_TRUE(answer_at_client().starts_with("1243 "));
}

TEST_P(MysqlChangeUser, LooksAtNothingBeforeTheAnswer) {
  connect("dpo");
  client(change_user("support") + query("SELECT cnic FROM citizens"));
  EXPECT_EQ(commands_at_server(), "COM_CHANGE_USER\n");
  server(answer(1).ok());
  EXPECT_EQ(commands_at_server(), std::string(state_question) + "\n");
}

TEST_P(MysqlChangeUser, RefusesAnAccountOfBefore41AsALoginDoes) {
  connect("dpo");
  client(change_user("ancient"));
  server(packet(1, "\xfe"));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(alarms_.size(), 0U);
  EXPECT_EQ(answer_at_client(), "1045 jaali: the server asks for the authentication of MySQL before 4.1\n");
  EXPECT_EQ(records_with({"\"kind\":\"login_failed\"", "\"name\":\"ancient\""}), 1U);
}

TEST_P(MysqlChangeUser, RefusesInTheOrderOfThePackets) {
  connect("dpo");
  client(change_user("support"));
  server(packet(1, switch_request()));
  client(packet(2, "another proof of 20b"));
  at_client();
  server(packet(3, "\xfe"));
  const auto packets = at_client();
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].sequence, 3);
}

TEST_P(MysqlChangeUser, EndsWhereTheUserHasTooManySessions) {
  connect("dpo");
  user_admitted_ = false;
  client(change_user("support"));
  at_server();
  server(answer(1).ok());
  EXPECT_TRUE(closed_);
  EXPECT_TRUE(answer_at_client().starts_with("1045 "));
  EXPECT_EQ(records_with({"\"kind\":\"login\"", "support"}), 0U);
}

TEST_P(MysqlChangeUser, EndsAtOneThatIsCut) {
  connect("support");
  client(packet(0, "\x11" "dpo"));
  EXPECT_TRUE(closed_);
  EXPECT_EQ(commands_at_server(), "COM_QUIT\n");
}

TEST_P(MysqlChangeUser, ForgetsTheStateOfAConnectionThatIsReset) {
  connect("support");
  client(query("SELECT 1"));
  tell_state("ANSI_QUOTES");
  server(answer().columns({computed()}).text_row({"1"}).end());
  at_client();
  at_server();
  client(bare(wire::Command::reset_connection));
  server(answer().ok());
  at_server();
  at_client();
  client(query("SELECT \"cnic\" FROM citizens"));
  tell_state();
  EXPECT_EQ(commands_at_server(), "SELECT \"cnic\" FROM citizens\n");
}

}  // namespace
}  // namespace jaali::proxy::session::mysql::testing
