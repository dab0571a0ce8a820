#include "tests/unit/proxy/mysql_relay_fixture.h"

#include <algorithm>

#include "protocol/mysql/row.h"

namespace jaali::proxy::session::mysql::testing {
namespace {

constexpr std::string_view base_rules = R"rules(
default_role = "restricted"
[classes.national_id]
sensitivity = "restricted"
mask = "keep(5,2)"
predicates = "lookup"
[classes.email]
sensitivity = "confidential"
mask = "email"
[columns."crm/crm.citizens"]
id = "none"
cnic = "national_id"
email = "email"
[columns."crm/crm.cities"]
"*" = "none"
[columns."crm/crm.notes"]
"*" = "none"
[[roles]]
name = "dpo"
users = ["dpo"]
[roles.sees]
"*" = "reveal"
)rules";

std::uint32_t packed(wire::FieldType field, std::uint16_t collation) {
  wire::ColumnType type;
  type.field = field;
  type.collation = collation;
  return wire::pack(type);
}

sql::Relation relation(std::uint32_t oid, std::string name, std::vector<std::pair<std::string, std::uint32_t>> columns) {
  sql::Relation made;
  made.oid = oid;
  made.schema = "crm";
  made.name = std::move(name);
  for (auto& [column, type] : columns) {
    sql::Column one;
    one.name = column;
    one.number = static_cast<std::int16_t>(made.columns.size() + 1);
    one.type = type;
    made.columns.push_back(std::move(one));
  }
  return made;
}

template <class Write>
std::string command(Write&& write) {
  std::string out;
  std::uint8_t sequence = 0;
  write(out, sequence);
  return out;
}

std::vector<Packet> packets_of(std::string_view bytes, std::uint32_t max_frame) {
  std::vector<Packet> packets;
  bool goes_on = false;
  while (!bytes.empty()) {
    const auto head = wire::peek_head(protocol::bytes_of(bytes));
    if (!head || bytes.size() < head->size()) {
      ADD_FAILURE() << "not whole packets: " << bytes.size() << " bytes are left";
      break;
    }
    const auto payload = bytes.substr(wire::head_size, head->payload_size);
    if (goes_on) {
      packets.back().payload += payload;
    } else {
      packets.push_back({head->sequence, std::string(payload)});
    }
    goes_on = head->payload_size == max_frame;
    bytes.remove_prefix(head->size());
  }
  return packets;
}

}  // namespace

Answer& Answer::ok(std::uint16_t status, std::uint64_t affected, std::uint16_t warnings, std::string_view info) {
  wire::OkView view;
  view.status = status;
  view.affected_rows = affected;
  view.warnings = warnings;
  if (!info.empty() || wire::has(capabilities_, wire::cap_session_track)) view.info = info;
  view.info_has_length = wire::has(capabilities_, wire::cap_session_track);
  wire::append_ok(out_, sequence_, view, capabilities_);
  return *this;
}

Answer& Answer::error(std::uint16_t code, std::string_view sqlstate, std::string_view message) {
  wire::append_error(out_, sequence_, {code, sqlstate, message});
  return *this;
}

Answer& Answer::columns(const std::vector<Column>& columns, std::uint16_t status) {
  wire::append_column_count(out_, sequence_, {columns.size(), true}, capabilities_);
  definitions(columns, status);
  return *this;
}

void Answer::definitions(const std::vector<Column>& columns, std::uint16_t status) {
  for (const auto& column : columns) {
    wire::ColumnDefinitionView view;
    view.catalog = "def";
    view.schema = column.org_table.empty() ? "" : "crm";
    view.table = view.org_table = column.org_table;
    view.name = column.name;
    view.org_name = column.org_name;
    view.collation = column.collation;
    view.length = 1020;
    view.type = column.type;
    wire::append_column_definition(out_, sequence_, view, capabilities_);
  }
  if (!columns.empty() && !wire::has(capabilities_, wire::cap_deprecate_eof)) wire::append_eof(out_, sequence_, {0, status});
}

Answer& Answer::text_row(const std::vector<std::optional<std::string>>& values) {
  std::string row;
  for (const auto& value : values) {
    wire::append_lenenc_value(row, value ? std::optional(protocol::bytes_of(*value)) : std::nullopt);
  }
  return payload(row);
}

