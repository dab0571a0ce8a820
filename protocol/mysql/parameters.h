#pragma once
// The block of parameters that COM_QUERY (as attributes) and COM_STMT_EXECUTE share: a bitmap of NULLs, types, names,
// values. Inside of protocol/mysql only.
//
// Here a difference between us and the server is an attack: in COM_QUERY the text begins where the values end. So what
// MySQL reads leniently is refused: lengths cut off at the packet's end, lengths of which it reads four bytes of eight,
// a NULL marker that it takes for the length 251, type bytes with unknown bits, types that it does not know.
#include "protocol/mysql/command.h"
#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"

namespace jaali::protocol::mysql {

struct ParameterBlock {
  std::size_t count = 0;
  bool named = false;                         ///< names stand behind the types
  std::span<const ParameterType> bound;       ///< for a block without types; in a COM_QUERY none
  std::span<const std::uint16_t> long_data;
  std::size_t own = 0;                        ///< of the statement; those behind are attributes
  bool mariadb = false;
};

/// Reads the block, whose count was read. `new_types`: whether it brought types.
[[nodiscard]] std::vector<ParameterView> read_parameters(WireReader& reader, const ParameterBlock& block,
                                                         bool& new_types);
void write_parameters(WireWriter& writer, std::span<const ParameterView> parameters, bool named, bool new_types,
                      bool mariadb);
/// One type of two bytes.
[[nodiscard]] ParameterType read_parameter_type(WireReader& reader) noexcept;
void write_parameter_type(WireWriter& writer, const ParameterType& type);
/// One value that is not NULL.
[[nodiscard]] ByteView read_parameter_value(WireReader& reader, FieldType type, bool mariadb) noexcept;

}  // namespace jaali::protocol::mysql
