#include "proxy/net/worker.h"

#include <boost/asio/executor_work_guard.hpp>

#include "proxy/net/transport.h"

namespace jaali::proxy::net {

void Worker::run() {
  const auto work = boost::asio::make_work_guard(io_);
  thread_ = std::this_thread::get_id();
  while (!io_.stopped() && io_.run_one() > 0) {
    for (int handled = 1; handled < handlers_per_turn && io_.poll_one() > 0; ++handled) {
    }
    end_turn();
  }
}

boost::system::result<audit::Sequence, audit::AppendError> Worker::record(std::string members) {
  uncommitted_ = true;
  return log_.append(std::move(members), audit::Wake::at_commit);
}

void Worker::end_turn() {
  while (uncommitted_) {  // what waited may go on and make new records
    uncommitted_ = false;
    committing_ = true;
    log_.commit();
    committing_ = false;
    run_waiting();
  }
}

void Worker::wait_durable(std::shared_ptr<Transport> transport) {
  waiting_.push_back(std::move(transport));
  has_waiting_.store(true, std::memory_order_seq_cst);
}

void Worker::notify_durable() {
  // Our own commit: `end_turn` looks after those who wait.
  if (std::this_thread::get_id() == thread_ && committing_) return;
  if (!has_waiting_.load(std::memory_order_seq_cst)) return;
  if (posted_.exchange(true, std::memory_order_acq_rel)) return;
  boost::asio::post(io_, [this] {
    posted_.store(false, std::memory_order_release);
    run_waiting();
  });
}

void Worker::run_waiting() {
  has_waiting_.store(false, std::memory_order_seq_cst);
  const auto before = log_.durable();
  auto waiting = std::move(waiting_);
  waiting_.clear();
  for (const auto& transport : waiting) transport->on_durable();  // waits again if its number has not come yet
  // The log may have moved while they were asked, before they waited again.
  if (!waiting_.empty() && log_.durable() != before) notify_durable();
}

}  // namespace jaali::proxy::net
