#pragma once
// The command that a MySQL session has under way (one at a time: the next is looked at when the answer is complete), and
// the prepared statements that it has made. Plain state of one relay, on its thread.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/mysql/command.h"
#include "protocol/mysql/response.h"
#include "proxy/rows/mysql_row_masker.h"
#include "proxy/session/execution.h"
#include "proxy/session/mysql/auth_exchange.h"

namespace jaali::proxy::session::mysql {

using gate::Judged;

/// One column as its ColumnDefinition gave it.
struct Field {
  std::string schema, table, column;  ///< origin: org_table and org_name, folded as the catalog's names are
  protocol::mysql::ColumnType type;
  std::uint32_t length = 0;
  std::uint8_t decimals = 31;
  bool zerofill = false;
  bool operator==(const Field&) const = default;
};
using Fields = std::vector<Field>;
/// Of a result that is masked: its definitions are held until all of them are here.
inline constexpr std::size_t most_masked_columns = 65'535;

/// Masks for the rows of one result.
struct Masking {
  std::shared_ptr<const Judged> judged;
  std::size_t index = 0;    ///< statement within the text
  std::string definitions;  ///< what they were made from
  masking_rules::Format format = masking_rules::Format::text;
  std::string time_zone;
  std::unique_ptr<const rows::MysqlRowMasker> masker;  ///< null: rows pass as they lie
  CountedClasses classes;
};

/// A statement that COM_STMT_PREPARE made. Its names keep the meaning that they had then: the server resolves them in the
/// database of that time, whatever is USEd since.
struct Prepared {
  std::uint32_t id = 0;
  std::string name;  ///< the id, for the log
  std::shared_ptr<const Judged> judged;
  std::optional<std::vector<std::string>> path;  ///< the database then; absent: not known
  std::string reading;     ///< how texts were read then (NameState::reading); empty: not known
  std::string names_key;   ///< of the names that `judged` is judged by, valid for `names_epoch`
  std::uint64_t names_epoch = 0;
  std::uint16_t parameters = 0;
  std::vector<protocol::mysql::ParameterType> bound;
  std::vector<std::uint16_t> long_data;
  std::shared_ptr<const Masking> masking;  ///< the last one made
  std::string cursor_definitions;          ///< of the rows of its open cursor
  bool cursor = false;
};

struct Running : Execution {
  protocol::mysql::Command command = protocol::mysql::Command::sleep;
  bool internal = false;  ///< asked by us: the answer is swallowed
  bool records = false;   ///< it is a statement for the log
  bool binary = false;    ///< its rows are
  bool cursor = false;    ///< COM_STMT_EXECUTE asks for one
  bool unit_results = false;  ///< COM_STMT_BULK_EXECUTE asks for the result of each of its rows
  std::string_view kind;  ///< for the log, of what nothing judged
  std::string database;   ///< of COM_INIT_DB
  std::shared_ptr<Prepared> prepared;
  std::shared_ptr<const Masking> masking;  ///< of the result that is under way
  std::uint64_t columns = 0;               ///< … whose definitions are to come
};

/// A COM_CHANGE_USER under way.
struct ChangingUser {
  std::string user, database, application;
  std::optional<AuthExchange> exchange;
  std::string payload;      ///< while its proof is being made: the command as it came
  bool sent = false;
  bool client_turn = false;
};

}  // namespace jaali::proxy::session::mysql
