#pragma once
// A scripted client and a scripted server on both sides of a Relay, without sockets. Bytes go in whole or one at a time;
// what comes out is read back as messages. The database is made by hand, the rules come from a file, verdicts are real.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "proxy/session/postgres/relay.h"

namespace jaali::proxy::session::postgres::testing {

using masking_rules::ClassifiedCatalog;

inline constexpr std::uint32_t citizens = 20'001, cities = 20'002, pets = 20'003, int_type = 23, text_type = 25;

/// One message as it came out: its type and its body.
struct Message {
  char type;
  std::string body;
};
[[nodiscard]] std::vector<Message> messages_of(std::string_view bytes);

// What a client sends.
std::string query(std::string_view text);
std::string parse(std::string_view name, std::string_view text, std::vector<std::uint32_t> types = {});
std::string bind(std::string_view portal, std::string_view statement, std::vector<std::int16_t> formats = {});
std::string describe(char target, std::string_view name);
std::string execute(std::string_view portal, std::int32_t rows = 0);
std::string close(char target, std::string_view name);
std::string sync();
std::string flush();
std::string copy_data(std::string_view data);
std::string copy_done();
std::string terminate();

// What a server answers.
struct Column {
  std::uint32_t table;
  std::int16_t number;
  std::uint32_t type = text_type;
  std::int16_t format = 0;
};
inline constexpr Column computed{0, 0, text_type, 0};
std::string bare(char type);  ///< '1' ParseComplete, '2', '3', 'n', 's', 'I', 'c'
std::string row_description(std::vector<Column> columns);
std::string row(std::vector<std::string> values);
std::string complete(std::string_view tag);
std::string ready(char status = 'I');
std::string error(std::string_view sqlstate, std::string_view message, std::string_view severity = "ERROR");
std::string notice(std::string_view message);
std::string copy_in();
std::string copy_out();
std::string status(std::string_view name, std::string_view value);
/// The server's answer to the text that takes a refused statement's place.
std::string syntax_error();

class RelayTest : public ::testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// A session of that user: "dpo" sees everything, "observed" nothing changes (mode of all), others are restricted.
  void connect(const std::string& user = "support", std::map<std::string, std::string> reported = {});
  void rules(std::string_view more = {}, std::string_view mode = "enforce");
  /// The rules as they are from now on, for open sessions too.
  void reload(std::string_view more, std::string_view mode = "enforce");

  void client(const std::string& bytes);
  void server(const std::string& bytes);
  /// As one read, whatever the parameter says: the client does not get a word in between.
  void server_at_once(const std::string& bytes);
  void catalog_came();

  /// Types of the messages that came out since the last look, as "PBDES"; and the bytes themselves.
  std::string at_server();
  std::string at_client();
  std::vector<Message> messages_at_server();
  std::vector<Message> messages_at_client();
  /// Values of the rows that came to the client since the last look, joined by '|', a line each.
  std::string rows_at_client();
  /// Codes and messages of errors and notices since the last look: "42501 text".
  std::string errors_at_client();

  /// Ends the session and reads the log: the records' lines.
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
  bool closed_ = false;
  std::uint64_t prepared_bytes_ = 256ULL << 20;

 private:
  std::shared_ptr<const ClassifiedCatalog> make_catalog(std::string_view more, std::string_view mode);
  void run_client();
  void run_server();
  void collect(ByteView input);
  std::string client_in_, server_in_, client_out_, server_out_;
  std::size_t client_need_ = 0, server_need_ = 0;
  Sends sends_;
  std::vector<std::string> lines_;
  bool ended_ = false;
};

}  // namespace jaali::proxy::session::postgres::testing
