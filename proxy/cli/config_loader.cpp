// jaali.toml → Config. Every complaint names its line; nothing is guessed, and nothing that was mistyped is left out.
#include <unistd.h>

#include <algorithm>
#include <array>

#include "masking_rules/policy_reader.h"
#include "proxy/cli/config.h"
#include "proxy/cli/config_check.h"

namespace jaali::proxy {
namespace {

using masking_rules::DiagnosticSink;
using masking_rules::in_quotes;
using masking_rules::TableReader;
using masking_rules::TomlEntry;
using masking_rules::TomlPlace;
using masking_rules::TomlValue;

template <class T, std::size_t n>
using Words = std::array<std::pair<std::string_view, T>, n>;

constexpr std::uint16_t postgres_port = 5432, mysql_port = 3306, listener_port = 6432, admin_port = 9642;
constexpr std::int64_t most_seconds = 10 * 365 * 24 * 3600LL;

class ConfigLoader {
 public:
  ConfigLoader(Config& config, ConfigPlaces& places, DiagnosticSink& sink)
      : config_(config), places_(places), base_(config.file.parent_path()), sink_(sink) {}

  void load(const TomlValue& tree) {
    TableReader top(tree, "jaali.toml", sink_);
    config_.instance = host_name();
    if (const auto instance = top.string("instance")) {
      config_.instance = instance->text;
      if (instance->text.empty() || instance->text.size() > 128)
        sink_.error(instance->place, "instance must have 1 to 128 bytes");
    }
    if (const auto state = path(top, "state")) config_.state = *state;
    top.require("rules");
    if (const auto rules = top.strings("rules", true)) {
      for (const auto& pattern : *rules) config_.rules.push_back(absolute(pattern.text).string());
    }
    top.require("upstreams");
    top.require("listeners");
    if (const auto* upstreams = top.find("upstreams"))
      each(*upstreams, "upstreams", [&](const TomlEntry& e) { load_upstream(e); });
    if (const auto* listeners = top.find("listeners"))
      each(*listeners, "listeners", [&](const TomlEntry& e) { load_listener(e); });
    if (const auto* audit = top.find("audit")) load_audit(*audit);
    if (const auto* limits = top.find("limits")) load_limits(*limits);
    if (const auto* admin = top.find("admin")) load_admin(*admin);
    if (const auto* log = top.find("log")) load_log(*log);
    top.finish();
  }

 private:
  template <class Load>
  void each(const TomlValue& tables, std::string_view key, Load load) {
    if (tables.kind != TomlValue::Kind::table || tables.table.empty()) {
      sink_.error(tables.place, std::string(key) + " must be tables with a name: [" + std::string(key) + ".crm]");
      return;
    }
    for (const auto& entry : tables.table) {
      const auto good = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
      if (entry.key.empty() || entry.key.size() > 63 || !std::ranges::all_of(entry.key, good)) {
        sink_.error(entry.place, in_quotes(entry.key) + " is not a name here", "letters, digits, _ and -, at most 63");
      }
      load(entry);
    }
  }

  void load_upstream(const TomlEntry& entry) {
    static constexpr Words<Protocol, 2> protocols{{{"postgres", Protocol::postgres}, {"mysql", Protocol::mysql}}};
    static constexpr Words<UpstreamTls, 3> tls_words{
        {{"verify-full", UpstreamTls::verify_full}, {"verify-ca", UpstreamTls::verify_ca}, {"off", UpstreamTls::off}}};
    static constexpr Words<Login, 4> logins{
        {{"scram", Login::scram}, {"password", Login::password}, {"trust", Login::trust}, {"relay", Login::relay}}};
    static constexpr Words<bool, 2> unclassified_words{{{"mask", true}, {"pass", false}}};
    TableReader table(entry.value, "[upstreams." + entry.key + "]", sink_);
    UpstreamConfig upstream;
    upstream.name = entry.key;
    table.require("protocol");
    if (const auto protocol = table.one_of<Protocol>("protocol", protocols)) upstream.protocol = *protocol;
    table.require("hosts");
    if (const auto hosts = table.strings("hosts", true)) {
      for (const auto& host : *hosts) {
        if (auto endpoint = server_endpoint(host, upstream.protocol)) upstream.hosts.push_back(std::move(*endpoint));
      }
    }
    if (const auto tls = table.one_of<UpstreamTls>("tls", tls_words)) upstream.tls = *tls;
    if (const auto ca = path(table, "tls_ca")) upstream.tls_ca = *ca;
    if (upstream.protocol == Protocol::mysql) upstream.login = Login::relay;
    if (const auto login = table.one_of<Login>("login", logins)) upstream.login = *login;
    if (const auto file = path(table, "users_file")) upstream.users_file = *file;
    if (const auto mask = table.one_of<bool>("unclassified", unclassified_words)) upstream.mask_unclassified = *mask;
    if (const auto send = table.boolean("send_proxy_protocol")) upstream.send_proxy_protocol = *send;
    seconds(table, "connect_seconds", upstream.connect_timeout, 1);
    seconds(table, "refresh_seconds", upstream.refresh_interval, 1);
    table.require("service");
    if (const auto* service = table.find("service")) load_service(*service, upstream);
    table.finish();
    places_.upstreams[entry.key] = {table.place(),
                                    table.place_of("protocol"),
                                    table.place_of("hosts"),
                                    table.place_of("tls"),
                                    table.place_of("tls_ca"),
                                    table.place_of("login"),
                                    table.place_of("users_file")};
    config_.upstreams.emplace(entry.key, std::move(upstream));
  }

