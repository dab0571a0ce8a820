#include "proxy/session/postgres/exchange.h"

#include <algorithm>

namespace jaali::proxy::session::postgres {

using Kind = Request::Kind;

Request& Exchange::push(Kind kind) {
  auto& request = outstanding.emplace_back();
  request.kind = kind;
  request.id = next_id++;
  if (kind == Kind::sync) ++segment;
  return request;
}

void Exchange::push_parse(std::string name, std::shared_ptr<Statement> statement) {
  auto& request = push(Kind::parse);
  request.name = std::move(name);
  request.judged = statement->judged;
  request.statement = std::move(statement);
  statements.assume(request.name, request.statement, request.id, segment);
}

void Exchange::push_bind(std::string name, std::shared_ptr<Portal> portal) {
  auto& request = push(Kind::bind);
  request.name = std::move(name);
  request.prepared = portal->prepared;
  request.statement = portal->statement;
  if (request.statement) request.judged = request.statement->judged;
  request.portal = std::move(portal);
  portals.assume(request.name, request.portal, request.id, segment);
}

void Exchange::push_close(Kind kind, std::string name) {
  auto& request = push(kind);
  request.name = std::move(name);
  if (kind == Kind::close_statement) {
    statements.assume(request.name, nullptr, request.id, segment);
  } else {
    portals.assume(request.name, nullptr, request.id, segment);
  }
}

void Exchange::end_transaction() {
  constexpr std::size_t most_cursors = 1024;  // names that a session makes up would fill our memory
  portals.forget_confirmed();
  std::erase_if(cursors, [](const auto& cursor) {
    constexpr std::string_view word = "hold";
    const auto& text = cursor.second->sql;
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) == text.end();
  });
  if (cursors.size() > most_cursors) cursors.clear();
}

void Exchange::pop() {
  auto& request = outstanding.front();
  transaction_sensitive = transaction_sensitive || request.sensitive;
  if (request.description && request.description->state == Description::State::asked) {
    request.description->state = Description::State::lost;
  }
  if (!request.poisoned) {
    switch (request.kind) {
      case Kind::parse:
      case Kind::close_statement: statements.settle(request.name); break;
      case Kind::bind:
      case Kind::close_portal: portals.settle(request.name); break;
      case Kind::query:
      case Kind::describe_statement:
      case Kind::describe_portal:
      case Kind::execute:
      case Kind::sync:
      case Kind::function_call: break;
    }
  }
  outstanding.pop_front();
}

}  // namespace jaali::proxy::session::postgres
