#include "bench/client/plan.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace jaali::bench {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key) { return std::string(object.at(key).as_string()); }

template <typename Integer>
Integer positive(const json::object& object, std::string_view key) {
  const auto value = object.at(key).to_number<Integer>();
  if (value == 0) throw std::runtime_error("plan: \"" + std::string(key) + "\" must be more than 0");
  return value;
}

DatabaseServer parse_server(const std::string& name) {
  if (name == "postgres") return DatabaseServer::postgres;
  if (name == "mariadb") return DatabaseServer::mariadb;
  throw std::runtime_error("plan: unknown server \"" + name + "\"");
}

Login parse_login(const json::object& object) {
  Login login;
  login.server = parse_server(text(object, "server"));
  login.host = text(object, "host");
  login.port = positive<std::uint16_t>(object, "port");
  login.database = text(object, "database");
  login.user = text(object, "user");
  login.password = text(object, "password");
  login.authority = text(object, "authority");
  return login;
}

Target parse_target(const json::value& value) {
  const auto& object = value.as_object();
  Target target{text(object, "name"), parse_login(object.at("login").as_object()), {}};
  for (const auto& pid : object.at("pids").as_array()) target.pids.push_back(pid.to_number<int>());
  return target;
}

std::vector<Target> parse_targets(const json::object& object) {
  std::vector<Target> targets;
  for (const auto& value : object.at("targets").as_array()) targets.push_back(parse_target(value));
  if (targets.empty()) throw std::runtime_error("plan: no targets");
  return targets;
}

QueryProtocol parse_protocol(const std::string& name) {
  if (name == "simple") return QueryProtocol::simple;
  if (name == "prepared") return QueryProtocol::prepared;
  throw std::runtime_error("plan: unknown protocol \"" + name + "\"");
}

}  // namespace

Plan parse_plan(std::string_view text_of_plan) {
  const auto value = json::parse(text_of_plan);
  const auto& object = value.as_object();
  const auto kind = text(object, "kind");
  if (kind == "point") {
    PointPlan plan;
    plan.targets = parse_targets(object);
    plan.protocol = parse_protocol(text(object, "protocol"));
    plan.statement = text(object, "statement");
    plan.keys = positive<std::uint32_t>(object, "keys");
    plan.sessions = positive<std::uint32_t>(object, "sessions");
    plan.rotations = positive<std::uint32_t>(object, "rotations");
    plan.slice_milliseconds = positive<std::uint32_t>(object, "slice_milliseconds");
    plan.seed = object.at("seed").to_number<std::uint64_t>();
    if (plan.statement.find(key_mark) == std::string::npos) throw std::runtime_error("plan: the statement has no key");
    return plan;
  }
  if (kind == "rows") {
    RowsPlan plan;
    plan.targets = parse_targets(object);
    plan.statement = text(object, "statement");
    plan.probe = text(object, "probe");
    plan.rows = positive<std::uint64_t>(object, "rows");
    plan.rotations = positive<std::uint32_t>(object, "rotations");
    plan.seed = object.at("seed").to_number<std::uint64_t>();
    return plan;
  }
  if (kind == "idle") {
    return IdlePlan{parse_target(object.at("target")), parse_target(object.at("direct")), text(object, "statement"),
                    positive<std::uint32_t>(object, "sessions")};
  }
  throw std::runtime_error("plan: unknown kind \"" + kind + "\"");
}

}  // namespace jaali::bench
