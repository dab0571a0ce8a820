#pragma once
// Where the caller stands: his role and what it may see, by the rules and the catalog of now. Open sessions follow a reload
// from their next statement. Part of a relay, on its thread.
#include <memory>
#include <string>

#include "proxy/session/environment.h"

namespace jaali::proxy::session {

using gate::Judged;

class Standing {
 public:
  /// `environment` is the relay's own and outlives this.
  explicit Standing(Environment& environment);

  /// Takes over rules and catalog where either has changed.
  void follow();
  /// … or the caller is another one from now on.
  void follow_anew();
  [[nodiscard]] bool enforcing() const noexcept;
  /// Whether an answer is masked and checked: as its statement was judged, whatever rules hold by now.
  [[nodiscard]] bool enforced(const Judged* judged) const noexcept;
  /// A refusal that no text made.
  [[nodiscard]] std::shared_ptr<const Judged> refusal(masking_rules::Refusal refusal) const;
  /// The session's facts changed.
  void refresh_members() { members_ = environment_.facts.members(); }
  /// JSON members of every record of the session.
  [[nodiscard]] const std::string& members() const noexcept { return members_; }

  gate::Situation situation;

 private:
  Environment& environment_;
  std::uint64_t version_ = 0;
  std::string members_;
};

}  // namespace jaali::proxy::session