  void load_service(const TomlValue& value, UpstreamConfig& upstream) {
    TableReader table(value, "service of [upstreams." + upstream.name + "]", sink_);
    table.require("user");
    if (const auto user = table.string("user")) upstream.service.user = user->text;
    if (const auto database = table.string("database")) {
      upstream.service.database = database->text;
      if (upstream.protocol == Protocol::mysql)
        sink_.error(database->place, "the service account of a MySQL upstream needs no database: it reads the whole server's catalog",
                    "remove it");
    }
    auto password = masking_rules::read_secret_place(table, "password", base_);
    upstream.service.password = {std::move(password.file), std::move(password.env)};
    table.finish();
  }

  void load_listener(const TomlEntry& entry) {
    static constexpr Words<ListenerTls, 3> tls_words{
        {{"require", ListenerTls::require}, {"allow", ListenerTls::allow}, {"off", ListenerTls::off}}};
    static constexpr Words<ClientCertificate, 3> certificate_words{{{"none", ClientCertificate::none},
                                                                    {"optional", ClientCertificate::optional},
                                                                    {"required", ClientCertificate::required}}};
    TableReader table(entry.value, "[listeners." + entry.key + "]", sink_);
    ListenerConfig listener;
    listener.name = entry.key;
    table.require("upstream");
    if (const auto upstream = table.string("upstream")) listener.upstream = upstream->text;
    table.require("address");
    if (const auto address = table.string("address")) {
      if (auto endpoint = this->endpoint(*address, listener_port)) listener.address = std::move(*endpoint);
    }
    if (const auto tls = table.one_of<ListenerTls>("tls", tls_words)) listener.tls = *tls;
    if (const auto file = path(table, "certificate")) listener.certificate = *file;
    if (const auto file = path(table, "key")) listener.key = *file;
    if (const auto file = path(table, "client_ca")) listener.client_ca = *file;
    if (const auto wanted = table.one_of<ClientCertificate>("client_certificate", certificate_words))
      listener.client_certificate = *wanted;
    if (const auto balancers = table.strings("proxy_protocol_from")) {
      for (const auto& text : *balancers) {
        if (const auto network = masking_rules::parse_network(text.text))
          listener.proxy_protocol_from.push_back(*network);
        else
          sink_.error(text.place, network.error().text, "write it as 10.1.0.0/16 or fd00::/8");
      }
    }
    table.finish();
    places_.listeners[entry.key] = {table.place(), table.place_of("upstream"), table.place_of("address"),
                                    table.place_of("tls"), table.place_of("client_certificate")};
    config_.listeners.emplace(entry.key, std::move(listener));
  }

  void load_audit(const TomlValue& value) {
    static constexpr Words<audit::Durability, 3> words{{{"queued", audit::Durability::queued},
                                                        {"written", audit::Durability::written},
                                                        {"synced", audit::Durability::synced}}};
    TableReader table(value, "[audit]", sink_);
    if (const auto directory = path(table, "directory")) config_.audit.directory = *directory;
    if (const auto durability = table.one_of<audit::Durability>("durability", words))
      config_.audit.durability = *durability;
    number(table, "queue_records", config_.audit.queue_records, 16, 16 * 1024 * 1024);
    number(table, "segment_bytes", config_.audit.segment_bytes, 4096, std::int64_t{1} << 40);
    table.finish();
    places_.durability = table.place_of("durability");
  }

