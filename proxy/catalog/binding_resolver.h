#pragma once
// Carries the classification of columns from one snapshot to the next by identity, and finds drift. Pure: state,
// snapshot and policy in; new state, bindings, drift and messages out.
#include <string>
#include <vector>

#include "masking_rules/classified_catalog.h"
#include "proxy/catalog/binding_state.h"

namespace jaali::proxy::catalog {

struct Resolved {
  BindingState state;                            ///< to be kept
  std::vector<masking_rules::Binding> bindings;  ///< for ClassifiedCatalog::make
  std::vector<masking_rules::Drift> drift;
  std::vector<std::string> alarms;  ///< sorted, without doubles
};

[[nodiscard]] Resolved resolve_bindings(const BindingState& before, const sql::Snapshot& snapshot,
                                        const masking_rules::Policy& policy);

}  // namespace jaali::proxy::catalog
