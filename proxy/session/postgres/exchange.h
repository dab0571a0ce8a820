#pragma once
// What a session has asked its server and not been answered yet, and the prepared statements and portals it made: the
// part of PostgreSQL's protocol state that ties each answer to its own question (wire-notes §2, Pipelining).
//
// A name has two meanings: the `assumed` one, once everything outstanding has succeeded (a Bind behind a Parse in the same
// pipeline), and the `confirmed` one, which the server has acknowledged. Rows are masked by what is confirmed.
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/rows/row_masker.h"
#include "proxy/session/execution.h"
#include "proxy/session/judging.h"

namespace jaali::proxy::session::postgres {

using gate::Judged;

/// One column as a RowDescription gave it.
struct Field {
  std::uint32_t table;
  std::int16_t column;
  std::uint32_t type;
  std::int32_t type_modifier;
  std::int16_t format;
  bool operator==(const Field&) const = default;
};
using Fields = std::vector<Field>;

/// What a Describe says of the rows to come: made when it is sent, filled in by its answer.
struct Description {
  enum class State : std::uint8_t { asked, answered, lost } state = State::asked;  ///< lost: it failed or was skipped
  bool rows = false;  ///< RowDescription; otherwise NoData
  Fields fields;
  std::uint64_t epoch = 0;    ///< of names, when it was asked for
  std::uint64_t segment = 0;  ///< Exchange::segment, when it was asked for
  /// Whether rows asked for in `now` can rely on it: one that is still asked for in an earlier segment may yet be skipped
  /// for an error there, while they are not.
  [[nodiscard]] bool reliable(std::uint64_t now) const noexcept {
    return state == State::answered || (state == State::asked && segment == now);
  }
};

/// Masks for rows of one shape: made once for a statement and a list of formats, used for every row.
struct Masking {
  std::shared_ptr<const Judged> judged;
  Fields fields;
  std::vector<std::int16_t> formats;
  std::unique_ptr<const rows::RowMasker> masker;  ///< null: rows pass as they lie
  CountedClasses classes;
  std::string date_style, interval_style;         ///< what the masker's contexts view
};

/// The part of a session's prepared statements in what it may hold of our memory, for as long as anything names them.
class HeldText {
 public:
  HeldText(std::shared_ptr<std::uint64_t> total, std::uint64_t bytes) : total_(std::move(total)), bytes_(bytes) { *total_ += bytes_; }
  ~HeldText() { *total_ -= bytes_; }
  HeldText(const HeldText&) = delete;
  HeldText& operator=(const HeldText&) = delete;

 private:
  std::shared_ptr<std::uint64_t> total_;
  std::uint64_t bytes_;
};

struct Statement {
  std::shared_ptr<const Judged> judged;
  std::shared_ptr<const HeldText> held;
  std::vector<std::uint32_t> parameter_types;
  std::shared_ptr<Description> description;  ///< the last one asked for, of this statement or of a portal over it
  std::shared_ptr<const Masking> masking;    ///< the last one made
};

struct Portal {
  std::shared_ptr<Statement> statement;
  std::string prepared;  ///< the statement's name
  std::vector<std::int16_t> formats;
  std::shared_ptr<Description> description;
  std::uint64_t epoch = 0;  ///< of names, at Bind: the server planned it then
};

/// What names mean, confirmed by the server and assumed beyond that. Null: nothing.
template <class T>
class Meanings {
 public:
  using Pointer = std::shared_ptr<T>;

