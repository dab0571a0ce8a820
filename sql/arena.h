#pragma once
// Memory of one syntax tree: nodes, lists and strings, freed together. Holds only types without destructors. A tree and
// its arena belong to one thread; views into it live as long as the arena.
#include <cstring>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace jaali::sql {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  template <class T>
  T* make(T value = {}) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (memory_.allocate(sizeof(T), alignof(T))) T(std::move(value));
  }
  template <class T>
  std::span<T> list(std::span<const T> items) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    T* const copy = static_cast<T*>(memory_.allocate(items.size_bytes(), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }
  template <class T>
  std::span<T> list(const std::vector<T>& items) { return list(std::span<const T>(items)); }
  std::string_view text(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

 private:
  alignas(std::max_align_t) std::byte first_[8192];  ///< most statements need no more
  std::pmr::monotonic_buffer_resource memory_{first_, sizeof(first_)};
};

}  // namespace jaali::sql
