#pragma once
// What a session has asked its server and not been answered yet, and the prepared statements and portals it made: the
// part of PostgreSQL's protocol state that ties each answer to its own question (wire-notes §2, Pipelining).
//
// Two maps each: `assumed` is what names will mean once everything outstanding has succeeded (a Bind behind a Parse in the
// same pipeline), `confirmed` what the server has said they mean. Rows are masked by what is confirmed.
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proxy/gate/gate.h"
#include "proxy/rows/row_masker.h"

namespace jaali::proxy::session::postgres {

using gate::Judged;

/// One column as a RowDescription gave it.
struct Field {
  std::uint32_t table;
  std::int16_t column;
  std::uint32_t type;
  std::int32_t type_modifier;
};
using Fields = std::vector<Field>;

/// Masks for rows of one shape: made once for a statement and a list of formats, used for every row.
struct Masking {
  std::shared_ptr<const Judged> judged;
  std::vector<std::int16_t> formats;
  std::unique_ptr<const rows::RowMasker> masker;  ///< null: rows pass as they lie
  std::vector<std::string> classes;               ///< by the masker's class index
  std::string date_style, interval_style;         ///< what the masker's contexts view
};

struct Statement {
  std::shared_ptr<const Judged> judged;
  std::vector<std::uint32_t> parameter_types;
  std::optional<Fields> fields;  ///< absent: nobody has described it yet; empty: returns no rows
  std::shared_ptr<const Masking> masking;  ///< the last one made
};

struct Portal {
  std::shared_ptr<Statement> statement;
  std::vector<std::int16_t> formats;
};

/// One message of the client (or of ours) whose answer is outstanding.
struct Request {
  enum class Kind : std::uint8_t { query, parse, bind, describe_statement, describe_portal, execute, close_statement,
                                   close_portal, sync, function_call, copy_end };
  Kind kind;
  bool internal = false;   ///< asked by us: the answer is swallowed
  bool poisoned = false;   ///< refused: the server was given a text that fails, its error becomes the refusal
  bool unknown = false;    ///< names nothing that was judged: the server must refuse it, or the session ends
  bool failed = false;
  bool opened = false;     ///< an `open` record was written
  std::string name;        ///< statement of a Parse or Close; portal of a Bind, Execute or Close
  std::shared_ptr<const Judged> judged;
  std::shared_ptr<Statement> statement;
  std::shared_ptr<Portal> portal;
  std::size_t index = 0;   ///< statement within a query's text
  std::uint64_t id = 0;
  std::uint64_t number = 0;  ///< statement's number in the log
  std::shared_ptr<const Masking> masking;
  bool described = false;  ///< a RowDescription came for the statement at `index`
  audit::Clock::time_point start{};
  std::uint64_t rows = 0, bytes = 0;
  std::string prepared;    ///< name of the prepared statement that an Execute runs
};

struct Names {
  std::map<std::string, std::shared_ptr<Statement>, std::less<>> statements;
  std::map<std::string, std::shared_ptr<Portal>, std::less<>> portals;
};

struct Exchange {
  std::deque<Request> outstanding;
  Names assumed, confirmed;
  /// SQL-level PREPARE and DECLARE: the judgement of their text.
  std::map<std::string, std::shared_ptr<const Judged>, std::less<>> sql_prepared, cursors;
  std::uint64_t next_id = 1;
  bool copying_in = false;
  std::size_t ignored_syncs = 0;  ///< Syncs that a COPY FROM STDIN swallows (or, if it failed first, does not)

  [[nodiscard]] std::shared_ptr<Statement> assumed_statement(std::string_view name) const;
  [[nodiscard]] std::shared_ptr<Portal> assumed_portal(std::string_view name) const;
  Request& push(Request::Kind kind);
  /// The server reported an error for the request in front: drops what it skips, up to the next Sync.
  void skip_to_sync();
  /// CopyInResponse: Syncs sent ahead of the copy's end are swallowed by it.
  void begin_copy_in();
};

}  // namespace jaali::proxy::session::postgres
