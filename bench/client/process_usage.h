#pragma once

#include <cstdint>
#include <vector>

/// What a proxy's processes have used, from /proc. Throws std::runtime_error when a process is gone: a proxy that
/// died in the run has no figures.
namespace jaali::bench {

/// Nanoseconds on a CPU, of all threads of all these processes, from /proc/PID/task/*/schedstat (its first number).
/// The kernel adds a thread's time when it leaves the CPU or at its tick, so read it when the process is quiet.
std::uint64_t cpu_nanoseconds(const std::vector<int>& pids);

/// Kilobytes, from /proc/PID/smaps_rollup.
struct Memory {
  std::uint64_t pss{};        // private pages, and of shared ones this process's share
  std::uint64_t anonymous{};  // the part of it that no file backs: heap and stacks
};
Memory memory_kilobytes(const std::vector<int>& pids);

}  // namespace jaali::bench
