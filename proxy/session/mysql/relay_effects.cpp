// What statements leave behind in the session: names, settings, the diagnostics area.
#include "proxy/session/mysql/relay.h"

namespace jaali::proxy::session::mysql {

/// Whether what is being told is of a statement over protected data, to somebody who may not see all of it.
bool Relay::sensitive_now() const {
  if (!running_ || !running_->judged || !enforced()) return false;
  // How far a text has come is the server's word: what one of its statements is about goes for all of them.
  return running_->judged->sensitive();
}

/// Whose warnings the server keeps. A statement that names no table may leave those of the one before it.
void Relay::note_diagnostics() {
  const auto* judged = running_->judged.get();
  if (!judged && situation_.restricted) return;  // a command that such a caller may send leaves no warnings
  const auto* plan = running_->plan();
  if (!judged || !judged->restricted || !plan || judged->sensitive()) {
    diagnostics_sensitive_ = true;
  } else if (!plan->reads_diagnostics && !plan->relations.empty()) {
    diagnostics_sensitive_ = false;
  }
}

void Relay::apply_effects() {
  auto& running = *running_;
  if (running.command == Command::init_db) {
    state_unknown();
    if (!situation_.restricted) follow_database(running.database);
    return;
  }
  if (running.command == Command::reset_connection) return forget_session();
  if (running.command == Command::create_db || running.command == Command::drop_db) environment_.refresh_catalog("DDL", [] {});
  // What was not judged to be harmless may have changed anything.
  if (!running.judged || !running.judged->restricted || running.judged->verdict.refusal) state_unknown();
  const auto* plan = running.plan();
  if (!plan) return;
  using EffectKind = masking_rules::Effect::Kind;
  auto& relations = situation_.names.session_relations;
  const auto before = relations.size();
  bool moved = false, catalog_changed = false;
  for (const auto& effect : plan->effects) {
    switch (effect.kind) {
      case EffectKind::session_state_changes: state_unknown(); break;
      case EffectKind::names_change: moved = true; break;
      case EffectKind::catalog_change: catalog_changed = true; break;
      case EffectKind::creates_relation: relations.insert(effect.name); break;
      case EffectKind::prepare:
        sql_prepared_[effect.name] = running.judged;
        sql_readings_[effect.name] = reading_now();
        break;
      case EffectKind::deallocate: sql_prepared_.erase(effect.name); break;
      case EffectKind::deallocate_all: sql_prepared_.clear(); break;
      case EffectKind::discard_all: forget_session(); break;
      case EffectKind::declare_cursor:
      case EffectKind::close_cursor:
      case EffectKind::close_all_cursors:
      case EffectKind::transaction_end: break;
    }
  }
  if (moved || relations.size() != before) names_moved();
  if (!catalog_changed) return;
  if (situation_.restricted) {
    catalog_wait_.ask("DDL");  // what he made must be known when he reads it
  } else {
    environment_.refresh_catalog("DDL", [] {});
  }
}

/// What the status word and the session's changes say of its state.
void Relay::follow_status(const std::optional<ByteView>& changes) {
  const auto& text = situation_.names.mysql;
  const bool escapes = (status_ & wire::server_status::no_backslash_escapes) != 0;
  if ((status_ & wire::server_status::db_dropped) != 0 || (text && text->no_backslash_escapes != escapes)) state_unknown();
  if (!changes || changes->empty()) return;
  const auto entries = wire::decode_session_changes(*changes);
  if (!entries) return state_unknown();
  for (const auto& entry : *entries) {
    if (entry.kind != wire::SessionChange::schema && entry.kind != wire::SessionChange::system_variable) continue;
    state_unknown();
    if (entry.kind == wire::SessionChange::schema && !situation_.restricted) follow_database(entry.value);
  }
}

}  // namespace jaali::proxy::session::mysql
