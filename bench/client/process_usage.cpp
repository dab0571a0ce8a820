#include "bench/client/process_usage.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace jaali::bench {
namespace {

std::string folder(int pid) { return "/proc/" + std::to_string(pid); }

std::uint64_t thread_nanoseconds(const std::filesystem::path& thread) {
  std::ifstream file(thread / "schedstat");
  std::uint64_t on_cpu = 0;
  if (!(file >> on_cpu)) return 0;  // a thread that ended between the listing and here
  return on_cpu;
}

}  // namespace

std::uint64_t cpu_nanoseconds(const std::vector<int>& pids) {
  std::uint64_t sum = 0;
  for (const int pid : pids) {
    std::error_code error;
    std::filesystem::directory_iterator threads(folder(pid) + "/task", error);
    if (error) throw std::runtime_error("process " + std::to_string(pid) + " is gone");
    for (const auto& thread : threads) sum += thread_nanoseconds(thread.path());
  }
  return sum;
}

Memory memory_kilobytes(const std::vector<int>& pids) {
  Memory sum;
  for (const int pid : pids) {
    std::ifstream file(folder(pid) + "/smaps_rollup");
    bool found = false;
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      std::string name;
      std::uint64_t kilobytes = 0;
      if (!(fields >> name >> kilobytes)) continue;
      if (name == "Pss:") {
        sum.pss += kilobytes;
        found = true;
      }
      if (name == "Pss_Anon:") sum.anonymous += kilobytes;
    }
    if (!found) throw std::runtime_error("cannot read " + folder(pid) + "/smaps_rollup");
  }
  return sum;
}

}  // namespace jaali::bench
