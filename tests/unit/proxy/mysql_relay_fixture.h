#pragma once
// A scripted client and a scripted server on both sides of a MySQL Relay, without sockets. Bytes go in whole or one at a
// time; what comes out is read back as packets. The database is made by hand, the rules come from a file, verdicts are real.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "protocol/mysql/wire_writer.h"
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql::testing {

using masking_rules::ClassifiedCatalog;

inline constexpr std::uint32_t citizens = 20'001, cities = 20'002, notes = 20'003;
inline constexpr wire::Capabilities plain_41 = wire::cap_long_password | wire::cap_protocol_41 | wire::cap_secure_connection |
                                               wire::cap_plugin_auth | wire::cap_multi_statements | wire::cap_multi_results |
                                               wire::cap_ps_multi_results | wire::cap_local_files;
inline constexpr wire::Capabilities modern = plain_41 | wire::cap_deprecate_eof | wire::cap_session_track;

/// One packet as it came out.
struct Packet {
  std::uint8_t sequence = 0;
  std::string payload;
  [[nodiscard]] std::uint8_t first() const { return payload.empty() ? 0 : static_cast<std::uint8_t>(payload[0]); }
};

/// A column of a result, as its definition says.
struct Column {
  std::string name;
  std::string org_table, org_name;  ///< of database crm; empty: none
  wire::FieldType type = wire::FieldType::var_string;
  std::uint16_t collation = 45;
};
inline Column cnic() { return {"cnic", "citizens", "cnic"}; }
inline Column city() { return {"name", "cities", "name"}; }
inline Column computed(std::string name = "x") { return {std::move(name), "", ""}; }

/// An answer of the server, packet by packet; sequence ids go on from 1, or from where it is told.
class Answer {
 public:
  explicit Answer(wire::Capabilities capabilities, std::uint8_t from = 1, std::uint32_t max_frame = 0xffffff)
      : capabilities_(capabilities), sequence_(from) {
    framing_.max_frame = max_frame;
  }
  Answer& ok(std::uint16_t status = wire::server_status::autocommit, std::uint64_t affected = 0, std::uint16_t warnings = 0,
             std::string_view info = {});
  Answer& error(std::uint16_t code, std::string_view sqlstate, std::string_view message);
  /// The head of a result: count, definitions and what ends them.
  Answer& columns(const std::vector<Column>& columns, std::uint16_t status = wire::server_status::autocommit);
  Answer& text_row(const std::vector<std::optional<std::string>>& values);
  /// Of strings alone.
  Answer& binary_row(const std::vector<std::string>& values);
  Answer& end(std::uint16_t status = wire::server_status::autocommit, std::uint16_t warnings = 0);
  Answer& prepared(std::uint32_t id, std::uint16_t parameters, const std::vector<Column>& columns, std::uint16_t warnings = 0);
  Answer& payload(std::string_view bytes);
  [[nodiscard]] const std::string& bytes() const { return out_; }
  operator std::string() const { return out_; }  // NOLINT: reads as the bytes that it is

 private:
  void definitions(const std::vector<Column>& columns, std::uint16_t status);
  wire::Capabilities capabilities_;
  wire::Framing framing_;
  std::uint8_t sequence_;
  std::string out_;
};

struct Parameter {
  wire::FieldType type = wire::FieldType::var_string;
  std::string value;
  bool long_data = false;
};

/// Pieces of input: 0 for whole, 1 for byte by byte; and capabilities, with EOF packets or without.
struct How {
  std::size_t piece = 0;
  wire::Capabilities capabilities = plain_41;
};

class RelayTest : public ::testing::TestWithParam<How> {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// A session of that user: "dpo" sees everything, others are restricted.
  void connect(const std::string& user = "support", bool mariadb = true);
  void rules(std::string_view more = {}, std::string_view mode = "enforce");
  void reload(std::string_view more, std::string_view mode = "enforce");

  void client(const std::string& bytes);
  void server(const std::string& bytes);
  void catalog_came();
  /// Answers the relay's own question, which must be what is at the server and nothing else.
  void tell_state(std::string_view sql_mode = "", std::string_view charset = "utf8mb4", std::string_view database = "crm");

  // What a client sends.
  [[nodiscard]] std::string query(std::string_view text) const;
  [[nodiscard]] std::string prepare(std::string_view text) const;
  [[nodiscard]] std::string execute(std::uint32_t id, const std::vector<Parameter>& parameters = {}, std::uint8_t flags = 0) const;
  [[nodiscard]] std::string fetch(std::uint32_t id, std::uint32_t rows) const;
  [[nodiscard]] std::string by_id(wire::Command command, std::uint32_t id) const;
  [[nodiscard]] std::string bare(wire::Command command) const;
  [[nodiscard]] std::string named(wire::Command command, std::string_view name) const;
  [[nodiscard]] Answer answer(std::uint8_t from = 1) const { return Answer(GetParam().capabilities, from, max_frame_); }

  /// Packets that came out since the last look.
  std::vector<Packet> at_server();
  std::vector<Packet> at_client();
  /// Texts of the COM_QUERY and COM_STMT_PREPARE that came to the server, a line each; other commands by their name.
  std::string commands_at_server();
  /// Values of the text rows that came to the client, joined by '|', a line each; then errors as "1142 text", OK as "ok".
  std::string answer_at_client(bool binary = false);

  std::vector<std::string> records();
  [[nodiscard]] std::size_t records_with(std::initializer_list<std::string_view> parts);

  std::filesystem::path folder_;
  std::unique_ptr<audit::Writer> log_;
  std::unique_ptr<net::Worker> worker_;
  gate::Gate gate_;
  std::shared_ptr<catalog::DatabaseCatalog> database_;
  std::shared_ptr<sql::Snapshot> snapshot_;
  std::unique_ptr<Relay> relay_;
  std::vector<std::string> alarms_, refreshes_;
  std::vector<std::function<void()>> awaiting_catalog_;
  std::uint32_t max_frame_ = 0xffffff;
  bool closed_ = false;
  bool user_admitted_ = true;

 private:
  std::shared_ptr<const ClassifiedCatalog> make_catalog(std::string_view more, std::string_view mode);
  void run_client();
  void run_server();
  void collect(ByteView input);
  std::string client_in_, server_in_, client_out_, server_out_;
  std::size_t client_need_ = 0, server_need_ = 0;
  Sends sends_;
  std::vector<std::string> lines_;
  bool done_ = false;
};

/// The four ways that every test of the relay runs in.
[[nodiscard]] inline auto all_ways() {
  return ::testing::Values(How{0, plain_41}, How{1, plain_41}, How{0, modern}, How{1, modern});
}
[[nodiscard]] inline std::string name_of(const ::testing::TestParamInfo<How>& info) {
  return std::string(info.param.piece == 0 ? "whole" : "by_byte") + (info.param.capabilities == modern ? "_modern" : "_plain");
}

}  // namespace jaali::proxy::session::mysql::testing
