#pragma once
// What a client sends once it is logged in: commands, one packet each (packet.h), the first byte naming them. Decoders take
// the whole payload, command byte included, and give views that live as long as it. A text is bytes in the session's
// character set; nothing here reads it. Encoders append whole packets from sequence id 0 on and are what the proxy itself
// asks with. (MySQL documentation "Command Phase"; MariaDB documentation "COM_STMT_BULK_EXECUTE".)
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mysql/capabilities.h"
#include "protocol/mysql/column_type.h"
#include "protocol/mysql/packet.h"

namespace jaali::protocol::mysql {

enum class Command : std::uint8_t {
  sleep = 0, quit = 1, init_db = 2, query = 3, field_list = 4, create_db = 5, drop_db = 6, refresh = 7, shutdown = 8,
  statistics = 9, process_info = 10, connect = 11, process_kill = 12, debug = 13, ping = 14, time = 15,
  delayed_insert = 16, change_user = 17, binlog_dump = 18, table_dump = 19, connect_out = 20, register_slave = 21,
  stmt_prepare = 22, stmt_execute = 23, stmt_send_long_data = 24, stmt_close = 25, stmt_reset = 26, set_option = 27,
  stmt_fetch = 28, daemon = 29, binlog_dump_gtid = 30, reset_connection = 31, clone = 32,
  subscribe_group_replication = 33,
  stmt_bulk_execute = 0xfa,  ///< MariaDB
};
/// The command of a payload; unknown_type for a byte that is none of the above (COM_MULTI too) and truncated for an empty
/// payload, which servers take for COM_SLEEP.
[[nodiscard]] Result<Command> command_of(ByteView payload) noexcept;
[[nodiscard]] std::string_view to_string(Command command) noexcept;  ///< "COM_QUERY"
/// Of a payload's first byte alone: whether the command's payload may be long and is passed on as it comes, its meaning
/// being all in the first `prefix` bytes (COM_STMT_SEND_LONG_DATA).
inline constexpr std::size_t long_data_prefix = 7;

/// "The statement that this connection prepared last": MariaDB's drivers execute before they know its id.
inline constexpr std::uint32_t last_prepared = 0xffffffff;

inline constexpr std::size_t max_parameters = 65'535;

// ---- values in binary form

/// A parameter's type as it goes over the wire: two bytes, of which the highest bit says unsigned and no other is used.
struct ParameterType {
  FieldType type = FieldType::null;
  bool is_unsigned = false;
  bool operator==(const ParameterType&) const = default;
};
struct ParameterView {
  ParameterType type;
  std::string_view name;          ///< of a query attribute; empty for none
  std::optional<ByteView> value;  ///< without its length; absent: NULL, or sent before as long data
  bool is_long_data = false;
};

/// Bytes of a binary value of `type` where it has no length of its own before it; nothing where it has one. The servers
/// differ for parameters: to MySQL, YEAR and MEDIUMINT are strings with a length.
[[nodiscard]] std::optional<std::size_t> fixed_parameter_size(FieldType type, bool mariadb) noexcept;

// ---- texts

struct QueryView {
  std::vector<ParameterView> attributes;
  std::string_view text;
};
/// With CLIENT_QUERY_ATTRIBUTES the text comes behind the attributes. Where MySQL's reading of those is more lenient than
/// its documentation, the payload is refused: it would mean a text here that is not the one that the server runs.
[[nodiscard]] Result<QueryView> decode_query(ByteView payload, Capabilities capabilities);
/// Where a text begins in a payload of which only the front is here (a COM_QUERY of many frames); nothing while more is
/// needed to say so.
[[nodiscard]] Result<std::optional<std::size_t>> query_text_offset(ByteView front, Capabilities capabilities);
void append_query(std::string& out, std::uint8_t& sequence, std::string_view text, Capabilities capabilities,
                  const Framing& framing = {});
void append_query(std::string& out, std::uint8_t& sequence, const QueryView& query, Capabilities capabilities,
                  const Framing& framing = {});

/// COM_STMT_PREPARE's text, COM_INIT_DB's and COM_CREATE_DB's name: all behind the command byte.
[[nodiscard]] Result<std::string_view> decode_text(ByteView payload);
void append_text(std::string& out, std::uint8_t& sequence, Command command, std::string_view text,
                 const Framing& framing = {});

struct FieldListView {
  std::string_view table, wildcard;
};
[[nodiscard]] Result<FieldListView> decode_field_list(ByteView payload);
void append_field_list(std::string& out, std::uint8_t& sequence, const FieldListView& request);

// ---- prepared statements

enum ExecuteFlags : std::uint8_t {
  cursor_read_only = 1, cursor_for_update = 2, cursor_scrollable = 4, parameter_count_available = 8,
};
/// What the statement is known to have, from its PREPARE_OK and what was sent since.
struct ExecuteContext {
  std::uint16_t parameters = 0;
  std::span<const ParameterType> bound;           ///< types of the last EXECUTE that sent them; empty: none yet
  std::span<const std::uint16_t> long_data;       ///< numbers of parameters that came by COM_STMT_SEND_LONG_DATA
  bool mariadb = false;
};
struct ExecuteView {
  std::uint32_t statement = 0;
  std::uint8_t flags = 0;
  std::uint32_t iterations = 1;
  bool new_types = false;
  /// The statement's own first, then query attributes.
  std::vector<ParameterView> parameters;
  [[nodiscard]] bool opens_cursor() const noexcept { return (flags & (cursor_read_only | cursor_for_update | cursor_scrollable)) != 0; }
};
/// The id alone, of any COM_STMT_*: what a context is looked up by.
[[nodiscard]] Result<std::uint32_t> statement_of(ByteView payload);
[[nodiscard]] Result<ExecuteView> decode_execute(ByteView payload, const ExecuteContext& context,
                                                 Capabilities capabilities);
void append_execute(std::string& out, std::uint8_t& sequence, const ExecuteView& execute, const ExecuteContext& context,
                    Capabilities capabilities, const Framing& framing = {});

enum BulkFlags : std::uint16_t { bulk_unit_results = 64, bulk_send_types = 128 };
enum class BulkIndicator : std::uint8_t { none = 0, null = 1, default_ = 2, ignore = 3 };
struct BulkExecuteView {
  std::uint32_t statement = 0;
  std::uint16_t flags = 0;
  std::vector<ParameterType> types;  ///< where `flags` has bulk_send_types
  std::uint64_t rows = 0;
  ByteView values;                   ///< walked, and whole
};
[[nodiscard]] Result<BulkExecuteView> decode_bulk_execute(ByteView payload, const ExecuteContext& context);
void append_bulk_execute(std::string& out, std::uint8_t& sequence, const BulkExecuteView& execute,
                         const Framing& framing = {});

struct LongDataView {
  std::uint32_t statement = 0;
  std::uint16_t parameter = 0;
  ByteView data;
};
/// `payload` may be the front of a longer one, from long_data_prefix bytes on.
[[nodiscard]] Result<LongDataView> decode_long_data(ByteView payload);
void append_long_data(std::string& out, std::uint8_t& sequence, const LongDataView& data, const Framing& framing = {});

struct FetchView {
  std::uint32_t statement = 0;
  std::uint32_t rows = 0;
};
[[nodiscard]] Result<FetchView> decode_fetch(ByteView payload);
void append_fetch(std::string& out, std::uint8_t& sequence, const FetchView& fetch);
/// COM_STMT_CLOSE and COM_STMT_RESET: a statement's id. COM_PROCESS_KILL: a connection's.
[[nodiscard]] Result<std::uint32_t> decode_id(ByteView payload);
void append_id(std::string& out, std::uint8_t& sequence, Command command, std::uint32_t id);

// ---- the rest

/// COM_QUIT, STATISTICS, PROCESS_INFO, DEBUG, PING, RESET_CONNECTION: nothing behind the command byte.
[[nodiscard]] Result<void> decode_bare(ByteView payload);
void append_bare(std::string& out, std::uint8_t& sequence, Command command);
/// COM_SET_OPTION: 0 multi-statements on, 1 off.
[[nodiscard]] Result<std::uint16_t> decode_set_option(ByteView payload);
void append_set_option(std::string& out, std::uint8_t& sequence, std::uint16_t option);
/// COM_REFRESH's flags; COM_SHUTDOWN's level (absent: default).
[[nodiscard]] Result<std::optional<std::uint8_t>> decode_flag(ByteView payload);

struct BinlogDumpView {
  std::uint32_t position = 0;
  std::uint16_t flags = 0;
  std::uint32_t server_id = 0;
  std::string_view file;
};
[[nodiscard]] Result<BinlogDumpView> decode_binlog_dump(ByteView payload);
struct BinlogDumpGtidView {
  std::uint16_t flags = 0;
  std::uint32_t server_id = 0;
  std::string_view file;
  std::uint64_t position = 0;
  ByteView gtids;
};
[[nodiscard]] Result<BinlogDumpGtidView> decode_binlog_dump_gtid(ByteView payload);
struct RegisterSlaveView {
  std::uint32_t server_id = 0;
  std::string_view host, user, password;
  std::uint16_t port = 0;
  std::uint32_t rank = 0, master_id = 0;
};
[[nodiscard]] Result<RegisterSlaveView> decode_register_slave(ByteView payload);

}  // namespace jaali::protocol::mysql