  void load_limits(const TomlValue& value) {
    auto& limits = config_.limits;
    TableReader table(value, "[limits]", sink_);
    number(table, "connections", limits.connections, 0, 10'000'000);
    number(table, "connections_per_user", limits.connections_per_user, 0, 10'000'000);
    number(table, "connections_per_address", limits.connections_per_address, 0, 10'000'000);
    seconds(table, "startup_seconds", limits.startup, 0);
    seconds(table, "login_seconds", limits.login, 0);
    seconds(table, "idle_seconds", limits.idle, 0);
    seconds(table, "write_seconds", limits.write, 0);
    seconds(table, "drain_seconds", limits.drain, 0);
    // Below a start-up packet's own cap nobody could log in; above 1 GiB PostgreSQL has no messages.
    number(table, "message_bytes", limits.message_bytes, 16 * 1024, 1024LL * 1024 * 1024);
    number(table, "statement_bytes", limits.statement_bytes, 1024, 64LL * 1024 * 1024);
    number(table, "threads", limits.threads, 0, 1024);
    table.finish();
  }

  void load_admin(const TomlValue& value) {
    TableReader table(value, "[admin]", sink_);
    table.require("address");
    if (const auto address = table.string("address")) config_.admin = endpoint(*address, admin_port);
    table.finish();
    places_.admin = table.place_of("address");
  }

  void load_log(const TomlValue& value) {
    static constexpr Words<LogLevel, 5> words{{{"trace", LogLevel::trace},
                                               {"debug", LogLevel::debug},
                                               {"info", LogLevel::info},
                                               {"warning", LogLevel::warning},
                                               {"error", LogLevel::error}}};
    TableReader table(value, "[log]", sink_);
    if (const auto level = table.one_of<LogLevel>("level", words)) config_.log_level = *level;
    table.finish();
  }

  /// MySQL's Unix sockets have any name.
  std::optional<Endpoint> server_endpoint(const masking_rules::PlacedString& text, Protocol protocol) {
    if (protocol == Protocol::postgres) return endpoint(text, postgres_port);
    if (!text.text.starts_with('/')) return endpoint(text, mysql_port);
    auto parsed = Endpoint::parse(text.text, mysql_port);
    if (!parsed) return endpoint(text, mysql_port);
    Endpoint socket;
    socket.unix_socket = text.text;
    return socket;
  }

  std::optional<Endpoint> endpoint(const masking_rules::PlacedString& text, std::uint16_t default_port) {
    auto parsed = Endpoint::parse(text.text, default_port);
    if (parsed) return std::move(*parsed);
    sink_.error(text.place, in_quotes(text.text) + " is not an address: " + parsed.error(),
                "host:port, [::1]:port or /path/of/socket");
    return std::nullopt;
  }

  std::optional<std::filesystem::path> path(TableReader& table, std::string_view key) {
    const auto text = table.string(key);
    if (!text) return std::nullopt;
    if (text->text.empty() || text->text.find('\0') != std::string::npos) {
      sink_.error(text->place, std::string(key) + " is not a path");
      return std::nullopt;
    }
    return absolute(text->text);
  }
  [[nodiscard]] std::filesystem::path absolute(const std::string& text) const {
    return (base_ / text).lexically_normal();
  }

  void seconds(TableReader& table, std::string_view key, std::chrono::seconds& out, std::int64_t least) {
    if (const auto value = table.integer(key, least, most_seconds)) out = std::chrono::seconds(*value);
  }
  template <class T>
  void number(TableReader& table, std::string_view key, T& out, std::int64_t least, std::int64_t most) {
    if (const auto value = table.integer(key, least, most)) out = static_cast<T>(*value);
  }

  static std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "jaali";
  }

  Config& config_;
  ConfigPlaces& places_;
  std::filesystem::path base_;
  DiagnosticSink& sink_;
};

}  // namespace

LoadedConfig load_config(const std::filesystem::path& file) {
  LoadedConfig loaded;
  DiagnosticSink sink(file.string(), loaded.diagnostics);
  const auto bytes = masking_rules::read_rules_bytes(file);
  if (!bytes) {
    sink.error({}, bytes.error().text);
    return loaded;
  }
  const auto tree = masking_rules::parse_toml(*bytes, sink);
  if (!tree) return loaded;
  Config config;
  std::error_code code;
  config.file = std::filesystem::absolute(file, code).lexically_normal();
  ConfigPlaces places;
  ConfigLoader(config, places, sink).load(*tree);
  check_config(config, places, sink);
  masking_rules::sort_by_place(loaded.diagnostics);
  if (!masking_rules::has_errors(loaded.diagnostics)) loaded.config = std::move(config);
  return loaded;
}

}  // namespace jaali::proxy