  [[nodiscard]] Pointer assumed(std::string_view name) const {
    const auto found = pending_.find(name);
    return found == pending_.end() ? confirmed(name) : found->second.last;
  }
  [[nodiscard]] Pointer confirmed(std::string_view name) const {
    const auto found = confirmed_.find(name);
    return found == confirmed_.end() ? nullptr : found->second;
  }
  /// The request of an earlier segment than `now` that gives the name the meaning assumed; 0: none. An error before it
  /// there skips it, and the name keeps its old meaning for what comes in `now`.
  [[nodiscard]] std::uint64_t doubtful(std::string_view name, std::uint64_t now) const {
    const auto found = pending_.find(name);
    return found == pending_.end() || found->second.segment == now ? 0 : found->second.request;
  }
  /// A request went out that gives the name a new meaning; `settle` once for each, answered or dropped.
  void assume(const std::string& name, Pointer meaning, std::uint64_t request, std::uint64_t segment) {
    auto& pending = pending_[name];
    pending.last = std::move(meaning);
    pending.request = request;
    pending.segment = segment;
    ++pending.count;
  }
  /// The server answers in order: the newest assumption is the last to go.
  void settle(const std::string& name) {
    const auto found = pending_.find(name);
    if (found != pending_.end() && --found->second.count == 0) pending_.erase(found);
  }
  void confirm(const std::string& name, Pointer meaning) {
    if (meaning) {
      confirmed_[name] = std::move(meaning);
    } else {
      confirmed_.erase(name);
    }
  }
  void forget_confirmed() { confirmed_.clear(); }

 private:
  struct Pending {
    Pointer last;
    std::uint64_t request = 0, segment = 0;  ///< of `last`
    std::size_t count = 0;
  };
  std::map<std::string, Pointer, std::less<>> confirmed_;
  std::map<std::string, Pending, std::less<>> pending_;
};

/// One message of the client (or of ours) whose answer is outstanding.
struct Request : Execution {
  enum class Kind : std::uint8_t { query, parse, bind, describe_statement, describe_portal, execute, close_statement,
                                   close_portal, sync, function_call };
  Kind kind;
  bool internal = false;   ///< asked by us: the answer is swallowed
  bool poisoned = false;   ///< refused: the server was given a text that fails, its error becomes the refusal
  bool failed = false;     ///< a Query that got its error and waits for ReadyForQuery
  bool sensitive = false;  ///< about protected data, for a restricted caller
  bool described = false;  ///< a RowDescription came for the statement at `index`
  bool copying_out = false;
  std::string name;        ///< statement of a Parse or Close; portal of a Bind, Execute or Close
  std::string prepared;    ///< Bind: the statement's name
  std::shared_ptr<Statement> statement;
  std::shared_ptr<Portal> portal;
  std::shared_ptr<Description> description;  ///< of a Describe; of an Execute: what its rows look like
  std::shared_ptr<const Masking> masking;

  [[nodiscard]] bool runs() const noexcept { return kind == Kind::query || kind == Kind::execute; }
};

struct Exchange {
  std::deque<Request> outstanding;
  Meanings<Statement> statements;
  Meanings<Portal> portals;
  /// SQL-level PREPARE and DECLARE: the judgement of their text.
  NamedTexts sql_prepared, cursors;
  std::shared_ptr<std::uint64_t> held_text = std::make_shared<std::uint64_t>(0);  ///< bytes, of all prepared statements
  std::uint64_t next_id = 1;
  std::uint64_t segment = 0;  ///< counts Syncs: an error skips what is left of its own segment
  std::optional<std::uint64_t> failing;  ///< the last segment in which a message was refused: the rest of it is dropped
  bool copying_in = false;    ///< between CopyInResponse and the client's CopyDone, CopyFail or the server's error
  bool copy_fed = false;      ///< … in which the client has sent data
  bool early_sync = false;    ///< it sent a Sync before any data, which was not passed on; until CopyDone or the error
  bool skipping = false;      ///< after an error, the server reads nothing but a Sync that has not been sent yet
  bool transaction_sensitive = false;  ///< a statement about protected data has run in this transaction: what is said in it may tell of that

  [[nodiscard]] Request* front() noexcept { return outstanding.empty() ? nullptr : &outstanding.front(); }
  Request& push(Request::Kind kind);
  void push_parse(std::string name, std::shared_ptr<Statement> statement);
  void push_bind(std::string name, std::shared_ptr<Portal> portal);
  void push_close(Request::Kind kind, std::string name);
  /// Portals end with their transaction, and cursors but those WITH HOLD.
  void end_transaction();
  /// Forgets the request in front: it was answered, failed or is skipped by the server.
  void pop();
};

}  // namespace jaali::proxy::session::postgres
