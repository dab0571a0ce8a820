#pragma once
// A session that waits for a fresh catalog: asked for once for each of the client's messages, so that a name which stays
// unknown is refused, and not asked for again and again. Part of a relay, on its thread.
#include <memory>
#include <string>

#include "proxy/session/environment.h"

namespace jaali::proxy::session {

class CatalogWait {
 public:
  explicit CatalogWait(Environment& environment) : environment_(environment) {}

  /// The client's bytes wait until the catalog was read anew, whether or not that worked.
  void ask(std::string reason) {
    ++outstanding_;
    environment_.refresh_catalog(std::move(reason), [this, alive = std::weak_ptr<bool>(alive_)] {
      if (alive.expired()) return;
      --outstanding_;
      environment_.resume_client();
    });
  }
  /// As `ask`, for the name that the present message could not do without; false where that was done already.
  [[nodiscard]] bool ask_once() {
    if (std::exchange(asked_, true)) return false;
    ask("unknown name");
    return true;
  }
  void next_message() noexcept { asked_ = false; }
  [[nodiscard]] bool waiting() const noexcept { return outstanding_ != 0; }
  /// The session is over: answers that are still to come find nobody.
  void end() noexcept { alive_.reset(); }

 private:
  Environment& environment_;
  unsigned outstanding_ = 0;
  bool asked_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace jaali::proxy::session
