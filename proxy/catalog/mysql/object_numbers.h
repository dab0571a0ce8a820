#pragma once
// MySQL's objects have names and no numbers: here each name gets one, the same for as long as the object lives (a
// column number is its ordinal position). Of one loader, one thread.
#include <map>
#include <string>
#include <string_view>

#include "sql/catalog.h"

namespace jaali::proxy::catalog::mysql {

class ObjectNumbers {
 public:
  enum class Kind : char { relation = 'r', function = 'f', procedure = 'p' };

  /// Below first_normal_oid for objects of the system's own databases, as far as there is room.
  [[nodiscard]] sql::Oid of(Kind kind, std::string_view database, std::string_view name, bool system) {
    // No name holds a NUL.
    std::string key(1, static_cast<char>(kind));
    key.append(database).append(1, '\0').append(name);
    const auto [entry, fresh] = numbers_.try_emplace(std::move(key), 0);
    if (fresh) entry->second = system && next_system_ < sql::first_normal_oid ? next_system_++ : next_++;
    return entry->second;
  }

 private:
  std::map<std::string, sql::Oid> numbers_;
  sql::Oid next_system_ = 1, next_ = sql::first_normal_oid;
};

}  // namespace jaali::proxy::catalog::mysql