Answer& Answer::binary_row(const std::vector<std::string>& values) {
  std::string row(1 + (values.size() + 9) / 8, '\0');
  for (const auto& value : values) wire::append_lenenc_value(row, protocol::bytes_of(value));
  return payload(row);
}

Answer& Answer::end(std::uint16_t status, std::uint16_t warnings) {
  if (!wire::has(capabilities_, wire::cap_deprecate_eof)) {
    wire::append_eof(out_, sequence_, {warnings, status});
    return *this;
  }
  wire::OkView view;
  view.header = wire::eof_header;
  view.status = status;
  view.warnings = warnings;
  view.info = std::string_view();
  wire::append_ok(out_, sequence_, view, capabilities_);
  return *this;
}

Answer& Answer::prepared(std::uint32_t id, std::uint16_t parameters, const std::vector<Column>& columns, std::uint16_t warnings) {
  wire::PrepareOkView view;
  view.statement = id;
  view.parameters = parameters;
  view.columns = static_cast<std::uint16_t>(columns.size());
  view.warnings = warnings;
  wire::append_prepare_ok(out_, sequence_, view, capabilities_);
  definitions(std::vector<Column>(parameters, computed("?")), 0);
  definitions(columns, 0);
  return *this;
}

Answer& Answer::payload(std::string_view bytes) {
  wire::append_packet(out_, sequence_, protocol::bytes_of(bytes), framing_);
  return *this;
}

void RelayTest::SetUp() {
  std::string pattern = (std::filesystem::temp_directory_path() / "jaali-my-relay-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  folder_ = pattern;
  audit::WriterOptions options;
  options.instance = "relay-test";
  options.directory = folder_ / "log";
  auto opened = audit::Writer::open(std::move(options));
  ASSERT_TRUE(opened) << opened.error();
  log_ = std::move(*opened);
  worker_ = std::make_unique<net::Worker>(*log_);
  snapshot_ = std::make_shared<sql::Snapshot>();
  snapshot_->version = 1;
  snapshot_->dialect = sql::Dialect::mariadb;
  snapshot_->upstream = "crm";
  snapshot_->server_version = 101'119;
  snapshot_->schemas = {"crm", "mysql"};
  for (const auto* user : {"support", "dpo", "dpo2", "ancient"}) snapshot_->members.push_back({user, {}, false, true});
  const auto text = packed(wire::FieldType::var_string, 45), number = packed(wire::FieldType::long_, wire::binary_collation);
  snapshot_->relations.push_back(relation(citizens, "citizens", {{"id", number}, {"cnic", text}, {"email", text}}));
  snapshot_->relations.push_back(relation(cities, "cities", {{"id", number}, {"name", text}}));
  snapshot_->relations.push_back(relation(notes, "notes", {{"id", number}, {"text", text}}));
  snapshot_->index();
  rules();
}

void RelayTest::TearDown() {
  records();
  relay_.reset();
  worker_.reset();
  log_.reset();
  std::filesystem::remove_all(folder_);
}

std::shared_ptr<const ClassifiedCatalog> RelayTest::make_catalog(std::string_view more, std::string_view mode) {
  const auto file = folder_ / "rules.toml";
  std::ofstream(file) << "mode = \"" << mode << "\"\n" << base_rules << more;
  const auto loaded = masking_rules::load_policy({file}, {{"crm", true}});
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.level == masking_rules::Diagnostic::Level::error) ADD_FAILURE() << diagnostic.line << ": " << diagnostic.message;
  }
  return ClassifiedCatalog::make(loaded.policy, snapshot_, {false});
}

void RelayTest::rules(std::string_view more, std::string_view mode) {
  database_ = std::make_shared<catalog::DatabaseCatalog>(make_catalog(more, mode));
}

void RelayTest::reload(std::string_view more, std::string_view mode) { database_->replace(make_catalog(more, mode)); }

