#include "proxy/session/standing.h"

namespace jaali::proxy::session {

Standing::Standing(Environment& environment) : environment_(environment) { situation.catalog = environment.catalog; }

void Standing::follow() {
  if (version_ != 0 && environment_.database->version() == version_) return;
  follow_anew();
}

void Standing::follow_anew() {
  version_ = environment_.database->version();
  // Dropped: what was known goes on being the rule until the server ends the session.
  if (auto current = environment_.database->current()) situation.catalog = std::move(current);
  auto& caller = environment_.caller;
  situation.user = caller.user;
  situation.role = situation.catalog->role_for(caller).role;
  situation.restricted = situation.catalog->restricted(situation.role);
  environment_.facts.role = situation.catalog->policy().role_name(situation.role);
  environment_.facts.groups = caller.groups;
  members_ = environment_.facts.members();
}

bool Standing::enforcing() const noexcept {
  return situation.restricted && situation.catalog->policy().mode() == masking_rules::Mode::enforce;
}

bool Standing::enforced(const Judged* judged) const noexcept {
  return judged ? judged->restricted && !judged->observe : enforcing();
}

std::shared_ptr<const Judged> Standing::refusal(masking_rules::Refusal refusal) const {
  return gate::Gate::refusal(std::move(refusal), situation);
}

}  // namespace jaali::proxy::session
