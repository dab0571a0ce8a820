#pragma once
// Connection limits of the instance: in total, per user, per address (rules.md [limits]). Counted where a session is
// admitted, given back when its ticket goes. Any thread.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "proxy/cli/config.h"

namespace jaali::proxy::session {

class Admission {
 public:
  explicit Admission(const Limits& limits) : limits_(limits) {}

  /// One admitted connection, or login; gives its place back when destroyed. Must not outlive the Admission.
  class Ticket {
   public:
    Ticket(Admission* owner, std::string key) : owner_(owner), key_(std::move(key)) {}
    ~Ticket() { owner_->release(key_); }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

   private:
    Admission* owner_;
    std::string key_;
  };
  using TicketPtr = std::unique_ptr<Ticket>;

  /// At accept: null where the instance or the address has too many.
  [[nodiscard]] TicketPtr admit_address(const std::string& address);
  /// After login: null where the user has too many.
  [[nodiscard]] TicketPtr admit_user(const std::string& upstream, const std::string& user);
  [[nodiscard]] std::uint32_t connections() const;

 private:
  [[nodiscard]] TicketPtr admit(std::string key, std::uint32_t limit, bool counts_in_total);
  void release(const std::string& key);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::uint32_t total_ = 0;
  std::map<std::string, std::uint32_t> counts_;
};

}  // namespace jaali::proxy::session
