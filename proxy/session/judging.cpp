#include "proxy/session/judging.h"

namespace jaali::proxy::session {

bool Judging::judge(std::string_view text, bool extended, std::shared_ptr<const Judged>& judged, const gate::Situation& situation) {
  judged = environment_.gate->judge(text, extended, situation);
  const bool unknown_name = judged->verdict.refusal && judged->verdict.refusal->unknown_name && situation.restricted;
  if (unknown_name && catalog_wait_.ask_once()) return false;
  if (judged->refused() || !standing_.enforcing() || situation.names.session_relations.size() < most_session_relations) return true;
  if (any_effect(*judged, [](const auto&, const auto& effect) { return effect.kind == masking_rules::Effect::Kind::creates_relation; })) {
    judged = standing_.refusal({"54000", "jaali: this session has made too many relations", "Send DISCARD ALL, or connect again.",
                                "too many relations of one session", false, 0});
  }
  return true;
}

bool Judging::judge_again(bool extended, std::shared_ptr<const Judged>& judged, const gate::Situation& situation) {
  if (!situation.restricted && !judged->restricted) return true;
  if (gate::Gate::holds(*judged, situation)) return true;
  const std::string text = judged->sql;
  std::shared_ptr<const Judged> anew;
  if (!judge(text, extended, anew, situation)) return false;
  judged = with_text(std::move(anew), text);
  return true;
}

bool Judging::harmless(const NamedTexts& named, std::string_view name) {
  const auto found = named.find(name);
  if (found == named.end()) return false;
  const auto source = environment_.gate->judge(found->second->sql, false, standing_.situation);
  return !source->refused() && !source->sensitive();
}

std::shared_ptr<const Judged> with_text(std::shared_ptr<const Judged> judged, std::string_view text) {
  if (!judged->sql.empty() || text.empty()) return judged;
  auto named = std::make_shared<Judged>(*judged);
  named->sql = text;
  return named;
}

}  // namespace jaali::proxy::session
