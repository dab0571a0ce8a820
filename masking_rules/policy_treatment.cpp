// What a role meets in a class: precedence within `sees`, and the defaults of predicates and write (rules.md).
#include <algorithm>

#include "masking_rules/policy_data.h"

namespace jaali::masking_rules {
namespace {

// The masked world is not built yet: a use that it would answer is refused.
Predicates as_built(Predicates predicates) noexcept {
  return predicates == Predicates::masked ? Predicates::refuse : predicates;
}

Predicates default_predicates(const Policy::Data& data, std::optional<std::size_t> class_index) noexcept {
  if (!class_index) return Predicates::refuse;  // named by `sees` alone: nobody said what it is
  const auto& of = data.classes[*class_index];
  if (of.predicates) return *of.predicates;
  return of.sensitivity == Sensitivity::public_ ? Predicates::clear : Predicates::masked;
}

int openness(Handling handling) noexcept {
  switch (handling) {
    case Handling::refuse:
      return 0;
    case Handling::mask:
      return 1;
    case Handling::reveal:
      return 2;
  }
  return 0;
}

int openness(Predicates predicates) noexcept {
  switch (predicates) {
    case Predicates::refuse:
      return 0;
    case Predicates::masked:
      return 1;
    case Predicates::lookup:
      return 2;
    case Predicates::clear:
      return 3;
  }
  return 0;
}

// Shows the same whatever the value is.
bool shows_nothing(const Treatment& treatment) {
  if (treatment.kind == Handling::refuse) return true;
  if (treatment.kind == Handling::reveal || !treatment.mask) return false;
  const std::string_view spelling = treatment.mask->spelling();
  return spelling == "null" || spelling == "redact" || spelling.starts_with("fixed(");
}

bool same_mask(const Treatment& a, const Treatment& b) {
  return a.kind == b.kind && a.mask && b.mask && a.mask->spelling() == b.mask->spelling();
}

}  // namespace

Seen see_by(const Policy::Data& data, const Sight& sight, std::optional<std::size_t> class_index, std::string rule) {
  Seen seen;
  seen.write = sight.write;
  if (!seen.write && class_index) seen.write = data.classes[*class_index].write;
  auto& treatment = seen.treatment;
  treatment.kind = sight.handling;
  treatment.rule = std::move(rule);
  switch (sight.handling) {
    case Handling::reveal:
      treatment.predicates = as_built(sight.predicates.value_or(Predicates::clear));
      break;
    case Handling::refuse:
      treatment.predicates = Predicates::refuse;
      break;
    case Handling::mask:
      treatment.mask = sight.masks[class_index.value_or(data.classes.size())];
      treatment.predicates = as_built(sight.predicates ? *sight.predicates : default_predicates(data, class_index));
      break;
  }
  return seen;
}

Seen see_class(const Policy::Data& data, std::size_t role, std::size_t class_index) {
  const auto& of = data.classes[class_index];
  const auto& by = data.roles[role];
  const std::string prefix = "role " + by.name + ", ";
  if (by.classes[class_index]) return see_by(data, *by.classes[class_index], class_index, prefix + "class " + of.name);
  if (const auto& sight = by.sensitivities[static_cast<std::size_t>(of.sensitivity)]) {
    return see_by(data, *sight, class_index,
                  prefix + "sensitivity " + std::string(to_string(of.sensitivity)) + " (class " + of.name + ")");
  }
  if (by.everything) return see_by(data, *by.everything, class_index, prefix + "\"*\" (class " + of.name + ")");
  Sight own;
  own.handling = of.handling;
  own.masks.assign(data.classes.size() + 1, of.mask);
  return see_by(data, own, class_index, prefix + "class " + of.name + "'s own mask");
}

Treatment settle(Seen seen, bool constrained) {
  auto& treatment = seen.treatment;
  if (treatment.clear()) return std::move(treatment);  // `write` is about columns that are not seen in the clear
  if (seen.write) {
    treatment.insert = treatment.update = *seen.write;
    return std::move(treatment);
  }
  const bool asks_anyway = treatment.predicates == Predicates::clear || treatment.predicates == Predicates::lookup;
  treatment.insert = constrained && !asks_anyway ? Write::refuse : Write::allow;
  treatment.update = Write::refuse;
  return std::move(treatment);
}

bool sees_every_class(const Policy::Data& data, std::size_t role) {
  for (std::size_t i = 0; i < data.server_text(); ++i) {
    const auto seen = see_class(data, role, i);
    if (!seen.treatment.clear() || seen.treatment.predicates != Predicates::clear) return false;
  }
  return true;
}

bool shows_more(const Treatment& a, const Treatment& b) {
  if (openness(a.predicates) > openness(b.predicates)) return true;
  if (a.insert < b.insert || a.update < b.update) return true;  // allow is the lower one
  if (shows_nothing(a) || same_mask(a, b)) return false;
  if (shows_nothing(b)) return true;
  // Two masks that both show a part: which shows more depends on the value, so either may.
  return openness(a.kind) >= openness(b.kind) && a.kind != Handling::refuse &&
         !(a.kind == Handling::reveal && b.kind == Handling::reveal);
}

std::string describe(const Treatment& treatment) {
  std::string out = treatment.kind == Handling::reveal   ? "clear"
                    : treatment.kind == Handling::refuse ? "refuse"
                                                         : treatment.mask->spelling();
  if (treatment.kind == Handling::refuse || treatment.unclassified) return out;
  const auto plain = treatment.clear() ? Predicates::clear : Predicates::refuse;
  if (treatment.predicates != plain) out += ", predicates " + std::string(to_string(treatment.predicates));
  return out;
}

}  // namespace jaali::masking_rules