void RelayTest::connect(const std::string& user, bool mariadb) {
  Environment environment;
  environment.worker = worker_.get();
  environment.gate = &gate_;
  environment.database = database_;
  environment.catalog = database_->current();
  environment.caller.user = environment.facts.user = user;
  environment.caller.database = environment.facts.database = "crm";
  environment.facts.session = "5e55";
  environment.refresh_catalog = [this](std::string reason, std::function<void()> done) {
    refreshes_.push_back(std::move(reason));
    awaiting_catalog_.push_back(std::move(done));
  };
  environment.resume_client = [this] { run_client(); };
  environment.alarm = [this](std::string what) { alarms_.push_back(std::move(what)); };
  environment.admit_user = [this](const std::string&) { return user_admitted_; };
  environment.ended = [] {};
  RelayStart start;
  start.auth.capabilities = GetParam().capabilities;
  start.auth.default_plugin = "mysql_native_password";
  start.scramble = std::string(20, 's');
  start.database = "crm";
  start.status = wire::server_status::autocommit;
  start.mariadb = mariadb;
  start.framing.max_frame = max_frame_;
  relay_ = std::make_unique<Relay>(std::move(environment), std::move(start));
}

void RelayTest::client(const std::string& bytes) {
  const auto piece = GetParam().piece == 0 ? std::max<std::size_t>(bytes.size(), 1) : GetParam().piece;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    client_in_ += bytes.substr(at, piece);
    run_client();
  }
}

void RelayTest::server(const std::string& bytes) {
  const auto piece = GetParam().piece == 0 ? std::max<std::size_t>(bytes.size(), 1) : GetParam().piece;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    server_in_ += bytes.substr(at, piece);
    run_server();
  }
}

void RelayTest::catalog_came() {
  const auto waiting = std::move(awaiting_catalog_);
  awaiting_catalog_.clear();
  for (const auto& done : waiting) done();
}

void RelayTest::tell_state(std::string_view sql_mode, std::string_view charset, std::string_view database) {
  ASSERT_EQ(commands_at_server(), std::string(state_question) + "\n");
  const auto question = answer();
  Answer answer = question;
  answer.columns({computed("d"), computed("m"), computed("c"), computed("t")});
  answer.text_row({database.empty() ? std::nullopt : std::optional(std::string(database)), std::string(sql_mode), std::string(charset), "+00:00"});
  server(answer.end());
}

void RelayTest::run_client() {
  if (client_in_.empty() || client_in_.size() < client_need_ || relay_->client_blocked() || closed_) return;
  sends_.clear();
  const auto taken = relay_->on_client(protocol::bytes_of(client_in_), sends_);
  collect(protocol::bytes_of(client_in_));
  client_need_ = taken.need;
  client_in_.erase(0, taken.consumed);
}

void RelayTest::run_server() {
  if (server_in_.empty() || server_in_.size() < server_need_ || closed_) return;
  sends_.clear();
  const auto taken = relay_->on_server(protocol::bytes_of(server_in_), sends_);
  collect(protocol::bytes_of(server_in_));
  server_need_ = taken.need;
  server_in_.erase(0, taken.consumed);
  run_client();
}

void RelayTest::collect(ByteView input) {
  for (const auto& range : sends_.to_client.ranges()) client_out_ += protocol::text_of(sends_.to_client.bytes(range, input));
  for (const auto& range : sends_.to_server.ranges()) server_out_ += protocol::text_of(sends_.to_server.bytes(range, input));
  closed_ = closed_ || sends_.close;
}

