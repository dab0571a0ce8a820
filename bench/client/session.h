#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/client/plan.h"

/// One session as an application would hold it, whichever database it speaks to. The runs know only this; what differs
/// between libpq and libmariadb is in postgres_session and mariadb_session. Every failure throws std::runtime_error
/// with the server's message: a benchmark that goes on after an error measures something else. Single-threaded.
namespace jaali::bench {

class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  /// Readable as soon as something of an answer is there, for epoll.
  [[nodiscard]] virtual int socket() const = 0;

  /// Prepares the one statement of this session; `key_mark` in it is the parameter.
  virtual void prepare(const std::string& statement) = 0;

  /// Runs a statement to its end; the values of its first row, NULL as the text "NULL".
  virtual std::vector<std::string> first_row(const std::string& statement) = 0;
  virtual std::vector<std::string> first_row_prepared(std::uint32_t key) = 0;

  /// Send without waiting for the answer. The socket is blocking: these statements fit its buffer.
  virtual void send(const std::string& statement) = 0;
  virtual void send_prepared(std::uint32_t key) = 0;
  /// Reads what has come; true when it was the end of the answer to what was sent. Anything but one row is an error.
  virtual bool answered() = 0;

  /// Reads a SELECT row by row to its end, as a client must that cannot hold a million rows; how many came.
  virtual std::uint64_t read_whole(const std::string& statement) = 0;

  /// What the leg to the next hop is encrypted with ("TLSv1.3 TLS_AES_256_GCM_SHA384"), or "plain".
  [[nodiscard]] virtual std::string encryption() const = 0;
  /// How many other sessions of this session's user the server has.
  [[nodiscard]] virtual std::uint64_t sessions_beside() = 0;
};

/// Connects and logs in.
std::unique_ptr<Session> connect(const Target& target);

}  // namespace jaali::bench
