#include "proxy/session/postgres/exchange.h"

namespace jaali::proxy::session::postgres {
namespace {

template <class Map>
typename Map::mapped_type found_or_null(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : found->second;
}

void assume(Names& names, const Request& request) {
  using Kind = Request::Kind;
  switch (request.kind) {
    case Kind::parse:
      if (!request.poisoned) names.statements[request.name] = request.statement;
      break;
    case Kind::bind:
      if (!request.poisoned) names.portals[request.name] = request.portal;
      break;
    case Kind::close_statement: names.statements.erase(request.name); break;
    case Kind::close_portal: names.portals.erase(request.name); break;
    case Kind::query:
    case Kind::describe_statement:
    case Kind::describe_portal:
    case Kind::execute:
    case Kind::sync:
    case Kind::function_call:
    case Kind::copy_end: break;
  }
}

}  // namespace

std::shared_ptr<Statement> Exchange::assumed_statement(std::string_view name) const {
  return found_or_null(assumed.statements, name);
}

std::shared_ptr<Portal> Exchange::assumed_portal(std::string_view name) const {
  return found_or_null(assumed.portals, name);
}

Request& Exchange::push(Request::Kind kind) {
  auto& request = outstanding.emplace_back();
  request.kind = kind;
  request.id = next_id++;
  return request;
}

void Exchange::skip_to_sync() {
  while (!outstanding.empty() && outstanding.front().kind != Request::Kind::sync) outstanding.pop_front();
  assumed = confirmed;
  for (const auto& request : outstanding) assume(assumed, request);
}

void Exchange::begin_copy_in() {
  copying_in = true;
  for (auto next = outstanding.begin() + 1; next != outstanding.end();) {
    if (next->kind == Request::Kind::copy_end) {
      copying_in = false;  // its end is already on the way
      break;
    }
    if (next->kind != Request::Kind::sync) break;
    ++ignored_syncs;
    next = outstanding.erase(next);
  }
}

}  // namespace jaali::proxy::session::postgres
