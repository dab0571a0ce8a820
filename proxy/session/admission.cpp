#include "proxy/session/admission.h"

namespace jaali::proxy::session {
namespace {
constexpr std::string_view address_prefix = "address ";
}

Admission::TicketPtr Admission::admit_address(const std::string& address) {
  return admit(std::string(address_prefix) + address, limits_.connections_per_address, true);
}

Admission::TicketPtr Admission::admit_user(const std::string& upstream, const std::string& user) {
  return admit("user " + upstream + "/" + user, limits_.connections_per_user, false);
}

std::uint32_t Admission::connections() const {
  const std::scoped_lock lock(mutex_);
  return total_;
}

Admission::TicketPtr Admission::admit(std::string key, std::uint32_t limit, bool counts_in_total) {
  const std::scoped_lock lock(mutex_);
  if (counts_in_total && limits_.connections != 0 && total_ >= limits_.connections) return nullptr;
  auto& count = counts_[key];
  if (limit != 0 && count >= limit) return nullptr;
  ++count;
  if (counts_in_total) ++total_;
  return std::make_unique<Ticket>(this, std::move(key));
}

void Admission::release(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = counts_.find(key);
  if (found == counts_.end()) return;
  if (key.starts_with(address_prefix)) --total_;
  if (--found->second == 0) counts_.erase(found);
}

}  // namespace jaali::proxy::session
