#pragma once
// Upper halves of the single-byte character sets, for charsets.cpp.

namespace jaali::protocol::mysql::charset_tables {

extern const char16_t latin1[128];
extern const char16_t latin2[128];
extern const char16_t latin5[128];
extern const char16_t latin7[128];
extern const char16_t cp850[128];
extern const char16_t cp852[128];
extern const char16_t cp866[128];
extern const char16_t cp1250[128];
extern const char16_t cp1251[128];
extern const char16_t cp1256[128];
extern const char16_t cp1257[128];
extern const char16_t greek[128];
extern const char16_t hebrew[128];
extern const char16_t koi8r[128];
extern const char16_t koi8u[128];
extern const char16_t macroman[128];
extern const char16_t macce[128];
extern const char16_t hp8[128];
extern const char16_t tis620[128];

}  // namespace jaali::protocol::mysql::charset_tables
