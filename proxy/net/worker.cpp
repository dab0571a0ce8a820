#include "proxy/net/worker.h"

#include "proxy/net/transport.h"

namespace jaali::proxy::net {

void Worker::wait_durable(std::weak_ptr<Transport> transport) {
  waiting_.push_back(std::move(transport));
  has_waiting_.store(true, std::memory_order_seq_cst);
}

void Worker::notify_durable() {
  if (!has_waiting_.load(std::memory_order_seq_cst)) return;
  if (posted_.exchange(true, std::memory_order_acq_rel)) return;
  boost::asio::post(io_, [this] { run_waiting(); });
}

void Worker::run_waiting() {
  posted_.store(false, std::memory_order_release);
  has_waiting_.store(false, std::memory_order_seq_cst);
  auto waiting = std::move(waiting_);
  waiting_.clear();
  for (auto& entry : waiting) {
    if (auto transport = entry.lock()) transport->on_durable();  // waits again if its number has not come yet
  }
}

}  // namespace jaali::proxy::net
