// null: nothing at all, for every type.
#include "masking_rules/masks/registry.h"

namespace jaali::masking_rules::masks {

namespace {

class Null final : public Transform {
 public:
  std::string spelling() const override { return "null"; }
  bool carries(Kind, const Limits&) const noexcept override { return true; }
  bool constant() const noexcept override { return true; }
  // An array becomes NULL itself, not an array of one NULL: the binding asks for one element and gets none.
  ArrayRule array_rule() const noexcept override { return ArrayRule::one_element; }
};

}  // namespace

Made make_null(const Arguments& arguments) {
  if (!arguments.none()) return std::string("null takes no arguments");
  return std::shared_ptr<const Transform>(std::make_shared<Null>());
}

}  // namespace jaali::masking_rules::masks