std::string RelayTest::query(std::string_view text) const {
  return command([&](auto& out, auto& sequence) { wire::append_query(out, sequence, text, GetParam().capabilities, {max_frame_, 1 << 30}); });
}
std::string RelayTest::prepare(std::string_view text) const { return named(wire::Command::stmt_prepare, text); }
std::string RelayTest::named(wire::Command which, std::string_view name) const {
  return command([&](auto& out, auto& sequence) { wire::append_text(out, sequence, which, name, {max_frame_, 1 << 30}); });
}
std::string RelayTest::execute(std::uint32_t id, const std::vector<Parameter>& parameters, std::uint8_t flags) const {
  wire::ExecuteView view;
  view.statement = id;
  view.flags = flags;
  view.new_types = !parameters.empty();
  for (const auto& parameter : parameters) {
    wire::ParameterView one;
    one.type.type = parameter.type;
    one.is_long_data = parameter.long_data;
    if (!parameter.long_data) one.value = protocol::bytes_of(parameter.value);
    view.parameters.push_back(one);
  }
  std::vector<std::uint16_t> long_data;
  for (std::uint16_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].long_data) long_data.push_back(i);
  }
  wire::ExecuteContext context;
  context.long_data = long_data;
  context.parameters = static_cast<std::uint16_t>(parameters.size());
  context.mariadb = true;
  return command([&](auto& out, auto& sequence) { wire::append_execute(out, sequence, view, context, GetParam().capabilities); });
}
std::string RelayTest::fetch(std::uint32_t id, std::uint32_t rows) const {
  return command([&](auto& out, auto& sequence) { wire::append_fetch(out, sequence, {id, rows}); });
}
std::string RelayTest::by_id(wire::Command which, std::uint32_t id) const {
  return command([&](auto& out, auto& sequence) { wire::append_id(out, sequence, which, id); });
}
std::string RelayTest::bare(wire::Command which) const {
  return command([&](auto& out, auto& sequence) { wire::append_bare(out, sequence, which); });
}

std::vector<Packet> RelayTest::at_server() { return packets_of(std::exchange(server_out_, {}), max_frame_); }
std::vector<Packet> RelayTest::at_client() { return packets_of(std::exchange(client_out_, {}), max_frame_); }

std::string RelayTest::commands_at_server() {
  std::string text;
  for (const auto& packet : at_server()) {
    const auto which = wire::command_of(protocol::bytes_of(packet.payload));
    if (which && (*which == wire::Command::query || *which == wire::Command::stmt_prepare)) {
      text += packet.payload.substr(1);
    } else {
      text += which ? std::string(wire::to_string(*which)) : "?";
    }
    text += '\n';
  }
  return text;
}

std::string RelayTest::answer_at_client(bool binary) {
  std::string text;
  bool rows = false;
  std::size_t columns = 0, definitions = 0;
  for (const auto& packet : at_client()) {
    const auto payload = protocol::bytes_of(packet.payload);
    if (wire::is_error(payload)) {
      const auto error = wire::decode_error(payload);
      text += std::to_string(error->code) + " " + std::string(error->message) + "\n";
      rows = false;
    } else if (rows && packet.first() == wire::eof_header && packet.payload.size() < 100) {
      rows = false;
    } else if (rows && binary) {
      auto reader = wire::BinaryRowReader::open(payload, columns);
      for (std::size_t i = 0; reader && i < columns; ++i) {
        const auto value = reader->next(wire::FieldType::var_string);
        text += (i == 0 ? "" : "|") + (value && *value ? std::string(protocol::text_of(**value)) : "NULL");
      }
      text += "\n";
    } else if (rows) {
      wire::TextRowReader reader(payload);
      for (std::size_t i = 0; i < columns; ++i) {
        const auto value = reader.next();
        text += (i == 0 ? "" : "|") + (value && *value ? std::string(protocol::text_of(**value)) : "NULL");
      }
      text += "\n";
    } else if (columns > 0 && definitions < columns) {
      ++definitions;
      if (definitions == columns && wire::has(GetParam().capabilities, wire::cap_deprecate_eof)) rows = true;
    } else if (columns > 0 && packet.first() == wire::eof_header) {
      rows = true;
    } else if (packet.first() == wire::ok_header) {
      text += "ok\n";
      columns = definitions = 0;
    } else {
      columns = packet.first();
      definitions = 0;
    }
    if (!rows && definitions == columns && packet.first() == wire::eof_header) columns = definitions = 0;
  }
  return text;
}

std::vector<std::string> RelayTest::records() {
  if (done_ || !relay_) return lines_;
  done_ = true;
  relay_->on_end();
  log_->stop();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "log")) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) lines_.push_back(line);
  }
  return lines_;
}

std::size_t RelayTest::records_with(std::initializer_list<std::string_view> parts) {
  const auto lines = records();
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return std::all_of(parts.begin(), parts.end(), [&](auto part) { return line.find(part) != std::string::npos; });
  }));
}

}  // namespace jaali::proxy::session::mysql::testing
