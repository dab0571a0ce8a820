#include "proxy/net/worker.h"

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "proxy/net/transport.h"

namespace jaali::proxy::net {
namespace {

/// What epoll gives back: the transport's address with the side in its lowest bit; 0: somebody woke us.
constexpr std::uint64_t wake_tag = 0;

std::uint64_t tag_of(Transport& transport, From from) noexcept {
  static_assert(alignof(Transport) > 1);
  return reinterpret_cast<std::uintptr_t>(&transport) | (from == From::server ? 1U : 0U);
}

int opened(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
  return descriptor;
}

/// What a session throws (no memory, a mistake of ours) ends that session, and no other.
template <class Work>
void contain(Transport& transport, Work work) {
  try {
    work();
  } catch (const std::exception& problem) {
    spdlog::error("a session ended by {}", problem.what());
    transport.close();
  }
}

}  // namespace

Worker::Worker(audit::Writer& log)
    : log_(log), buffer_(buffer_size), epoll_(opened(::epoll_create1(EPOLL_CLOEXEC), "epoll")),
      wake_(opened(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = wake_tag;
  opened(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll");
}

Worker::~Worker() {
  if (nested_.is_open()) nested_.release();
  for (const auto& transport : std::vector(transports_)) transport->close();
  waiting_.clear();
  removed_.clear();
  ::close(wake_);
  ::close(epoll_);
}

void Worker::run() {
  thread_ = std::this_thread::get_id();
  while (!stopped_.load(std::memory_order_acquire)) turn(std::chrono::hours(1));
}

std::size_t Worker::turn(Clock::duration at_most) {
  const auto wait = time_to_wait(at_most);
  std::size_t done = 0;
  if (starting_.load(std::memory_order_acquire) != 0) {
    done = turn_with_asio(wait);
  } else {
    if (nested_.is_open()) {
      nested_.release();  // ends its wait, whose handler runs with the next login
      nested_waits_ = false;
    }
    done = poll(static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count()));
  }
  done += read_on();
  end_turn();
  if (tick_ && now_ >= next_tick_) tick();
  removed_.clear();
  return done;
}

void Worker::tick() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  const auto worked = std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  const auto passed = now_ - measured_;
  if (passed > Clock::duration::zero()) load_ = static_cast<unsigned>(std::clamp<std::int64_t>((worked - worked_) * 1000 / passed, 0, 1000));
  worked_ = worked;
  measured_ = now_;
  next_tick_ = now_ + tick_();
  end_turn();
}

/// None where something is to be done already; never beyond the next tick.
Worker::Clock::duration Worker::time_to_wait(Clock::duration at_most) {
  if (!again_.empty()) return Clock::duration::zero();
  if (!tick_) return at_most;
  return std::clamp(next_tick_ - now_, Clock::duration::zero(), at_most);
}

std::size_t Worker::turn_with_asio(Clock::duration wait) {
  if (!nested_.is_open()) nested_.assign(epoll_);
  if (!nested_waits_) {
    nested_waits_ = true;
    nested_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
      if (!error) nested_waits_ = false;
    });
  }
  io_.restart();
  std::size_t done = wait == Clock::duration::zero() ? io_.poll_one() : io_.run_one_for(wait);
  while (done > 0 && done < events_per_turn && io_.poll_one() > 0) ++done;
  return done + poll(0);
}

std::size_t Worker::poll(int milliseconds) {
  std::array<epoll_event, events_per_turn> events;
  const int count = ::epoll_wait(epoll_, events.data(), events_per_turn, milliseconds);
  now_ = Clock::now();
  std::size_t done = 0;
  bool woken = false;
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == wake_tag) {
      woken = true;
      continue;
    }
    auto& transport = *reinterpret_cast<Transport*>(event.data.u64 & ~std::uint64_t{1});
    contain(transport, [&] { transport.on_ready((event.data.u64 & 1) != 0 ? From::server : From::client, event.events); });
    ++done;
  }
  if (woken) done += run_posted();
  return done;
}

/// Those that had more to read than one turn is for.
std::size_t Worker::read_on() {
  reading_on_.swap(again_);
  for (const auto& [transport, from] : reading_on_) contain(*transport, [&transport = *transport, from = from] { transport.read_on(from); });
  const auto done = reading_on_.size();
  reading_on_.clear();
  return done;
}

bool Worker::watch(int descriptor, Transport& transport, From from, std::uint32_t events) noexcept {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.u64 = tag_of(transport, from);
  return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

bool Worker::watch_anew(int descriptor, Transport& transport, From from, std::uint32_t events) noexcept {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.u64 = tag_of(transport, from);
  return ::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0;
}

void Worker::begin_start_up() {
  starting_.fetch_add(1, std::memory_order_acq_rel);
  wake();
}

void Worker::post(std::function<void()> task) {
  {
    const std::lock_guard guard(mutex_);
    posted_.push_back(std::move(task));
    if (posted_.size() > 1) return;  // whoever came first woke the loop
  }
  wake();
}

std::size_t Worker::run_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto read = ::read(wake_, &count, sizeof count);
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard guard(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
  return tasks.size();
}

void Worker::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);  // full: it is awake anyway
}

void Worker::stop() {
  stopped_.store(true, std::memory_order_release);
  wake();
}

boost::system::result<audit::Sequence, audit::AppendError> Worker::record(audit::Kind kind, std::string members) {
  uncommitted_ = true;
  auto sequence = log_.append(std::move(members), audit::Wake::at_commit);
  if (sequence) counts_.count(kind);
  return sequence;
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
  if (posted_durable_.exchange(true, std::memory_order_acq_rel)) return;
  post([this] {
    posted_durable_.store(false, std::memory_order_release);
    run_waiting();
  });
}

void Worker::run_waiting() {
  has_waiting_.store(false, std::memory_order_seq_cst);
  const auto before = log_.durable();
  released_.swap(waiting_);
  for (const auto& transport : released_) {
    contain(*transport, [&] { transport->on_durable(); });  // waits again if its number has not come yet
  }
  released_.clear();
  // The log may have moved while they were asked, before they waited again.
  if (!waiting_.empty() && log_.durable() != before) notify_durable();
}

void Worker::add(std::shared_ptr<Transport> transport) {
  transport->place(transports_.size());
  transports_.push_back(std::move(transport));
  sessions_ = transports_.size();
}

void Worker::remove(Transport& transport) noexcept {
  const auto at = transport.place();
  if (at >= transports_.size() || transports_[at].get() != &transport) return;
  transport.place(Transport::nowhere);
  removed_.push_back(std::move(transports_[at]));
  if (at + 1 < transports_.size()) {
    transports_[at] = std::move(transports_.back());
    transports_[at]->place(at);
  }
  transports_.pop_back();
  sessions_ = transports_.size();
}

}  // namespace jaali::proxy::net
