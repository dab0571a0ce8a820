#include "tests/unit/proxy/postgres_relay_fixture.h"

#include <algorithm>

namespace jaali::proxy::session::postgres::testing {
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
[columns."crm/crm.public.citizens"]
id = "none"
cnic = "national_id"
email = "email"
[columns."crm/crm.public.cities"]
"*" = "none"
[[roles]]
name = "dpo"
users = ["dpo"]
[roles.sees]
"*" = "reveal"
)rules";

sql::Relation relation(std::uint32_t oid, std::string name, std::vector<std::pair<std::string, std::uint32_t>> columns) {
  sql::Relation made;
  made.oid = oid;
  made.schema = "public";
  made.name = std::move(name);
  for (auto& [column, type] : columns) {
    sql::Column one;
    one.name = column;
    one.number = static_cast<std::int16_t>(made.columns.size() + 1);
    one.type = one.base_type = type;
    made.columns.push_back(std::move(one));
  }
  return made;
}

sql::Type type(std::uint32_t oid, std::string name) {
  sql::Type made;
  made.oid = oid;
  made.schema = "pg_catalog";
  made.name = std::move(name);
  made.builtin = true;
  return made;
}

template <class Write>
std::string written(Write&& write) {
  std::string out;
  write(out);
  return out;
}

}  // namespace

std::vector<Message> messages_of(std::string_view bytes) {
  std::vector<Message> messages;
  while (!bytes.empty()) {
    const auto head = wire::peek_head(protocol::bytes_of(bytes), 0x7ffffff0U);
    if (!head || !*head || bytes.size() < (*head)->size()) {
      ADD_FAILURE() << "not whole messages: " << bytes.size() << " bytes are left";
      break;
    }
    messages.push_back({(*head)->type, std::string(bytes.substr(wire::head_size, (*head)->body_size))});
    bytes.remove_prefix((*head)->size());
  }
  return messages;
}

std::string query(std::string_view text) { return written([&](auto& out) { wire::append_query(out, text); }); }
std::string parse(std::string_view name, std::string_view text, std::vector<std::uint32_t> types) {
  return written([&](auto& out) { wire::append_parse(out, name, text, types); });
}
std::string bind(std::string_view portal, std::string_view statement, std::vector<std::int16_t> formats) {
  wire::BindView view;
  view.portal = portal;
  view.statement = statement;
  view.result_formats = std::move(formats);
  return written([&](auto& out) { wire::append_bind(out, view); });
}
std::string describe(char target, std::string_view name) {
  return written([&](auto& out) { wire::append_describe(out, static_cast<wire::Target>(target), name); });
}
std::string execute(std::string_view portal, std::int32_t rows) {
  return written([&](auto& out) { wire::append_execute(out, portal, rows); });
}
std::string close(char target, std::string_view name) {
  return written([&](auto& out) { wire::append_close(out, static_cast<wire::Target>(target), name); });
}
std::string sync() { return written([](auto& out) { wire::append_sync(out); }); }
std::string flush() { return written([](auto& out) { wire::append_flush(out); }); }
std::string copy_data(std::string_view data) {
  return written([&](auto& out) { wire::append_message(out, wire::Frontend::copy_data, protocol::bytes_of(data)); });
}
std::string copy_done() { return written([](auto& out) { wire::append_copy_done(out); }); }
std::string terminate() { return written([](auto& out) { wire::append_terminate(out); }); }

std::string bare(char type) {
  return written([&](auto& out) { wire::append_message(out, static_cast<wire::Backend>(type), {}); });
}
std::string row_description(std::vector<Column> columns) {
  wire::RowDescriptionView view;
  for (const auto& column : columns) {
    view.fields.push_back({"c", column.table, column.number, column.type, -1, -1, column.format});
  }
  return written([&](auto& out) { wire::append_row_description(out, view); });
}
std::string row(std::vector<std::string> values) {
  std::vector<wire::ValueView> views;
  for (const auto& value : values) views.emplace_back(protocol::bytes_of(value));
  return written([&](auto& out) { wire::append_data_row(out, views); });
}
std::string complete(std::string_view tag) { return written([&](auto& out) { wire::append_command_complete(out, tag); }); }
std::string ready(char status) {
  return written([&](auto& out) { wire::append_ready_for_query(out, static_cast<wire::TransactionStatus>(status)); });
}
std::string error(std::string_view sqlstate, std::string_view message, std::string_view severity) {
  const std::array<wire::ErrorField, 5> fields{{{'S', severity}, {'V', severity}, {'C', sqlstate}, {'M', message}, {'D', message}}};
  return written([&](auto& out) { wire::append_error(out, wire::Backend::error_response, fields); });
}
std::string notice(std::string_view message) {
  const std::array<wire::ErrorField, 4> fields{{{'S', "NOTICE"}, {'V', "NOTICE"}, {'C', "00000"}, {'M', message}}};
  return written([&](auto& out) { wire::append_error(out, wire::Backend::notice_response, fields); });
}
std::string copy_in() {
  return written([](auto& out) { wire::append_copy_response(out, wire::Backend::copy_in_response, {0, {0, 0}}); });
}
std::string copy_out() {
  return written([](auto& out) { wire::append_copy_response(out, wire::Backend::copy_out_response, {0, {0, 0}}); });
}
std::string status(std::string_view name, std::string_view value) {
  return written([&](auto& out) { wire::append_parameter_status(out, name, value); });
}
std::string syntax_error() { return error("42601", "syntax error at or near \"refused\""); }

