#pragma once
// What a MySQL session's texts and names mean is for the server to say: after whatever may have changed it, and before the
// next text is judged, it is asked. Nothing is guessed from SET expressions, so that @@sql_mode = CONCAT(@@sql_mode, …)
// simply works. The question is read alike in every mode and character set, and its answer is bytes in all of them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/decide.h"
#include "protocol/result.h"

namespace jaali::proxy::session::mysql {

inline constexpr std::string_view state_question =
    "SELECT CAST(CONVERT(DATABASE() USING utf8mb4) AS BINARY), CAST(@@session.sql_mode AS BINARY), "
    "CAST(@@session.character_set_client AS BINARY), CAST(@@session.time_zone AS BINARY) LIMIT 1";  // a limit of its own: sql_select_limit may be 0

struct SessionState {
  std::optional<std::string> database;  ///< none: no database is chosen
  std::string sql_mode, character_set_client, time_zone;
};

/// The one row of the answer, a text row. Absent: it is not such a row.
[[nodiscard]] std::optional<SessionState> decode_state(protocol::ByteView row);
/// As the judgement needs it, for a server as the snapshot knows it.
void apply_state(const SessionState& state, const sql::Snapshot& snapshot, masking_rules::NameState& names);
/// SHOW WARNINGS, FOUND_ROWS() and their kin, in letters that no mode, character set or database changes: asked before the
/// state is, because our question would take the place of the statement that they ask about.
[[nodiscard]] bool asks_about_last_statement(std::string_view text) noexcept;

}  // namespace jaali::proxy::session::mysql
