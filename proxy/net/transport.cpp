#include "proxy/net/transport.h"

#include <spdlog/spdlog.h>

#include <array>

namespace jaali::proxy::net {

namespace {
constexpr std::uint32_t reading_events = EPOLLIN | EPOLLRDHUP;
constexpr int turns_per_event = 8;  // then other sessions of the thread get theirs
constexpr std::size_t keep_pending = 64 * 1024;
constexpr std::size_t little = 16 * 1024;
constexpr std::size_t reserve_at_most = 1024 * 1024;  // the length that a client announces is not a promise
}  // namespace

Transport::Transport(Worker& worker, Stream client, Stream server, std::unique_ptr<session::DataPhase> phase)
    : worker_(worker), client_(std::move(client)), server_(std::move(server)), phase_(std::move(phase)),
      last_activity_(worker.now()) {}

Transport::~Transport() { close(); }

/// From Asio's reactor to the worker's epoll.
void Transport::adopt() {
  if (adopted_) return;
  adopted_ = true;
  worker_.add(shared_from_this());
  for (const auto from : {From::client, From::server}) {
    auto& stream = side(from).stream;
    if (stream.detach() && worker_.watch(stream.descriptor(), *this, from, reading_events)) continue;
    return close();  // no descriptor, no memory: as a peer that is gone
  }
}

void Transport::start(std::string greeting, std::uint64_t hold_until) {
  adopt();
  if (closed_) return;
  auto& sends = worker_.sends();
  sends.clear();
  sends.to_client.hold(hold_until);
  sends.to_client.append([&](std::string& out) { out += greeting; });
  dispatch({});
  if (closed_) return;
  pump_if_readable(From::server);
  pump_if_readable(From::client);
}

bool Transport::may_read(From from) noexcept {
  if (closing_ || side(from).eof) return false;
  if (other(from).waiting() > high_water) return false;
  return from != From::client || !phase_->client_blocked();
}

void Transport::on_ready(From from, std::uint32_t events) {
  if (closed_) return;
  auto& source = side(from);
  const bool over = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  if (over || (events & EPOLLIN) != 0) {
    source.readable = true;
    source.stream.told_readable();
  }
  source.hung_up = source.hung_up || over;
  if (source.writing && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
    source.readable = true;  // a TLS read that had to write first goes on
    flush(from);
  }
  if (!closed_) pump_if_readable(from);
}

void Transport::read_on(From from) {
  side(from).queued = false;
  if (!closed_) pump_if_readable(from);
}

void Transport::pump_if_readable(From from) {
  const auto& source = side(from);
  if (source.readable && !source.queued) pump(from);
}

/// Reads until there is no more, or no more may be read: `readable` stays set then, and whoever changes that comes back.
void Transport::pump(From from) {
  auto& source = side(from);
  for (int turn = 0; turn < turns_per_event; ++turn) {
    if (closed_ || !may_read(from)) return;
    const auto buffer = worker_.read_buffer();
    const auto result = source.stream.read(buffer);
    switch (result.status) {
      case Io::ok: break;
      case Io::want_read: source.readable = false; return;
      case Io::want_write: arm_write(from); source.readable = false; return;
      case Io::closed:
      case Io::failed: on_eof(from); return;
    }
    last_activity_ = worker_.now();
    const bool drained = result.drained && !source.hung_up;
    source.readable = !drained;
    if (source.left() == 0) {
      deliver(from, ByteView(buffer).first(result.bytes));
    } else {
      source.carry.append(protocol::text_of(ByteView(buffer).first(result.bytes)));
      if (source.left() >= source.need) process_carry(from);
    }
    if (drained) return;
  }
  if (closed_) return;
  source.queued = true;  // nobody else may read this side until it is its turn again
  worker_.again(shared_from_this(), from);
}

void Transport::arm_write(From to) {
  auto& target = side(to);
  if (target.writing || closed_) return;
  target.writing = true;
  if (!target.blocked_since) target.blocked_since = worker_.now();
  if (!worker_.watch_anew(target.stream.descriptor(), *this, to, reading_events | EPOLLOUT)) close();
}

void Transport::disarm_write(From to) {
  auto& target = side(to);
  if (!target.writing) return;
  target.writing = false;
  if (!worker_.watch_anew(target.stream.descriptor(), *this, to, reading_events)) close();
}

/// What was left of earlier reads, once it may go on. Its front is not copied away at each step: a client that is let on
/// by one message at a time would make that quadratic.
void Transport::process_carry(From from) {
  auto& source = side(from);
  if (source.left() == 0 || (from == From::client && phase_->client_blocked()) || closing_) return;
  std::string input = std::move(source.carry);
  const auto begin = std::exchange(source.carried, 0);
  source.carry.clear();
  const auto consumed = process(from, protocol::bytes_of(input).subspan(begin));
  if (closed_) return;
  if (begin + consumed < input.size()) {
    source.carry = std::move(input);
    source.carried = begin + consumed;
    if (source.carried > source.carry.size() / 2 && source.carried > keep_pending) {
      source.carry.erase(0, source.carried);
      source.carried = 0;
    }
  }
  after_process(from);
}

void Transport::deliver(From from, ByteView input) {
  auto& source = side(from);
  const auto consumed = process(from, input);
  if (closed_) return;
  source.carried = 0;
  source.carry.clear();
  if (consumed < input.size()) {
    source.carry.reserve(std::max(input.size() - consumed, std::min(source.need, reserve_at_most)));
    source.carry.append(protocol::text_of(input.subspan(consumed)));
  } else if (source.carry.capacity() > 0) {
    std::string().swap(source.carry);
  }
  after_process(from);
}

std::size_t Transport::process(From from, ByteView input) {
  auto& sends = worker_.sends();
  sends.clear();
  const auto taken = from == From::client ? phase_->on_client(input, sends) : phase_->on_server(input, sends);
  side(from).need = taken.need;
  dispatch(input);
  return taken.consumed;
}

/// An answer of the server may be what the client's waiting bytes were held for.
void Transport::after_process(From from) {
  if (from == From::server && !phase_->client_blocked()) resume_client();
}

void Transport::resume_client() try {
  if (closed_ || closing_ || phase_->client_blocked()) return;
  if (client_.left() > 0 && client_.left() >= client_.need) process_carry(From::client);
  if (!closed_) pump_if_readable(From::client);
} catch (const std::exception& problem) {  // also from tasks that know no session (worker.cpp, `contain`)
  spdlog::error("a session ended by {}", problem.what());
  close();
}

void Transport::dispatch(ByteView input) {
  auto& sends = worker_.sends();
  if (!sends.to_server.empty()) send(server_, From::server, sends.to_server, input);
  if (closed_) return;
  if (!sends.to_client.empty()) send(client_, From::client, sends.to_client, input);
  if (sends.close) {
    closing_ = true;
    maybe_finish();
  }
}

void Transport::send(Side& to, From which, Outbox& outbox, ByteView input) {
  auto limit = outbox.size();
  const bool held = outbox.hold_at() && worker_.log().durable() < outbox.hold_until();
  // A little that is free to go waits for the rest, which follows at the end of the turn: a send costs more than the wait.
  if (held) limit = *outbox.hold_at() > little ? *outbox.hold_at() : 0;
  std::size_t sent = 0;
  if (to.waiting() == 0 && limit > 0) sent = write_now(to, outbox, input, limit);
  if (sent == static_cast<std::size_t>(-1)) return on_write_failed(which);
  if (sent < outbox.size()) {
    if (to.waiting() == 0) {
      to.pending.clear();
      to.sent = 0;
      to.hold_from = no_hold;
      to.hold_until = 0;
    } else if (to.sent > high_water) {  // a peer that is never quite done would make it grow for ever
      to.pending.erase(0, to.sent);
      if (to.hold_from != no_hold) to.hold_from -= to.sent;
      to.sent = 0;
    }
    const auto base = to.pending.size();
    enqueue(to, outbox, input, sent);
    if (held) {
      if (to.hold_from == no_hold) to.hold_from = base + limit - sent;
      to.hold_until = std::max(to.hold_until, outbox.hold_until());
      wait_for_log();
    }
    if (to.hold_from != to.sent) arm_write(which);
  }
}

std::size_t Transport::write_now(Side& to, const Outbox& outbox, ByteView input, std::size_t limit) {
  std::size_t total = 0;
  if (to.stream.is_tls() && outbox.ranges().size() > 1) {
    auto& gather = worker_.gather();
    gather.clear();
    for (const auto& range : outbox.ranges()) gather.append(protocol::text_of(outbox.bytes(range, input)));
    while (total < limit) {
      const auto result = to.stream.write(protocol::bytes_of(gather).subspan(total, limit - total));
      if (result.status == Io::closed || result.status == Io::failed) return static_cast<std::size_t>(-1);
      if (result.status != Io::ok || result.bytes == 0) return total;
      total += result.bytes;
    }
    if (gather.capacity() > 4 * keep_pending) std::string().swap(gather);
    return total;
  }
  std::array<ByteView, 64> views;
  std::size_t index = 0, within = 0;
  const auto& ranges = outbox.ranges();
  while (total < limit) {
    std::size_t count = 0, offered = 0;
    for (auto i = index, skip = within; i < ranges.size() && count < views.size() && total + offered < limit; ++i) {
      auto bytes = outbox.bytes(ranges[i], input).subspan(skip);
      skip = 0;
      bytes = bytes.first(std::min(bytes.size(), limit - total - offered));
      views[count++] = bytes;
      offered += bytes.size();
    }
    const auto result = to.stream.write(std::span<const ByteView>(views.data(), count));
    if (result.status == Io::closed || result.status == Io::failed) return static_cast<std::size_t>(-1);
    if (result.status != Io::ok) return total;
    total += result.bytes;
    if (result.bytes < offered && !to.stream.is_tls()) return total;
    auto advance = result.bytes;
    while (advance > 0) {
      const auto left = ranges[index].size - within;
      const auto step = std::min(left, advance);
      within += step;
      advance -= step;
      if (within == ranges[index].size) {
        ++index;
        within = 0;
      }
    }
  }
  return total;
}

void Transport::enqueue(Side& to, const Outbox& outbox, ByteView input, std::size_t already_sent) {
  for (const auto& range : outbox.ranges()) {
    auto bytes = outbox.bytes(range, input);
    const auto skip = std::min(already_sent, bytes.size());
    already_sent -= skip;
    to.pending.append(protocol::text_of(bytes.subspan(skip)));
  }
}

/// Once, however much is held.
void Transport::wait_for_log() {
  if (waits_for_log_) return;
  waits_for_log_ = true;
  worker_.wait_durable(shared_from_this());
  // The log may have moved between a look at it and the registration.
  const auto reached = [this](const Side& side) { return side.hold_from != no_hold && worker_.log().durable() >= side.hold_until; };
  if (reached(client_) || reached(server_) || worker_.log().failed()) worker_.notify_durable();
}

void Transport::on_durable() {
  waits_for_log_ = false;
  if (closed_) return;
  if (worker_.log().failed()) return end(session::End::log_failed);
  bool waits_again = false;
  for (const auto which : {From::client, From::server}) {
    auto& to = side(which);
    if (closed_ || to.hold_from == no_hold) continue;
    if (worker_.log().durable() >= to.hold_until) {
      to.hold_from = no_hold;
      flush(which);
    } else {
      waits_again = true;
    }
  }
  if (waits_again && !closed_) wait_for_log();
}

void Transport::flush(From which) {
  auto& to = side(which);
  while (to.waiting() > 0) {
    const auto limit = to.hold_from == no_hold ? to.pending.size() : to.hold_from;
    if (to.sent >= limit) break;
    const auto result = to.stream.write(protocol::bytes_of(to.pending).subspan(to.sent, limit - to.sent));
    if (result.status == Io::closed || result.status == Io::failed) return on_write_failed(which);
    if (result.status == Io::want_write || result.status == Io::want_read) {
      arm_write(which);
      break;
    }
    to.sent += result.bytes;
    to.blocked_since.reset();
  }
  if (to.waiting() == 0) {
    to.blocked_since.reset();
    to.sent = 0;
    if (to.pending.capacity() > 0) std::string().swap(to.pending);
  }
  if (to.waiting() == 0) disarm_write(which);
  if (closed_) return;
  const auto from = which == From::client ? From::server : From::client;
  const auto& source = side(from);
  if (may_read(from)) {
    if (source.left() > 0 && source.left() >= source.need) process_carry(from);
    if (!closed_) pump_if_readable(from);
  }
  maybe_finish();
}

void Transport::on_eof(From from) {
  if (closed_) return;
  side(from).eof = true;
  if (from == From::server && !closing_) {
    auto& sends = worker_.sends();
    sends.clear();
    phase_->on_server_closed(sends);
    sends.close = true;
    dispatch({});
    return;
  }
  if (from == From::client && !closing_) {
    auto& sends = worker_.sends();
    sends.clear();
    phase_->on_client_closed(sends);
    if (!sends.to_server.empty() && server_.waiting() == 0) {
      write_now(server_, sends.to_server, {}, sends.to_server.size());
    }
  }
  close();
}

// A server that takes no more may still have said why: what it sent is read first, and its end is found by reading.
void Transport::on_write_failed(From which) {
  if (which == From::client) return on_eof(which);
  server_.pending.clear();
  server_.sent = 0;
  server_.hold_from = no_hold;
}

void Transport::end(session::End why) {
  if (!closed_) adopt();
  if (closed_) return;
  auto& sends = worker_.sends();
  sends.clear();
  phase_->end(why, sends);
  // What is held may not be told any more; the error may.
  if (client_.hold_from != no_hold) {
    client_.pending.resize(client_.hold_from);
    client_.hold_from = no_hold;
  }
  // A message cut short would be read together with what follows it: nothing more goes to such a server.
  if (server_.waiting() > 0) {
    server_.pending.clear();
    server_.sent = 0;
    server_.hold_from = no_hold;
    sends.to_server.clear();
  }
  sends.close = true;
  dispatch({});
}

void Transport::maybe_finish() {
  if (closing_ && !closed_ && (client_.waiting() == 0 || client_.eof)) close();
}

void Transport::close() {
  if (closed_) return;
  closed_ = true;
  client_.stream.close();
  server_.stream.close();
  phase_->on_end();
  worker_.remove(*this);
}

std::size_t Transport::held_bytes() const noexcept {
  return client_.carry.capacity() + client_.pending.capacity() + server_.carry.capacity() + server_.pending.capacity();
}

std::optional<std::chrono::steady_clock::time_point> Transport::write_blocked_since() const noexcept {
  if (client_.blocked_since && server_.blocked_since) return std::min(*client_.blocked_since, *server_.blocked_since);
  return client_.blocked_since ? client_.blocked_since : server_.blocked_since;
}

}  // namespace jaali::proxy::net
