#pragma once
// A text on its way to a judgement, in every protocol: a name that is not known asks for a fresh catalog once, and what a
// session may make is limited.
#include <memory>
#include <string>
#include <string_view>

#include "proxy/session/catalog_wait.h"
#include "proxy/session/standing.h"

namespace jaali::proxy::session {

/// Relations that a session may make before it has to forget them: each is a part of every key of the gate's cache.
inline constexpr std::size_t most_session_relations = 1024;

/// What names that SQL itself gave to texts (PREPARE, DECLARE) were judged as.
using NamedTexts = std::map<std::string, std::shared_ptr<const Judged>, std::less<>>;

class Judging {
 public:
  Judging(Environment& environment, const Standing& standing, CatalogWait& catalog_wait)
      : environment_(environment), standing_(standing), catalog_wait_(catalog_wait) {}

  /// Judges a text in the present situation. False while a fresh catalog is on its way for a name that is not known; the
  /// text is to be given again.
  [[nodiscard]] bool judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged) {
    return judge(text, extended, judged, standing_.situation);
  }
  /// … or in another one, whose names are those of an earlier time.
  [[nodiscard]] bool judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged, const gate::Situation& situation);
  /// As `judge`, for a text that was judged before, where rules, catalog or names have changed since; `judged` stays what
  /// it is where they have not. A new judgement always keeps the text, a refusal as well: it may be open by now.
  [[nodiscard]] bool judge_again(bool extended, std::shared_ptr<const Judged>& judged) {
    return judge_again(extended, judged, standing_.situation);
  }
  [[nodiscard]] bool judge_again(bool extended, std::shared_ptr<const Judged>& judged, const gate::Situation& situation);
  /// Whether the text behind a name given by SQL would pass now, and reads nothing that is protected.
  [[nodiscard]] bool harmless(const NamedTexts& named, std::string_view name);

 private:
  Environment& environment_;
  const Standing& standing_;
  CatalogWait& catalog_wait_;
};

template <class Predicate>
[[nodiscard]] bool any_effect(const Judged& judged, Predicate&& predicate) {
  for (const auto& plan : judged.verdict.statements) {
    for (const auto& effect : plan.effects) {
      if (predicate(plan, effect)) return true;
    }
  }
  return false;
}

/// The same judgement that names its text.
[[nodiscard]] std::shared_ptr<const Judged> with_text(std::shared_ptr<const Judged> judged, std::string_view text);

}  // namespace jaali::proxy::session
