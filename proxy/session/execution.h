#pragma once
// One execution of a judged text, as the log counts it: what both protocols know of it. Each derives its own request.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/gate/gate.h"

namespace jaali::proxy::session {

struct Execution {
  std::shared_ptr<const gate::Judged> judged;
  std::size_t index = 0;     ///< statement within the text
  std::uint64_t id = 0;      ///< in the order of sending
  std::uint64_t number = 0;  ///< of the text's first statement in the log; 0: not one that runs
  bool opened = false;       ///< `open` records were written
  audit::Clock::time_point start{};
  std::uint64_t rows = 0, bytes = 0;

  [[nodiscard]] std::size_t planned() const noexcept { return judged ? judged->verdict.statements.size() : 0; }
  [[nodiscard]] const masking_rules::StatementPlan* plan() const noexcept {
    return index < planned() ? &judged->verdict.statements[index] : nullptr;
  }
};

/// The classes whose cells a row masker counts, by its class index.
struct CountedClasses {
  std::vector<std::string> names;
  /// Adds a name where it is new; `rows::no_class` for an empty one.
  [[nodiscard]] std::uint16_t index(std::string_view name);
};

}  // namespace jaali::proxy::session