void RelayTest::SetUp() {
  std::string pattern = (std::filesystem::temp_directory_path() / "jaali-relay-XXXXXX").string();
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
  snapshot_->upstream = snapshot_->database = "crm";
  snapshot_->server_version = 150'000;
  snapshot_->schemas = {"public", "pg_catalog"};
  snapshot_->relations.push_back(
      relation(citizens, "citizens", {{"id", int_type}, {"cnic", text_type}, {"email", text_type}, {"notes", text_type}}));
  snapshot_->relations.push_back(relation(cities, "cities", {{"id", int_type}, {"name", text_type}}));
  snapshot_->relations.push_back(relation(pets, "pets", {{"name", text_type}, {"age", int_type}}));
  snapshot_->types = {type(int_type, "int4"), type(text_type, "text"), type(20, "int8")};
  sql::Function lower;
  lower.oid = 870;
  lower.schema = "pg_catalog";
  lower.name = "lower";
  lower.signature = "pg_catalog.lower(text)";
  lower.volatility = sql::Volatility::immutable;
  lower.argument_types = {text_type};
  lower.return_type = text_type;
  lower.builtin = true;
  lower.language = "internal";
  snapshot_->functions.push_back(std::move(lower));
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
  const auto loaded = masking_rules::load_policy({file}, {{"crm"}});
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.level == masking_rules::Diagnostic::Level::error) ADD_FAILURE() << diagnostic.line << ": " << diagnostic.message;
  }
  return ClassifiedCatalog::make(loaded.policy, snapshot_, {true});
}

void RelayTest::rules(std::string_view more, std::string_view mode) {
  database_ = std::make_shared<catalog::DatabaseCatalog>(make_catalog(more, mode));
}

void RelayTest::reload(std::string_view more, std::string_view mode) { database_->replace(make_catalog(more, mode)); }

void RelayTest::connect(const std::string& user, std::map<std::string, std::string> reported) {
  reported.emplace("DateStyle", "ISO, MDY");
  reported.emplace("client_encoding", "UTF8");
  reported.emplace("standard_conforming_strings", "on");
  Environment environment;
  environment.worker = worker_.get();
  environment.gate = &gate_;
  environment.database = database_;
  environment.catalog = database_->current();
  environment.caller.user = environment.facts.user = user;
  environment.caller.database = environment.facts.database = "crm";
  environment.facts.session = "5e55";
  environment.prepared_bytes = prepared_bytes_;
  environment.refresh_catalog = [this](std::string reason, std::function<void()> done) {
    refreshes_.push_back(std::move(reason));
    awaiting_catalog_.push_back(std::move(done));
  };
  environment.resume_client = [this] { run_client(); };
  environment.alarm = [this](std::string what) { alarms_.push_back(std::move(what)); };
  environment.ended = [] {};
  relay_ = std::make_unique<Relay>(std::move(environment), reported, false);
}

void RelayTest::client(const std::string& bytes) {
  const auto piece = GetParam() == 0 ? bytes.size() : GetParam();
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    client_in_ += bytes.substr(at, piece);
    run_client();
  }
}

void RelayTest::server(const std::string& bytes) {
  const auto piece = GetParam() == 0 ? bytes.size() : GetParam();
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    server_in_ += bytes.substr(at, piece);
    run_server();
  }
}

void RelayTest::server_at_once(const std::string& bytes) {
  server_in_ += bytes;
  run_server();
}

void RelayTest::catalog_came() {
  const auto waiting = std::move(awaiting_catalog_);
  awaiting_catalog_.clear();
  for (const auto& done : waiting) done();
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
  if (server_in_.size() < server_need_ || closed_) return;
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

std::vector<Message> RelayTest::messages_at_server() { return messages_of(std::exchange(server_out_, {})); }
std::vector<Message> RelayTest::messages_at_client() { return messages_of(std::exchange(client_out_, {})); }

std::string RelayTest::at_server() {
  std::string types;
  for (const auto& message : messages_at_server()) types += message.type;
  return types;
}

std::string RelayTest::at_client() {
  std::string types;
  for (const auto& message : messages_at_client()) types += message.type;
  return types;
}

std::string RelayTest::rows_at_client() {
  std::string text;
  for (const auto& message : messages_at_client()) {
    if (message.type != 'D') continue;
    auto reader = wire::DataRowReader::open(protocol::bytes_of(message.body));
    for (std::uint16_t i = 0; reader && i < reader->count(); ++i) {
      const auto value = reader->next();
      text += i == 0 ? "" : "|";
      text += value && *value ? std::string(protocol::text_of(**value)) : "NULL";
    }
    text += '\n';
  }
  return text;
}

std::string RelayTest::errors_at_client() {
  std::string text;
  for (const auto& message : messages_at_client()) {
    if (message.type != 'E' && message.type != 'N') continue;
    const auto view = wire::decode_error(protocol::bytes_of(message.body));
    if (view) text += std::string(view->field('C')) + " " + std::string(view->field('M')) + "\n";
  }
  return text;
}

std::vector<std::string> RelayTest::records() {
  if (ended_ || !relay_) return lines_;
  ended_ = true;
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

}  // namespace jaali::proxy::session::postgres::testing
