// Between a command and its way on: what the session's texts mean now, the judgement, what it needs of the session, and
// the records that come first.
#include <algorithm>

#include "proxy/session/mysql/relay.h"
#include "sql/fold.h"

namespace jaali::proxy::session::mysql {
/// False while the server is asked what names and texts mean; the command is looked at again when it has said so, or when
/// it would not say (`probe_error_`).
bool Relay::know_state(Sends& sends) {
  if (!situation_.restricted || state_known_ || probe_error_) return true;
  auto& running = begin(Command::query);
  running.internal = true;
  state_came_ = false;
  std::uint8_t sequence = 0;
  sends.to_server.append([&](std::string& out) { wire::append_query(out, sequence, state_question, capabilities_); });
  from_server_.expect(sequence);
  response_.begin(Command::query);
  return false;
}

void Relay::take_state(ByteView row) {
  const auto state = decode_state(row);
  if (!state) return;
  state_ = *state;
  state_came_ = true;
}

/// The answer to our question is complete.
void Relay::state_answered() {
  if (!state_came_) {
    if (!probe_error_) probe_error_ = OwnError{1105, "HY000", "jaali: the server does not say what the session's settings are"};
    return;
  }
  state_known_ = true;
  auto names = situation_.names;
  apply_state(state_, situation_.catalog->snapshot(), names);
  if (names.key() == situation_.names_key) return;
  situation_.names = std::move(names);
  names_moved();
}

/// Keeps with a statement what its names mean: it is judged by that for as long as it lives.
void Relay::note_prepared(Prepared& prepared) const {
  if (situation_.restricted && state_known_) {
    prepared.path = situation_.names.search_path;
    prepared.reading = situation_.names.reading();
  }
  prepared.names_key = situation_.names_key;
  prepared.names_epoch = names_epoch_;
}

/// Judges a prepared statement again where rules, catalog or names have changed since; in the database of its own time.
/// False: there is something to wait for.
bool Relay::judge_again(const std::shared_ptr<Prepared>& prepared, Sends& sends) {
  if (!situation_.restricted && !prepared->judged->restricted) return true;
  if (!know_state(sends)) return false;
  if (probe_error_) return true;
  const auto& known = *prepared->judged;
  if (prepared->names_epoch == names_epoch_ && known.names_key == prepared->names_key && known.role == situation_.role &&
      known.catalog->version() == situation_.catalog->version()) {
    return true;
  }
  auto situation = situation_;
  situation.names.search_path = prepared->path;
  if (prepared->names_epoch != names_epoch_) {
    prepared->names_epoch = names_epoch_;
    prepared->names_key = situation.names.key();
  }
  situation.names_key = prepared->names_key;
  const std::string text = prepared->judged->sql;
  if (situation.restricted && (prepared->reading.empty() || prepared->reading != situation_.names.reading())) {
    prepared->judged = with_text(refusal(1615, "HY000", "jaali: the statement was prepared under other rules or another sql_mode or character set",
                                         "Prepare it again.", "prepared under another reading of texts"),
                                 text);
    return true;
  }
  auto judged = prepared->judged;
  if (!judging_.judge_again(true, judged, situation)) return false;
  prepared->judged = std::move(judged);
  return true;
}

/// What the text asks of the session itself: what an earlier statement left in the diagnostics area, and what is behind
/// the names of SQL's own PREPARE.
void Relay::judge_session(std::shared_ptr<const Judged>& judged) {
  if (!judged->restricted || judged->observe || judged->refused()) return;
  bool sensitive = diagnostics_sensitive_;
  std::vector<std::string_view> made_here;
  for (const auto& plan : judged->verdict.statements) {
    if (plan.reads_diagnostics && sensitive) {
      judged = refusal(1142, "42000", "jaali: the warnings of a statement about protected data are withheld", {},
                       "diagnostics of a sensitive statement");
      return;
    }
    if (plan.columns.size() > most_masked_columns) {
      judged = refusal(1117, "42000", "jaali: too many columns", "Ask for fewer at a time.", "too many columns");
      return;
    }
    if (plan.sensitive) sensitive = true;
    for (const auto& need : plan.needs) {
      const bool here = std::find(made_here.begin(), made_here.end(), need.name) != made_here.end();
      if (here) continue;
      // The server reads the text again when a table behind it has changed: in the modes of then, or in those of now.
      const auto reading = sql_readings_.find(need.name);
      if (reading != sql_readings_.end() && reading->second != reading_now()) {
        judged = refusal(1615, "HY000", "jaali: the statement was prepared in another database, sql_mode or character set", "Prepare it again.",
                         "prepared under another reading of texts");
        return;
      }
      if (judging_.harmless(sql_prepared_, need.name)) continue;
      judged = refusal(1243, "HY000", "jaali: prepared statement " + need.name + " was not made by a statement that this role may run that way",
                       "Use the protocol's own prepared statements.", "unknown prepared statement");
      return;
    }
    for (const auto& effect : plan.effects) {
      if (effect.kind == masking_rules::Effect::Kind::prepare) made_here.push_back(effect.name);
    }
  }
}

/// A lookup compares as the column does only where the value has the column's type. `known`: types and values were read.
void Relay::judge_parameters(const Prepared& prepared, bool known, bool whole, std::shared_ptr<const Judged>& judged) const {
  if (!judged->restricted || judged->observe || judged->refused()) return;
  if (!known && whole) {
    judged = refusal(1210, "HY000", "jaali: incorrect arguments to mysqld_stmt_execute", {}, "parameters that cannot be read");
    return;
  }
  for (const auto& plan : judged->verdict.statements) {
    for (const auto& lookup : plan.lookup_parameters) {
      const auto at = static_cast<std::size_t>(lookup.number) - 1;
      bool good = known && lookup.number >= 1 && at < prepared.bound.size();
      good = good && std::find(prepared.long_data.begin(), prepared.long_data.end(), at) == prepared.long_data.end();
      if (good) {
        const auto type = prepared.bound[at].type;
        good = type == wire::FieldType::null ||
               std::find(lookup.types.begin(), lookup.types.end(), static_cast<sql::Oid>(type)) != lookup.types.end();
      }
      if (good) continue;
      judged = refusal(1142, "42000", "jaali: parameter " + std::to_string(lookup.number) + " has another type than the column it is looked up in",
                       "Bind it as the column's own type.", "lookup by a parameter of another type");
      return;
    }
  }
}

/// What a text of SQL's own PREPARE means by its words, and in which database.
std::string Relay::reading_now() const {
  const auto& path = situation_.names.search_path;
  return situation_.names.reading() + ' ' + (path && !path->empty() ? path->front() : std::string());
}

/// In the current database, as the server would look it up.
const sql::Relation* Relay::relation_named(std::string_view table) const {
  const auto& snapshot = situation_.catalog->snapshot();
  const std::string name = snapshot.lower_case_table_names == 0 ? std::string(table) : sql::fold(table);
  if (!situation_.names.search_path || situation_.names.search_path->empty()) return nullptr;
  for (const auto* relation : snapshot.relations_named(name)) {
    if (relation->schema == situation_.names.search_path->front()) return relation;
  }
  return nullptr;
}

/// No record, no access.
bool Relay::open_records(Sends& sends) {
  records_.begin(*running_);
  return records_.open(*running_, details(), sends.to_server);
}

}  // namespace jaali::proxy::session::mysql
